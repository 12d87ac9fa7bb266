"""Up to which moment does the platform know everything?

Each taking service says so: nobody is accused falsely.

A record on `doithoai.progress.v1` promises, every second: everything put on my inbound topics before `at` is
decided, or waits for something that has not come, and all that was decided before `at` is published below
`offsets`.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from shared.clock import rfc3339
from shared.database.rows import fetch_value
from shared.messaging import positions, topics, waiting
from shared.messaging.desk import Bench
from shared.messaging.leader import leading
from shared.messaging.offsets import Offsets
from shared.messaging.outbox import UNPUBLISHED
from shared.messaging.positions import Partition
from shared.messaging.promise_age import PromiseAge
from shared.messaging.relay import build_producer
from shared.messaging.set_aside import NOTHING, SetAside, merged, set_aside
from shared.observability import metrics

log = structlog.get_logger(__name__)
EVERY_S = 1.0
OPEN = timedelta(seconds=5)
"""So long what a sender's transaction holds back is waited for: it may have been committed just now, and be
readable at once. What is held back for longer is not there yet (0030)."""
GONE = timedelta(seconds=30)
"""After so long it is looked whether what is waited for is there at all."""
MARGIN = timedelta(milliseconds=50)
"""Between stamping a moment in Python and PostgreSQL's idea of when the transaction began."""

