"""How are the petitions of a batch folded in the transaction that takes it in (R23, R24)?

What the batch says of them is in hand; only what was said earlier is read.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.course import conference_of
from services.reporting.handlers.folding import petition_rows
from services.reporting.store import spans
from services.reporting.store.acts import Told, acts_before, acts_from, conference_subjects, told_of
from services.reporting.store.calendar import calendar_known
from shared.dialogue.acts import Act
from shared.dialogue.conference import ConferenceSpan, conference_spans
from shared.dialogue.petition import ActsInEffect, in_effect
from shared.messaging.facts import Followed
from shared.messaging.in_place import fold_in_place
from shared.messaging.marks import NARROW
from shared.messaging.pace import Turn

log = structlog.get_logger(__name__)


async def fold(conn: AsyncConnection, said: Mapping[str, Sequence[Followed]]) -> None:
    """Folds these petitions (`petition/<id>`), each with what the batch says of it, in order."""
    # The first fact of a petition is number 1: nothing of it is here yet.
    known = {subject: facts[0].sequence for subject, facts in said.items() if facts[0].sequence > 1}

    async def folded() -> list[str]:
        earlier = await acts_before(conn, known)
        acts = {subject: [*earlier.get(subject, ()), *map(_act, facts)] for subject, facts in said.items()}
        return await _fold(conn, acts, known)

    await fold_in_place(conn, said, sorted(known), folded)


def _act(fact: Followed) -> Act:
    """In UTC, as PostgreSQL gives moments: two of one zone are compared in a fiftieth of the time."""
    time = fact.time.astimezone(UTC)
    return Act(fact.name, time, fact.unit_id, fact.event_id, fact.data, fact.recorded_at)


async def _fold(
    conn: AsyncConnection, acts: Mapping[str, Sequence[Act]], known: Mapping[str, int]
) -> list[str]:
    """Replaces their spans; returns those that can't be folded, which keep theirs."""
    calendar = await calendar_known(conn)
    counting: dict[str, tuple[ActsInEffect, str | None]] = {}
    left: list[str] = []
    turn = Turn()
    for subject, found in acts.items():
        try:
            effects = in_effect(found)
            counting[subject] = effects, conference_of(effects)
        except Exception as error:
            left.append(_left(subject, error))
    belongs = {conference_id for _, conference_id in counting.values() if conference_id}
    courses = await told_of(conn, conference_subjects(belongs))
    rows: list[Sequence[Any]] = []
    for subject, (effects, conference_id) in counting.items():
        try:
            course = _course(courses[f"conference/{conference_id}"]) if conference_id else ()
            rows.extend(petition_rows(subject.removeprefix(NARROW), effects, course, calendar))
        except Exception as error:
            left.append(_left(subject, error))
        if turn.over():
            await turn.pass_on()
    unfolded = set(left)
    replaced = [subject.removeprefix(NARROW) for subject in known if subject not in unfolded]
    await spans.replace_petitions(conn, replaced, rows)
    return left


@lru_cache(maxsize=4_096)
def _course(told: Told) -> list[ConferenceSpan]:
    """Of a conference, by what was told of it: batch after batch asks for the same ones."""
    return conference_spans(acts_from(told))


def _left(subject: str, error: Exception) -> str:
    log.warning("a petition is not folded in place", subject=subject, exc_info=error)
    return subject
