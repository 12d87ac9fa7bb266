"""What is left to be done at this moment? Read from the four databases first, and from Kafka after them.

Whatever is on its way lies in a database or on a topic. Each database is read in one snapshot, and all of
them before any topic's end is asked for: what leaves a database after it was read lies below the end that is
read then, so nothing slips through between the two.
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import asyncpg

from cli.platform import Platform
from services.deadlines.handlers.following import DeadlinesProjection
from services.deadlines.store import overdue
from services.notices.handlers.following import NoticesProjection
from services.petitions.handlers.following import PetitionsProjection
from services.reporting.handlers.following import ReportingProjection
from shared.messaging import outbox, topics
from shared.messaging.offsets import Offsets
from shared.messaging.positions import Partition
from shared.messaging.waiting import ARRIVED
from shared.settings import SERVICES

FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "notices": ("deadlines",),
    "petitions": ("notices", "deadlines"),
    "deadlines": ("notices", "petitions"),
    "reporting": ("notices", "petitions", "deadlines"),
}
"""Whose facts each service follows."""
PASSED_OVER: Mapping[str, tuple[str, ...]] = {
    "notices": tuple(NoticesProjection.passes_over),
    "petitions": tuple(PetitionsProjection.passes_over),
    "deadlines": tuple(DeadlinesProjection.passes_over),
    "reporting": tuple(ReportingProjection.passes_over),
}
"""Which kinds of subject each has no use for."""
POSITIONS = "SELECT topic, partition, next_offset FROM positions"
LYING = f"""
SELECT 'packet' AS kind, what, many, '' AS row FROM ({outbox.PACKETS_LEFT}) packets
UNION ALL SELECT 'mark', subject, generation, xmin::text FROM recomputations
UNION ALL SELECT 'released', topic || '/' || partition || '/' || "offset", 1, '' FROM ({ARRIVED}) arrived
"""
"""What lies in a service's database and moves on by itself."""
UNTOLD: Mapping[str, str] = {"deadlines": f"SELECT 'untold', what, 1, '' FROM ({overdue.UNTOLD}) untold"}
WAITING = "SELECT count(*) FROM waiting"
STUCK = """
SELECT 'dead letter', coalesce(subject, topic || '/' || partition || '/' || "offset"), min(cause), count(*)
FROM dead_letters WHERE state = 'open' GROUP BY 1, 2
UNION ALL SELECT 'parked', subject, (array_agg(reason ORDER BY recorded_at, sequence))[1], count(*)
FROM parked_facts WHERE state = 'parked' GROUP BY topic, subject
UNION ALL SELECT 'stopped', topic, cause, failures FROM stopped_topics
"""
NEWEST = "SELECT max(recorded_at) FROM acts"
KNOWN_UNTIL: Mapping[str, str] = {
    "deadlines": "SELECT ticked_until FROM ticks",
    "reporting": "SELECT known_until FROM horizon",
}
"""Up to when these services have been promised that they know everything, and have acted on it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something in a service's database that moves on by itself."""

    service: str
    kind: str
    """A `packet` of the outbox, a `mark`, a wait that was `released`, a deadline `untold`."""
    what: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Which row of its subject it is, and how often that was marked."""

    generation: int
    row: str


@dataclass(slots=True)
class Look:
    """Where everything lay when it was looked for."""

    things: dict[Thing, int] = field(default_factory=dict[Thing, int])
    """How many records each stands for."""
    marks: dict[Thing, Mark] = field(default_factory=dict[Thing, Mark])
    standing: dict[str, dict[Partition, int]] = field(default_factory=dict[str, dict[Partition, int]])
    """Up to where each service has decided what it reads."""
    ends: dict[str, dict[Partition, int]] = field(default_factory=dict[str, dict[Partition, int]])
    """Up to where it goes."""
    newest: datetime | None = None
    """When the newest act was recorded."""
    known: dict[str, datetime | None] = field(default_factory=dict[str, datetime | None])
    waiting: int = 0
    stuck: list[str] = field(default_factory=list[str])

    def unread(self, service: str) -> int:
        """How many records this service has not decided yet."""
        standing = self.standing[service]
        return sum(max(0, end - standing.get(place, 0)) for place, end in self.ends[service].items())

    def behind(self, moment: datetime | None) -> tuple[str, ...]:
        """Who does not yet know that everything up to `moment` is known."""
        if moment is None:
            return ()
        return tuple(name for name, until in self.known.items() if until is None or until <= moment)


class Looker:
    """Looks at a running platform; an async context."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._connections: dict[str, asyncpg.Connection] = {}
        try:
            self._offsets = await self._stack.enter_async_context(Offsets(self._platform.kafka))
            for service in SERVICES:
                connection = await asyncpg.connect(self._platform.databases[service])
                self._connections[service] = connection
                self._stack.push_async_callback(connection.close)
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def look(self) -> Look:
        """Where everything lies right now."""
        look = Look()
        for service, connection in self._connections.items():
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                await self._in_database(look, service, connection)
        for service in SERVICES:
            wanted = [topics.FACTS[other] for other in FOLLOWS[service]]
            pattern = topics.inbound_pattern(service) if service in topics.INBOUND_SERVICES else None
            look.ends[service] = await self._offsets.ends(await self._offsets.partitions(wanted, pattern))
        return look

    async def _in_database(self, look: Look, service: str, connection: asyncpg.Connection) -> None:
        look.standing[service] = {(t, p): n for t, p, n in await connection.fetch(POSITIONS)}
        lying = [*await connection.fetch(LYING), *await self._untold(service, connection)]
        for kind, what, many, row in lying:
            thing = Thing(service, kind, what)
            look.things[thing] = 1 if kind == "mark" else many
            if kind == "mark":
                look.marks[thing] = Mark(many, row)
        look.waiting += await connection.fetchval(WAITING) or 0
        look.stuck += [
            f"{kind} in {service}: {what or '(no subject)'} ({why})"
            for kind, what, why, _ in await connection.fetch(STUCK)
        ]
        if service in topics.INBOUND_SERVICES:
            newest = await connection.fetchval(NEWEST)
            look.newest = max((m for m in (look.newest, newest) if m is not None), default=None)
        if service in KNOWN_UNTIL:
            look.known[service] = await connection.fetchval(KNOWN_UNTIL[service])

    async def _untold(self, service: str, connection: asyncpg.Connection) -> list[Any]:
        return await connection.fetch(UNTOLD[service]) if service in UNTOLD else []
