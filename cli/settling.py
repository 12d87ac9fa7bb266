"""Has everything that was published been handled everywhere? Read from Kafka and the four databases."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import asyncpg

from cli.platform import Platform
from services.deadlines.handlers.following import DeadlinesProjection
from services.deadlines.store import overdue
from services.notices.handlers.following import NoticesProjection
from services.petitions.handlers.following import PetitionsProjection
from services.reporting.handlers.following import ReportingProjection
from shared.messaging import outbox, topics
from shared.messaging.offsets import Offsets
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
LEFT = f"""
SELECT ({outbox.LEFT}) AS unpublished,
       (SELECT count(*) FROM recomputations) AS recomputations,
       (SELECT count(*) FROM waiting) AS waiting,
       (SELECT count(*) FROM waiting w WHERE {ARRIVED}) AS ready
"""
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
POLL_S = 0.2
NAMED = 10
"""So many that wait for an operator are named."""


@dataclass(slots=True)
class Left:
    """What is still to be done, and what waits."""

    unread: dict[str, int] = field(default_factory=dict[str, int])
    unpublished: dict[str, int] = field(default_factory=dict[str, int])
    recomputations: dict[str, int] = field(default_factory=dict[str, int])
    ready: int = 0
    """Waiting events whose wait is over and that are not taken up yet."""
    waiting: int = 0
    unfired: int = 0
    """Deadlines overdue or approaching as far as the platform knows, whose event is not written yet."""
    behind: tuple[str, ...] = ()
    """Who does not yet know that everything up to the newest act is known."""
    stuck: list[str] = field(default_factory=list[str])
    """Dead letters, parked subjects and stopped topics: what hangs on them waits for an operator."""

    def moving(self) -> bool:
        """Is there work left that gets done by itself?"""
        work = (self.unread, self.unpublished, self.recomputations)
        return bool(any(any(part.values()) for part in work) or self.ready)

    def nothing(self) -> bool:
        """Is everything handled? (What waits for a subject may wait on.)"""
        return not (self.moving() or self.unfired or self.behind or self.stuck)

    def says(self) -> str:
        """What is left, in words."""
        parts = [
            f"{name}: " + ", ".join(f"{service} {count}" for service, count in part.items() if count)
            for name, part in (
                ("unread", self.unread),
                ("unpublished", self.unpublished),
                ("recomputations", self.recomputations),
            )
            if any(part.values())
        ]  # fmt: skip
        parts += [f"released and not taken up: {self.ready}"] if self.ready else []
        parts += [f"overdue or approaching and not yet said: {self.unfired}"] if self.unfired else []
        parts += [f"not yet past the newest act: {', '.join(self.behind)}"] if self.behind else []
        if self.stuck:
            more = f", and {len(self.stuck) - NAMED} more" if len(self.stuck) > NAMED else ""
            parts.insert(0, f"{', '.join(self.stuck[:NAMED])}{more} (see doithoai dead-letters list)")
        return "; ".join(parts) or "nothing"


class Settling:
    """Looks at a platform until it has settled; an async context."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "Settling":
        self._offsets = await self._stack.enter_async_context(Offsets(self._platform.kafka))
        self._connections = {
            service: await asyncpg.connect(self._platform.databases[service]) for service in SERVICES
        }
        for connection in self._connections.values():
            self._stack.push_async_callback(connection.close)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def look(self) -> Left:
        """What is left to do right now."""
        left = Left()
        for service in SERVICES:
            wanted = [topics.FACTS[other] for other in FOLLOWS[service]]
            pattern = topics.inbound_pattern(service) if service in topics.INBOUND_SERVICES else None
            ends = await self._offsets.ends(await self._offsets.partitions(wanted, pattern))
            connection = self._connections[service]
            standing = {(t, p): n for t, p, n in await connection.fetch(POSITIONS)}
            left.unread[service] = sum(max(0, end - standing.get(key, 0)) for key, end in ends.items())
            row = await connection.fetchrow(LEFT)
            left.unpublished[service] = row["unpublished"]
            left.recomputations[service] = row["recomputations"]
            left.ready += row["ready"]
            left.waiting += row["waiting"]
            left.stuck += [
                f"{kind} in {service}: {what or '(no subject)'} ({why})"
                for kind, what, why, _ in await connection.fetch(STUCK)
            ]
        deadlines = await self._connections["deadlines"].fetchrow(overdue.LEFT)
        left.unfired = deadlines[1] + deadlines[2] + deadlines[3]
        left.behind = await self._behind()
        return left

    async def _behind(self) -> tuple[str, ...]:
        newest = [await self._connections[service].fetchval(NEWEST) for service in topics.INBOUND_SERVICES]
        latest = max((moment for moment in newest if moment is not None), default=None)
        if latest is None:
            return ()
        known = {
            service: await self._connections[service].fetchval(ask) for service, ask in KNOWN_UNTIL.items()
        }
        return tuple(service for service, until in known.items() if until is None or until <= latest)

    async def settle(self, timeout_s: float) -> Left:
        """Waits until nothing is left in two looks in a row, or the time is over; returns the last look.

        What hangs on a dead letter or a parked subject is not waited for: only for what goes on without it.
        """
        loop = asyncio.get_running_loop()
        until, quiet = loop.time() + timeout_s, 0
        while True:
            left = await self.look()
            quiet = quiet + 1 if left.nothing() or (left.stuck and not left.moving()) else 0
            if quiet == 2 or loop.time() >= until:
                return left
            await asyncio.sleep(POLL_S)
