"""Which deadlines would another calendar move (R11), open or met? Folded by both, told to nobody."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from time import monotonic
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.domain.next_calendar import DaysChanged
from services.deadlines.handlers.folding import Folding
from services.deadlines.store import queries
from services.deadlines.store.acts import material_of
from shared.clock import FOREVER
from shared.dialogue.deadline import DeadlineSpan, Timeline, up_to
from shared.messaging.law import Law

CHUNK = 500
BREATH_S = 0.01


@dataclass(frozen=True, slots=True)
class DayMoved:
    """A deadline that would be due another day."""

    deadline_id: str
    kind: str
    unit_id: str
    conference_id: str | None
    petition_id: str | None
    from_: date
    to: date
    met: bool
    """It is met, and stays so: late or not, by the other day."""

    def says(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "deadline_id": self.deadline_id,
            "kind": self.kind,
            "unit_id": self.unit_id,
            "conference_id": self.conference_id,
            "petition_id": self.petition_id,
            "from": self.from_.isoformat(),
            "to": self.to.isoformat(),
            "met": self.met,
        }


async def days_moved(
    conn: AsyncConnection, before: Law, after: Law, changed: DaysChanged, now: datetime
) -> list[DayMoved]:
    """What `after`, in which these days changed, would move of what is owed or met at `now`: the oldest
    due first."""
    subjects = set(await queries.open_subjects(conn, now))
    days = sorted(chain(*changed))
    if days:
        subjects |= set(await queries.met_subjects(conn, now, days[0], days[-1]))
    found = [move async for move in _days_moved(conn, sorted(subjects), before, after, now)]
    return sorted(found, key=lambda move: (move.from_, move.deadline_id))


async def _days_moved(
    conn: AsyncConnection, subjects: Sequence[str], before: Law, after: Law, now: datetime
) -> AsyncIterator[DayMoved]:
    breath = monotonic()
    for start in range(0, len(subjects), CHUNK):
        chunk = subjects[start : start + CHUNK]
        material = await material_of(conn, chunk, FOREVER, before.registry)
        one, other = Folding(material, before, now), Folding(material, after, now)
        for subject in chunk:
            timelines = other.fold(subject).timelines
            for deadline_id, timeline in one.fold(subject).timelines.items():
                move = _day_moved(_told(timeline, now), _told(timelines.get(deadline_id, []), now))
                if move:
                    yield move
            if monotonic() - breath > BREATH_S:
                await asyncio.sleep(0)
                breath = monotonic()


def _told(timeline: Timeline, now: datetime) -> DeadlineSpan | None:
    """How it stands: the last span that has begun."""
    begun = up_to(timeline, now)
    return begun[-1] if begun else None


def _day_moved(was: DeadlineSpan | None, now: DeadlineSpan | None) -> DayMoved | None:
    if was is None or now is None or was.void_reason is not None or was.due_on == now.due_on:
        return None
    return DayMoved(
        now.deadline_id, now.kind.value, now.unit_id, now.conference_id, now.petition_id, was.due_on,
        now.due_on, was.met_at is not None,
    )  # fmt: skip
