"""`python -m bench.rebuild`: does the ten-millionth fact cost what the first did, and in how much memory?

Reporting's own workers, one or more, work in a topic that is full already, as after `rebuild reporting`.
Exit 1 if the last stretch cost more than GROWTH times the second, or its memory grew by as much.
"""

import argparse
import asyncio
import json
import os
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from bench import agencies, table
from bench.ground import Ground, standing
from bench.projection import LAST_STATES, fact_of, send
from bench.usage import POSTGRES, Usage
from cli.launching import SETTINGS
from shared.clock import FOREVER
from shared.messaging.outbox import Message
from shared.messaging.relay import build_producer
from shared.observability import logging

FIRST, STRETCH, CHUNK = 100_000, 1_000_000, 5_000
GROWTH = 1.25
APART = 50_000_000
"""Petition numbers of two publishers are so far apart."""
POLL_S = 0.25
WORKER = "worker-reporting"
DONE = (
    "SELECT ((SELECT coalesce(sum(next_offset), 0) FROM positions) - (SELECT count(*) FROM recomputations))"
    "::bigint"
)
"""Facts worked in, less the subjects that are still to be folded for them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What folding cost up to the `until`-th fact, since the stretch before."""

    until: int
    facts: int
    seconds: float
    cpu_us: Mapping[str, float]
    """By process, a fact."""
    peak_mb: Mapping[str, float]

    def all_us(self) -> float:
        return sum(self.cpu_us.values())

    def says(self) -> str:
        spent = ", ".join(f"{name} {value:.1f}" for name, value in sorted(self.cpu_us.items()))
        return (
            f"{self.until:>11,} facts  {self.facts / self.seconds:>7,.0f}/s  {self.all_us():5.1f} µs each "
            f"({spent}); worker {self.peak_mb.get(WORKER, 0):.0f} MB"
        )


async def measure(ground: Ground, facts: int, workers: int) -> list[Stretch]:
    """Fills the topic, lets the workers work it in, and holds the petitions' states against what was told."""
    expected, published = await _published(ground, facts)
    database = await ground.database("reporting")
    connection = await asyncpg.connect(database)
    try:
        async with _working(ground, database, workers) as processes:
            stretches = await _watched(connection, published, processes)
        states = Counter({row[0]: row[1] for row in await connection.fetch(LAST_STATES, FOREVER)})
    finally:
        await connection.close()
    assert states == expected, f"the figures are not those of the facts: {states}, {expected}"
    return stretches


async def _published(ground: Ground, facts: int) -> tuple[Counter[str], int]:
    """The petitions by their last state, and how many facts there are with the conferences'."""
    units = agencies.unit_ids()
    conferences = [
        fact_of("notices", f"conference/{d['conference_id']}", unit, 1, name, at, d)
        for unit, name, at, d in agencies.told(agencies.conferences(units))
    ]
    producer = build_producer(ground.servers, "bench")
    await producer.start()
    await send(producer, conferences)
    await producer.stop()
    publishers = min(2, os.cpu_count() or 1)
    shares = [facts // publishers + (number < facts % publishers) for number in range(publishers)]
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(publishers, get_context("spawn")) as pool:
        told = await asyncio.gather(
            *(
                loop.run_in_executor(pool, publish, ground.servers, number * APART, share)
                for number, share in enumerate(shares)
            )
        )
    return sum(told, start=Counter[str]()), facts + len(conferences)


def publish(servers: str, first: int, facts: int) -> Counter[str]:
    """So many facts about petitions from the `first` on, and the petitions by their last state."""
    return asyncio.run(_publish(servers, first, facts))


async def _publish(servers: str, first: int, facts: int) -> Counter[str]:
    states, events = Counter[str](), agencies.petition_events(agencies.unit_ids(), first)
    producer = build_producer(servers, "bench")
    await producer.start()
    try:
        for begin in range(0, facts, CHUNK):
            messages = list[Message]()
            for unit, name, at, data in agencies.told(list(islice(events, min(CHUNK, facts - begin)))):
                subject = f"petition/{data['petition_id']}"
                # Of this load each petition has its reception and at most one act more.
                number = 1 if name == "PetitionReceived" else 2
                messages.append(fact_of("petitions", subject, unit, number, name, at, data))
                if state := agencies.state_after(name, data):
                    states[state] += 1
                    states["pending"] -= number - 1
            await send(producer, messages)
    finally:
        await producer.stop()
    return states


@asynccontextmanager
async def _working(ground: Ground, database: str, workers: int) -> AsyncGenerator[Sequence[Process]]:
    """Reporting's workers on this database, as `serve` runs them, until the block ends."""
    with TemporaryDirectory() as folder:
        said = Path(folder) / "settings.json"
        server, _, name = database.rpartition("/")
        said.write_text(
            json.dumps(
                {
                    "DOITHOAI_KAFKA": ground.servers,
                    "DOITHOAI_DATABASE": f"{server}/{name.replace('reporting', '{service}')}",
                    "DOITHOAI_LOG": "json",
                }
            ),
            "utf-8",
        )
        processes = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", "cli.process", "worker", "reporting",
                env=os.environ | {SETTINGS: str(said), "DOITHOAI_REPLICA": str(number)},
            )
            for number in range(workers)
        ]  # fmt: skip
        try:
            yield processes
        finally:
            for process in processes:
                if process.returncode is None:
                    process.terminate()
                await process.wait()