WRITING = (
    "SELECT extract(epoch FROM clock_timestamp() - min(xact_start))::float8 FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name LIKE current_setting('application_name') || '%' "
    "AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Progress:
    """What one service promises."""

    service: str
    at: datetime
    offsets: Mapping[int, int]
    """Of the service's fact topic, by partition."""
    aside: SetAside = NOTHING
    """Of whom it is not promised."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """How the inbound topics were when they were last looked at."""

    at: datetime
    readable: Mapping[Partition, int]
    """Up to where they could be read."""
    put: Mapping[Partition, int]
    """Up to where they went, be it in a transaction that was not ended."""


class _Said(msgspec.Struct):
    service: str
    at: datetime
    offsets: dict[int, int]
    aside: list[str] = []
    aside_units: list[str] = []


class ProgressWriter:
    """Says how far a taking service has come; one replica a service."""

    def __init__(self, bench: Bench, bootstrap_servers: str) -> None:
        self._bench = bench
        self._bootstrap = bootstrap_servers
        self._asked: _Asked | None = None
        self._decided_until: datetime | None = None

    async def run(self) -> None:
        """Never returns."""
        age = PromiseAge(self._bench.service, self._bench.clock)
        growing = asyncio.ensure_future(age.grow())
        try:
            while True:
                try:
                    await self._lead(age)
                except Exception as error:
                    log.warning("progress is not being told", service=self._bench.service, error=error)
                    await asyncio.sleep(1)
        finally:
            growing.cancel()

    async def _lead(self, age: PromiseAge) -> None:
        """Promises from when this replica leads until it can't."""
        service = self._bench.service
        async with leading(self._bench.engine, f"progress:{service}", age.elsewhere):
            age.leads()
            async with Offsets(self._bootstrap) as offsets:
                producer = build_producer(self._bootstrap, service)
                try:
                    await producer.start()
                    while True:
                        await self._say(producer, offsets, age)
                        await asyncio.sleep(EVERY_S)
                finally:
                    await asyncio.wait_for(producer.stop(), 10)

    async def _say(self, producer: AIOKafkaProducer, offsets: Offsets, age: PromiseAge) -> None:
        found = await self.measure(offsets)
        if found is None:
            return
        value = msgspec.json.encode(
            {
                "service": found.service, "at": rfc3339(found.at), "offsets": dict(found.offsets),
                "aside": sorted(found.aside.subjects), "aside_units": sorted(found.aside.units),
            }
        )  # fmt: skip
        async with asyncio.timeout(10):
            await producer.send_and_wait(topics.PROGRESS, key=found.service.encode(), value=value)
        age.promised(found.at)

    async def measure(self, offsets: Offsets) -> Progress | None:
        """What can be promised now; None until the first look at the inbound topics was caught up with."""
        bench = self._bench
        asked = self._asked = self._asked or await self._ask(offsets)
        async with bench.looking.connect() as conn:
            standing = await positions.read(conn, asked.readable)
            lag = sum(max(0, end - standing[partition]) for partition, end in asked.readable.items())
            metrics.CONSUMER_LAG.labels(bench.service, "inbound").set(lag)
            now = bench.clock.now()
            if now - asked.at >= GONE and await self._is_gone(offsets, standing, asked):
                self._asked = None
            caught_up = _reached(standing, asked.readable) and not await waiting.is_left(conn, asked.readable)
            if caught_up and (_reached(standing, asked.put) or now - asked.at >= OPEN):
                self._decided_until, self._asked = asked.at, None
            writing_s = await fetch_value(conn, WRITING)
            unpublished = await fetch_value(conn, UNPUBLISHED)
            if self._decided_until is None:
                return None
            at = min(self._decided_until, now - timedelta(seconds=writing_s or 0) - MARGIN)
            if unpublished is not None:
                at = min(at, unpublished)
            aside = await set_aside(conn, at)
        if aside is None:
            log.error("nothing is promised: too many dead letters to name whom they are about")
            return None
        facts = await offsets.partitions([topics.FACTS[bench.service]])
        published = await offsets.ends(facts)
        ends = {partition: end for (_, partition), end in published.items()}
        return Progress(bench.service, at, ends, aside)

    async def _is_gone(self, offsets: Offsets, standing: Mapping[Partition, int], asked: _Asked) -> bool:
        """Is something waited for that can't come any more: of a topic deleted, or made anew?"""
        left = [partition for partition, end in asked.readable.items() if standing[partition] < end]
        there = await offsets.partitions(pattern=topics.inbound_pattern(self._bench.service))
        if not set(left) <= set(there):
            return True
        ends = await offsets.put(left) if left else {}
        return any(end < asked.readable[partition] for partition, end in ends.items())

    async def _ask(self, offsets: Offsets) -> _Asked:
        """Looks at the topics there are, after the moment that is promised: one may just have been made."""
        moment = self._bench.clock.now()
        inbound = await offsets.partitions(pattern=topics.inbound_pattern(self._bench.service), anew=True)
        # What is readable is asked for first: what comes between is waited for, not passed over.
        readable = await offsets.ends(inbound)
        return _Asked(moment, readable, await offsets.put(inbound))


def _reached(standing: Mapping[Partition, int], ends: Mapping[Partition, int]) -> bool:
    return all(standing[partition] >= end for partition, end in ends.items())


class ProgressReader:
    """Knows the newest promise of every taking service, or of whichever `services` are relied on."""

    def __init__(self, bootstrap_servers: str, services: Sequence[str] = topics.INBOUND_SERVICES) -> None:
        self._bootstrap = bootstrap_servers
        self._services = services
        self.latest: dict[str, Progress] = {}

    async def run(self) -> None:
        """Never returns."""
        while True:
            try:
                await self._read()
            except Exception as error:
                log.warning("progress is not being read", error=error)
                await asyncio.sleep(1)

    async def _read(self) -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap, auto_offset_reset="earliest", enable_auto_commit=False
        )
        try:
            await consumer.start()
            partition = TopicPartition(topics.PROGRESS, 0)
            consumer.assign([partition])
            end = (await consumer.end_offsets([partition]))[partition]
            consumer.seek(partition, max(0, end - 100))
            while True:
                for records in (await consumer.getmany(timeout_ms=1_000)).values():
                    for record in records:
                        said = msgspec.json.decode(record.value or b"", type=_Said)
                        aside = SetAside(frozenset(said.aside), frozenset(said.aside_units))
                        self.latest[said.service] = Progress(said.service, said.at, said.offsets, aside)
        finally:
            await consumer.stop()

    def promise(self) -> tuple[datetime, dict[Partition, int]] | None:
        """The moment before which all these services know everything, and where their facts then end."""
        if any(service not in self.latest for service in self._services):
            return None
        said = [self.latest[service] for service in self._services]
        ends = {
            (topics.FACTS[p.service], partition): end for p in said for partition, end in p.offsets.items()
        }
        return min(p.at for p in said), ends

    def set_aside(self) -> SetAside:
        """Of whom `promise` says nothing, asked in the same moment."""
        return merged(said.aside for said in self.latest.values())
