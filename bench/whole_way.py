"""How many inbound events a second go the whole way: forty agencies, petitions, deadlines, reporting?

The platform as `up --workers 4` runs it: one worker a service, the relay, receipts, everything durable.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from statistics import median, quantiles
from time import perf_counter

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from bench import agencies
from bench.figure import Figure, Run, Size, of_rates
from bench.ground import Ground
from bench.usage import CLIENT, Usage, cost
from bench.yardstick import copy_through
from cli import audit
from cli.launching import template
from cli.looking import FOLLOWS, POSITIONS
from cli.platform import Platform
from cli.running import running
from cli.settling import Settling
from shared.messaging import outbox, topics
from shared.messaging.offsets import Offsets
from shared.messaging.relay import build_producer
from shared.settings import SERVICES, read_settings

EVENTS = 20_000
WARM_EVENTS = 2_000
LATENCY_S = 8
PULSE_S = 0.1
POLL_S = 0.1
LIMIT_S = 240.0
TARGET = 8_000
ROUND = 10_000_000
"""Petition numbers of different rounds are so far apart."""

LEFT = f"SELECT ({outbox.LEFT}) + (SELECT count(*) FROM recomputations)"
SEEN = "SELECT DISTINCT petition_id FROM petition_spans WHERE petition_id = ANY($1)"


async def measure(ground: Ground, size: Size) -> list[Figure]:
    """The rate, its cost by process, and the latency at half that rate."""
    settings = read_settings(port=0, kafka=ground.servers, database=template(ground.databases))
    settings = settings.model_copy(update={"now": agencies.NOW})
    async with running(settings, ephemeral=True, workers=4) as platform, AsyncExitStack() as stack:
        way = Way(platform, await connected(platform, stack))
        producer = build_producer(platform.kafka, "bench")
        await producer.start()
        stack.push_async_callback(producer.stop)
        offsets = await stack.enter_async_context(Offsets(platform.kafka))
        await agencies.put(producer, agencies.conferences(way.units))
        await way.settled(offsets)
        await agencies.put(producer, agencies.petitions(way.units, WARM_EVENTS, 9 * ROUND))
        await way.settled(offsets)
        rate = await _rate(way, producer, offsets, ground, size)
        latency = await _latency(way, producer, offsets, rate.value / 2, size.rounds)
        return [rate, latency]


class Way:
    """The running platform, looked at through its databases."""

    def __init__(self, platform: Platform, connections: Mapping[str, asyncpg.Connection]) -> None:
        self.platform = platform
        self.connections = connections
        self.units = agencies.unit_ids()
        self.petitions = 0

    async def left(self, offsets: Offsets) -> int:
        """Records unread, rows unpublished and subjects to fold, everywhere."""
        found = 0
        for service in SERVICES:
            wanted = [topics.FACTS[other] for other in FOLLOWS[service]]
            pattern = topics.inbound_pattern(service) if service in topics.INBOUND_SERVICES else None
            ends = await offsets.ends(await offsets.partitions(wanted, pattern))
            standing = {(t, p): n for t, p, n in await self.connections[service].fetch(POSITIONS)}
            found += sum(max(0, end - standing.get(key, 0)) for key, end in ends.items())
            found += int(await self.connections[service].fetchval(LEFT) or 0)
        return found

    async def handled(self, offsets: Offsets) -> None:
        """Returns once nothing is left anywhere; TimeoutError if that takes too long."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                if not await self.left(offsets):
                    return
                await asyncio.sleep(POLL_S)

    async def settled(self, offsets: Offsets) -> None:
        """The same, and every promise kept: what `drain` waits for."""
        await self.handled(offsets)
        async with Settling(self.platform) as settling:
            left = await settling.settle(60)
        assert left.nothing(), left.says()

    async def check(self) -> str:
        """Every petition put so far is counted once, and every law of the audit holds."""
        counted = await self.connections["reporting"].fetchval(
            "SELECT count(DISTINCT petition_id) FROM petition_spans"
        )
        laws = await audit.check(self.platform)
        broken = [law.name for law in laws if not law.holds]
        assert not broken, broken
        return f"{counted:,} petitions counted once; {len(laws)} laws of the audit hold"


async def connected(platform: Platform, stack: AsyncExitStack) -> dict[str, asyncpg.Connection]:
    """A connection to each service's database, closed with the stack."""
    connections: dict[str, asyncpg.Connection] = {}
    for service in SERVICES:
        connections[service] = await asyncpg.connect(platform.databases[service])
        stack.push_async_callback(connections[service].close)
    return connections


