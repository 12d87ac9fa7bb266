"""How many petitions a second are stored over HTTP, beside a bare FastAPI with one asyncpg insert?

Closed loop on loopback over kept connections; both servers are uvicorn in a process of their own.
"""

import asyncio
import multiprocessing
import sys
from collections.abc import Sequence
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import asyncpg
import msgspec
import uvloop
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from bench import agencies
from bench.figure import Figure, Run, Size, of_rates
from bench.ground import Ground
from bench.usage import Usage, cost
from cli.answering import build_server
from cli.garbage import collect_seldom
from deploy.embedded.ports import answers
from services.petitions.handlers.following import PetitionsProjection
from services.petitions.main import build_shop, build_web
from shared.clock import Clock
from shared.database.engine import build_engine
from shared.messaging import topics
from shared.messaging.following import Follower
from shared.messaging.inbound import Record
from shared.messaging.outbox import Fact
from shared.settings import Settings

PETITIONS = 3_000
CONNECTIONS = 16
WANTED = 0.6
P99_S = 0.050
BARE = "CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body jsonb)"
INSERT = "INSERT INTO bare (body) VALUES ($1) RETURNING id"


async def measure(ground: Ground, size: Size) -> list[Figure]:
    """Both servers, in turn; then ours with petitions coming at half the rate it had."""
    count, runs, rivals = size.of(PETITIONS), [], []
    database = await ground.database("petitions")
    await _prepare(database)
    body = _body()
    async with _Server(serve_platform, database) as ours, _Server(serve_bare, database) as bare:
        await _file(ours, "/api/petitions", body, 200)
        await _file(bare, "/bare", body, 200)
        for _ in range(size.rounds):
            with Usage() as usage:
                await _file(ours, "/api/petitions", body, count)
            runs.append(Run(count, cost(usage)))
            with Usage() as usage:
                await _file(bare, "/bare", body, count)
            rivals.append(Run(count, cost(usage)))
        stored = await _counts(database)
        assert stored == (200 + count * size.rounds,) * 3, stored
        half = sorted(run.rate for run in runs)[len(runs) // 2] / 2
        # A single stall is the p99 of a run of some seconds: the median of the rounds says more.
        late_s = [
            quantiles(await _at_rate(ours, "/api/petitions", body, count, half), n=100)[98]
            for _ in range(size.rounds)
        ]
    rate = of_rates(
        "a petition stored over HTTP", "petitions/s", runs, rivals,
        beside="bare FastAPI, one asyncpg insert of the body", ratio_at_least=WANTED,
        checked=f"{stored[0]:,} answered 201 = acts = outbox rows = tracking codes",
    )  # fmt: skip
    p99 = median(late_s)
    late = Figure(
        "its p99 at half that rate, open loop", "ms", p99 * 1000, [each * 1000 for each in late_s],
        f"≤ {P99_S * 1000:g} ms", p99 <= P99_S,
        checked="every one answered 201; timed from when it was due to be sent",
    )  # fmt: skip
    return [rate, late]


async def _prepare(database: str) -> None:
    """The conference that is petitioned is known; the bare server has its table."""
    engine = build_engine(database, application="doithoai-petitions")
    unit = agencies.unit_ids()[0]
    _, name, at, data = next(agencies.told(agencies.conferences([unit])))
    fact = Fact(name, f"conference/{data['conference_id']}", 1, at, data, "hẹn", "hẹn", unit, agencies.NOW)
    topic = topics.FACTS["notices"]
    record = Record(topic, 0, 0, None, fact.message("notices", topic).value)
    await Follower(build_shop(engine, Clock(agencies.NOW)), PetitionsProjection()).take([record])
    await engine.dispose()
    connection = await asyncpg.connect(database)
    await connection.execute(BARE)
    await connection.close()


def _body() -> bytes:
    data = agencies.reception(agencies.unit_ids()[0], 0)
    return msgspec.json.encode({k: v for k, v in data.items() if k not in ("petition_id", "channel")})


async def _counts(database: str) -> tuple[int, int, int]:
    connection = await asyncpg.connect(database)
    try:
        row = await connection.fetchrow(
            "SELECT (SELECT count(*) FROM acts WHERE name = 'PetitionReceived'), "
            "(SELECT count(*) FROM outbox_records), (SELECT count(*) FROM tracking)"
        )
        return tuple(row)
    finally:
        await connection.close()


def serve_platform(database: str, port: int) -> None:
    """The service's web side as it is deployed."""
    _serve(build_web(Settings(database=database, profile="embedded"), Clock(agencies.NOW)), port)


def serve_bare(database: str, port: int) -> None:
    """The least that stores a body durably before it answers."""
    app = FastAPI()
    pool: list[asyncpg.Pool] = []

    @app.post("/bare", status_code=201)
    async def store(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        if not pool:
            pool.append(await asyncpg.create_pool(database, min_size=8, max_size=12))
        id_ = await pool[0].fetchval(INSERT, (await request.body()).decode())
        return JSONResponse({"id": id_}, 201)

    _serve(app, port)


def _serve(app: FastAPI, port: int) -> None:
    """As a platform's web process answers: its loop, its server, its way with garbage."""
    collect_seldom()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(build_server(app, Settings(host="127.0.0.1", port=port)).serve())


class _Server:
    """A server in a process of its own; its port, once it answers."""

    def __init__(self, target: Any, database: str) -> None:
        self._target, self._database = target, database

    async def __aenter__(self) -> int:
        port = _free_port()
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=self._target, args=(self._database, port), daemon=True)
        self._process.start()
        async with asyncio.timeout(60):
            while True:
                if answers(port):
                    break
                await asyncio.sleep(0.1)
        return port

    async def __aexit__(self, *_: object) -> None:
        self._process.terminate()
        await asyncio.to_thread(self._process.join, 10)


def _free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def _file(port: int, path: str, body: bytes, count: int) -> None:
    """`count` requests over as many connections as are kept; AssertionError unless each is a 201."""
    left = iter(range(count))

    async def keep_filing() -> None:
        async with _Connection(port) as connection:
            for _ in left:
                await connection.post(path, body)

    await asyncio.gather(*(keep_filing() for _ in range(CONNECTIONS)))


async def _at_rate(port: int, path: str, body: bytes, count: int, rate: float) -> Sequence[float]:
    """Open loop: each request is due at its time, whether or not the one before was answered."""
    began, took = perf_counter(), []
    left = iter(range(count))

    async def keep_filing() -> None:
        async with _Connection(port) as connection:
            for number in left:
                due = began + number / rate
                await asyncio.sleep(max(0.0, due - perf_counter()))
                await connection.post(path, body)
                took.append(perf_counter() - due)

    await asyncio.gather(*(keep_filing() for _ in range(CONNECTIONS * 4)))
    return took


class _Connection:
    """A kept HTTP/1.1 connection that costs the client next to nothing."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> "_Connection":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def post(self, path: str, body: bytes) -> None:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in answer.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        said = await self._reader.readexactly(length)
        assert answer.startswith(b"HTTP/1.1 201"), (answer[:60], said[:300], sys.argv)
