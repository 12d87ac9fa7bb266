"""Does what a service writes reach its followers? Each tells a probe every five minutes, all look for it.

A probe goes the way of a fact (transaction, outbox, relay, Kafka, followers), but on a topic of its own and
about nothing: it is no petition, so no figure, list or overdue event can count it.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.clock import rfc3339
from shared.database.rows import execute, fetch
from shared.events.keepable import LARGEST
from shared.messaging import outbox
from shared.messaging.batches import passes
from shared.messaging.desk import Bench
from shared.messaging.inbound import Record
from shared.messaging.leader import leading
from shared.messaging.outbox import Message
from shared.messaging.topics import FACTS, PROBES
from shared.observability import metrics

log = structlog.get_logger(__name__)
EVERY_S = 300.0

SEEN = (
    "INSERT INTO probes (service, number, told_at, seen_at) SELECT s, n, t, $4 FROM unnest($1::text[], "
    "$2::bigint[], $3::timestamptz[]) AS w(s, n, t) ORDER BY s ON CONFLICT (service) DO UPDATE SET "
    "number = excluded.number, told_at = excluded.told_at, seen_at = excluded.seen_at "
    "WHERE excluded.number > probes.number"
)
NEWEST = "SELECT service, told_at, seen_at FROM probes"


class _Probe(msgspec.Struct):
    service: str
    number: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
    at: datetime


class Probing:
    """Tells one service's probes; any number of replicas may run, one leads."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def run(self) -> None:
        """Never returns."""
        bench = self._bench
        while True:
            try:
                async with leading(bench.engine, f"probe:{bench.service}"):
                    while True:
                        await self.tell()
                        await asyncio.sleep(EVERY_S)
            except Exception as error:
                if not passes(error):
                    log.exception("a probe could not be told", service=bench.service)
                await asyncio.sleep(1)

    async def tell(self) -> None:
        """Writes the next probe, as a fact is written."""
        bench, now = self._bench, self._bench.clock.now()
        said = {"service": bench.service, "number": int(now.timestamp()), "at": rfc3339(now)}
        async with bench.engine.begin() as conn:
            message = Message(PROBES, bench.service, msgspec.json.encode(said))
            await outbox.put(conn, [message], now)
        bench.wake()


async def follow(conn: AsyncConnection, records: Sequence[Record], now: datetime) -> None:
    """Notes the newest probe of each service among these records; what is none is passed over."""
    newest: dict[str, _Probe] = {}
    for record in records:
        try:
            probe = msgspec.json.decode(record.value or b"", type=_Probe)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            probe = None
        if probe is None or probe.service not in FACTS:
            log.error("no probe lies on the topic of probes", offset=record.offset)
            continue
        newest[probe.service] = probe
    if newest:
        told = [newest[service] for service in sorted(newest)]
        await execute(
            conn, SEEN, [p.service for p in told], [p.number for p in told], [p.at for p in told], now
        )


async def measure(conn: AsyncConnection, bench: Bench) -> None:
    """Sets the figures: how old the newest probe of each service is here, and how long it took."""
    for source, told_at, seen_at in await fetch(conn, NEWEST):
        age = (bench.clock.now() - told_at).total_seconds()
        metrics.PROBE_AGE.labels(bench.service, source).set(max(0.0, age))
        metrics.PROBE_SECONDS.labels(bench.service, source).set(max(0.0, (seen_at - told_at).total_seconds()))
