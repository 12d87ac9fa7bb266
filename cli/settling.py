"""Has everything that was published been handled everywhere?"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from cli.looking import Look, Looker
from cli.rounds import Rounds
from shared.settings import SERVICES

POLL_S = 0.2
REST = 4.0
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
    came_later: bool = False
    """All of it that moves came after the wait began."""

    def moving(self) -> bool:
        """Is there work left that gets done by itself?"""
        work = (self.unread, self.unpublished, self.recomputations)
        return bool(any(any(part.values()) for part in work) or self.ready)

    def nothing(self) -> bool:
        """Is everything handled? (What waits for a subject may wait on.)"""
        return not (self.moving() or self.unfired or self.behind or self.stuck)

    def drained(self) -> bool:
        """Is everything handled that was there when the wait began?"""
        return self.nothing() or (self.came_later and not self.stuck)

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


def left_of(look: Look) -> Left:
    """What is left to do where things lie like this."""
    many = Counter[tuple[str, str]]()
    for thing, records in look.things.items():
        many[thing.kind, thing.service] += records
    return Left(
        unread={service: look.unread(service) for service in SERVICES},
        unpublished={service: many["packet", service] for service in SERVICES},
        recomputations={service: many["mark", service] for service in SERVICES},
        ready=sum(many["released", service] for service in SERVICES),
        waiting=look.waiting,
        unfired=sum(many["untold", service] for service in SERVICES),
        behind=look.behind(look.newest),
        stuck=look.stuck,
    )


class Settling(Looker):
    """Looks at a platform until it has settled; an async context."""

    async def left(self) -> Left:
        """What is left to do right now."""
        return left_of(await self.look())

    async def settle(self, timeout_s: float) -> Left:
        """Waits until nothing is left in two looks in a row, or the time is over; returns the last look.

        What hangs on a dead letter or a parked subject is not waited for: only for what goes on without it.
        """
        return await self._wait(timeout_s, None)

    async def drain(self, timeout_s: float) -> Left:
        """As `settle`, but not for what comes in meanwhile: `came_later`, if that is all that is left."""
        return await self._wait(timeout_s, Rounds())

    async def _wait(self, timeout_s: float, rounds: Rounds | None) -> Left:
        loop = asyncio.get_running_loop()
        until, quiet = loop.time() + timeout_s, 0
        while True:
            began = loop.time()
            look = await self.look()
            left = left_of(look)
            left.came_later = rounds is not None and rounds.over(look)
            quiet = quiet + 1 if left.nothing() or (left.stuck and not left.moving()) else 0
            if quiet == 2 or left.came_later or loop.time() >= until:
                return left
            ended = loop.time()
            await asyncio.sleep(pause_s(ended - began, until - ended))


def pause_s(took_s: float, left_s: float) -> float:
    """How long to rest after a look that took so long: who looks at much leaves the time to who works it off.

    `left_s`: how much longer is waited at most.
    """
    return max(POLL_S, min(REST * took_s, left_s))