async def _rate(way: Way, producer: AIOKafkaProducer, offsets: Offsets, ground: Ground, size: Size) -> Figure:
    events, runs, rivals, steps = size.of(EVENTS), [], [], []
    partitions = [(topics.inbound(unit, "petitions"), 0) for unit in way.units]
    for number in range(size.rounds):
        sent = agencies.petitions(way.units, events, number * ROUND)
        before = sum((await offsets.ends(partitions)).values())
        with Usage() as usage:
            await agencies.put(producer, sent)
            await _acknowledged_is_committed(way)
            await way.handled(offsets)
        assert sum((await offsets.ends(partitions)).values()) == before + events
        runs.append(Run(events, cost(usage)))
        steps.append({name: spent / events * 1e6 for name, spent in usage.cpu.items() if name != CLIENT})
        await way.settled(offsets)
        with Usage() as usage:
            copied = await copy_through(ground.servers, ground.databases["reporting"], partitions)
        rivals.append(Run(copied, cost(usage)))
    found = of_rates(
        "the whole way", "events/s", runs, rivals,
        beside="the inbound records copied raw: one hop of this way, nothing computed",
        checked=await way.check(), at_least=TARGET,
    )  # fmt: skip
    names = sorted({name for each in steps for name in each})
    by_process = {name: median(each.get(name, 0.0) for each in steps) for name in names}
    return Figure(**{**_shallow(found), "steps_us": by_process})


def _shallow(figure: Figure) -> dict[str, object]:
    return {name: getattr(figure, name) for name in figure.__slots__}


async def _acknowledged_is_committed(way: Way) -> None:
    """Commit before ack, while under load: no group's offset in Kafka is ahead of the database's."""
    admin = AIOKafkaAdminClient(bootstrap_servers=way.platform.kafka)
    await admin.start()
    try:
        for service, kind in (("petitions", "inbound"), ("deadlines", "facts"), ("reporting", "facts")):
            acked = await admin.list_consumer_group_offsets(f"doithoai-{service}-{kind}")
            standing = {(t, p): n for t, p, n in await way.connections[service].fetch(POSITIONS)}
            ahead = [
                key
                for key, found in acked.items()
                if found.offset > standing.get((key.topic, key.partition), 0)
            ]
            assert not ahead, f"{service} acknowledged what it has not committed: {ahead}"
    finally:
        await admin.close()


async def _latency(
    way: Way, producer: AIOKafkaProducer, offsets: Offsets, rate: float, rounds: int
) -> Figure:
    """From putting a petition on its topic to its being in the report's figures, at a steady rate."""
    cuts: list[list[float]] = []
    probes = 0
    for number in range(rounds):
        took = await _probed(way, producer, rate, (5 + number) * ROUND)
        await way.settled(offsets)
        probes += len(took)
        cuts.append(quantiles(took, n=100))
    p50s, p99s = [cut[49] for cut in cuts], [cut[98] for cut in cuts]
    p50, p99 = median(p50s), median(p99s)
    return Figure(
        "inbound to the report, p50 at half that rate", "ms", p50 * 1000, [each * 1000 for each in p50s],
        "≤ 150 ms, p99 ≤ 1,000 ms", p50 <= 0.15 and p99 <= 1.0,
        beside=f"its p99, of {probes} probes at {rate:,.0f} events/s", beside_value=p99 * 1000,
        checked="every probe came into the report",
    )  # fmt: skip


async def _probed(way: Way, producer: AIOKafkaProducer, rate: float, first: int) -> list[float]:
    """How long each probe took, in seconds."""
    put_at: dict[str, float] = {}
    took: list[float] = []
    feeding = asyncio.ensure_future(_feed(way.units, producer, rate, put_at, first))
    connection = way.connections["reporting"]
    until = perf_counter() + LATENCY_S + LIMIT_S
    while (put_at or not feeding.done()) and perf_counter() < until:
        if put_at:
            for (petition_id,) in await connection.fetch(SEEN, list(put_at)):
                took.append(perf_counter() - put_at.pop(petition_id))
        await asyncio.sleep(0.005)
    await feeding
    assert not put_at, f"{len(put_at)} petitions never came into the report"
    return took


async def _feed(
    units: Sequence[str], producer: AIOKafkaProducer, rate: float, put_at: dict[str, float], first: int
) -> None:
    """Every pulse its share of events; the last reception of each is a probe."""
    events = agencies.petition_events(units, first)
    began, sent = perf_counter(), 0
    while (now := perf_counter() - began) < LATENCY_S:
        due = max(1, int(now * rate) - sent)
        pulse = [next(events) for _ in range(due)]
        probe = agencies.last_reception(pulse)
        if probe:
            put_at[probe] = perf_counter()
        await agencies.put(producer, pulse)
        sent += due
        await asyncio.sleep(PULSE_S)
