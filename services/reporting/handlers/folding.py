"""How are conferences and petitions folded from their acts, as known at a moment, without holding up
the loop?
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.course import conference_of, course
from services.reporting.store.acts import acts_of, conference_subjects, petition_subjects
from shared.clock import FOREVER
from shared.dialogue.acts import EffectiveActs, effective
from shared.dialogue.conference import ConferenceSpan, conference_spans
from shared.messaging.pace import Turn
from shared.working_days import WorkingDays

CHUNK = 1_000
"""How many petitions are in memory at once."""


class FoldedPetition(NamedTuple):
    """A petition's acts that count, and the course of its conference (empty while unknown)."""

    petition_id: str
    acts: EffectiveActs
    conference: Sequence[ConferenceSpan]


async def conference_courses(
    conn: AsyncConnection, conference_ids: Iterable[str], known_at: datetime = FOREVER
) -> dict[str, list[ConferenceSpan]]:
    """The course of each conference, empty for one that is unknown."""
    acts = await acts_of(conn, conference_subjects(conference_ids), known_at)
    return {subject.removeprefix("conference/"): conference_spans(found) for subject, found in acts.items()}


async def folded_petitions(
    conn: AsyncConnection, petition_ids: Iterable[str], known_at: datetime = FOREVER
) -> AsyncIterator[FoldedPetition]:
    """Each petition with what it is folded from; gives way to the loop while the caller works on them."""
    left, turn = iter(petition_ids), Turn()
    while chunk := list(islice(left, CHUNK)):
        acts = await acts_of(conn, petition_subjects(chunk), known_at)
        counting = {subject.removeprefix("petition/"): effective(found) for subject, found in acts.items()}
        belongs = {petition_id: conference_of(found) for petition_id, found in counting.items()}
        courses = await conference_courses(conn, {each for each in belongs.values() if each}, known_at)
        for petition_id, found in counting.items():
            yield FoldedPetition(petition_id, found, courses.get(belongs[petition_id] or "", []))
            if turn.over():
                await turn.pass_on()


def petition_rows(
    petition_id: str, acts: EffectiveActs, conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> list[Sequence[Any]]:
    """The rows of its spans, in the order of the columns."""
    return [
        (petition_id, from_at, to_at, belongs, state, group, due_on is not None, due_on)
        for from_at, to_at, belongs, state, group, due_on in course(acts, conference, calendar)
    ]
