"""As what is a deadline kept that is taken up again (0021)? As all that was told of it leaves it.

What the last fact alone says is not enough: of a move it is not told whether it was met before, or void.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec.structs import replace

from services.deadlines.domain.changes import LONG_AGO
from services.deadlines.store.spans import Stored
from shared.clock import FOREVER
from shared.dialogue.deadline import DeadlineSpan, up_to
from shared.dialogue.deadline_as_told import MOVED
from shared.events.deadlines import DeadlineKind
from shared.messaging.ahead import Forked
from shared.messaging.facts import Followed

TO_BE_TOLD_ANEW: Final = LONG_AGO
"""Met, but late or not, and by whom, is another question since it was moved: a `DeadlineMet` is to follow."""


def as_told(deadline_id: str, course: Sequence[Followed], was: Stored | None) -> DeadlineSpan:
    """One span since long ago: how it stood, `was`, and what was told since of its course."""
    begun = up_to(was.spans, was.told_until) if was else []
    # Nothing but what had begun was told; how it is counted may be known of what was to come alone.
    known = begun or (was.spans if was else [])
    stands = replace(begun[-1], from_at=LONG_AGO, to_at=FOREVER) if begun else None
    for fact in course:
        stands = _after(stands, fact, known[-1] if known else None)
    if stands is None:
        raise Forked(f"{deadline_id} was taken back and never set")
    return stands


def _after(stood: DeadlineSpan | None, fact: Followed, known: DeadlineSpan | None) -> DeadlineSpan:
    """How it stands after one fact more, as `shared.dialogue.deadline_as_told` has it."""
    said = _said(fact, known)
    if fact.name != MOVED or stood is None:
        return said
    moved = replace(said, met_at=stood.met_at, void_reason=stood.void_reason)
    if stood.met_at and (moved.late, moved.unit_id) != (stood.late, stood.unit_id):
        return replace(moved, met_at=TO_BE_TOLD_ANEW)
    return moved


def _said(fact: Followed, known: DeadlineSpan | None) -> DeadlineSpan:
    """What the fact alone says; how it was counted is taken from before, for it is not told."""
    data, due_on = fact.data, date.fromisoformat(fact.data["due_on"])
    return DeadlineSpan(
        deadline_id=data["deadline_id"],
        kind=DeadlineKind(data["kind"]),
        rule=data["rule"],
        unit_id=data["unit_id"],
        conference_id=data.get("conference_id"),
        petition_id=data.get("petition_id"),
        from_at=LONG_AGO,
        to_at=FOREVER,
        counted_from=known.counted_from if known else due_on,
        working_days=known.working_days if known else 0,
        due_on=due_on,
        soft=data["soft"],
        provisional=data["provisional"],
        calendar_version=data["calendar_version"],
        met_at=fact.time if fact.name == "DeadlineMet" else None,
        void_reason=data["reason"] if fact.name == "DeadlineVoided" else None,
        caused_at=fact.time,
    )