async def _watched(connection: asyncpg.Connection, facts: int, processes: Sequence[Process]) -> list[Stretch]:
    """Each stretch as it is done; AssertionError if a worker ends by itself."""
    stretches, done = list[Stretch](), 0
    for until in [*(FIRST,) * (facts > FIRST), *range(STRETCH, facts, STRETCH), facts]:
        with Usage() as usage:
            began = done
            while done < until:
                await asyncio.sleep(POLL_S)
                assert all(process.returncode is None for process in processes), "a worker ended by itself"
                done = await connection.fetchval(DONE) or 0
        folded = done - began
        if not folded:
            continue
        spent = {part: value / folded * 1e6 for part, value in _by_part(usage.cpu).items()}
        stretches.append(Stretch(done, folded, usage.seconds, spent, _by_part(usage.peak_mb)))
        print(stretches[-1].says(), flush=True)
    return stretches


def _by_part(found: Mapping[str, float]) -> dict[str, float]:
    """The workers, PostgreSQL and Kafka; what the bench itself takes is left out."""
    parts: dict[str, float] = {}
    for name, value in found.items():
        part = POSTGRES if name.startswith(POSTGRES) else name
        if part in (WORKER, POSTGRES, "kafka"):
            parts[part] = parts.get(part, 0.0) + value
    return parts


async def _run(facts: int, workers: int) -> list[Stretch]:
    async with standing() as ground:
        return await measure(ground, facts, workers)


def main() -> int:
    """0 when the last stretch cost about what the second did, in time and in memory."""
    parser = argparse.ArgumentParser(prog="python -m bench.rebuild", description=__doc__)
    parser.add_argument("--facts", type=int, default=10_000_000)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    logging.configure("rebuild", level="ERROR")
    stretches = asyncio.run(_run(given.facts, given.workers))
    last, early = stretches[-1], stretches[min(1, len(stretches) - 1)]
    grown = {
        "CPU a fact": last.all_us() / early.all_us(),
        "a worker's memory": last.peak_mb.get(WORKER, 0) / max(1, early.peak_mb.get(WORKER, 0)),
    }
    for name, times in grown.items():
        print(f"{name}: {times:.2f} of the second stretch's{'  GREW' if times > GROWTH else ''}")
    seconds, facts = sum(each.seconds for each in stretches), sum(each.facts for each in stretches)
    print(f"{facts:,} facts in {seconds:,.0f} s: {facts / seconds:,.0f}/s; petitions by state are as told")
    said = {
        "machine": table.machine(), "commit": table.commit(), "workers": given.workers,
        "stretches": [asdict(each) for each in stretches],
    }  # fmt: skip
    path = table.RESULTS / f"rebuild-{given.workers}.json"
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {path}")
    return 1 if any(times > GROWTH for times in grown.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
