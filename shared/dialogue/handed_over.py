"""Whose is a deadline that is open when its unit ends (R6)? Its heir's from then on, once that is one unit.

What was met or voided before stays whose it was; what a split leaves undecided stays under the old unit.
Where it was decided by the group, what is open follows the petition's group, also one given after the end.
Deadlines lists them so, and reporting counts them so in its ledger and on its front page.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec.structs import replace

from shared.clock import end_of, local_date, start_of
from shared.dialogue.deadline import DeadlineSpan, Timeline, joined
from shared.dialogue.petition import PetitionSpan, span_at
from shared.units import Matter, Registry

ONE_DAY = timedelta(days=1)
Course = Sequence[PetitionSpan]
"""Of the petition the deadline is of: which group it had when. Empty: it is of none."""


def holder_at(unit_id: str, matter: Matter, at: datetime, registry: Registry) -> str:
    """Whose is what `unit_id` owed and that is open at `at`, or was met or voided then?"""
    return registry.holder_on(unit_id, local_date(at), matter)


def handed_over(timeline: Timeline, registry: Registry, course: Course = ()) -> Timeline:
    """The timeline with each open span cut where the deadline passes to another unit."""
    if not timeline or not registry.handovers(timeline[0].unit_id):
        return timeline
    pieces: list[DeadlineSpan] = []
    closed_at = timeline[0].from_at
    for before, span in pairwise([None, *timeline]):
        assert span is not None
        if span.open:
            pieces += _pieces(span, registry, course)
            continue
        # A conference that is moved later gives it another day, and nobody another part in what was done.
        if before is None or before.open or (before.met_at is None) != (span.met_at is None):
            closed_at = span.from_at
        pieces.append(replace(span, unit_id=_holder(span, closed_at, registry, course)))
    return joined(pieces)


def _pieces(span: DeadlineSpan, registry: Registry, course: Course) -> list[DeadlineSpan]:
    told_at = {each.from_at: each.from_at for each in course}
    told_at |= {end_of(day - ONE_DAY): start_of(day) for day in registry.handovers(span.unit_id)}
    turns = sorted((at, told) for at, told in told_at.items() if span.from_at < at < span.to_at)
    begins = [(span.from_at, span.caused_at), *((at, max(span.caused_at, told)) for at, told in turns)]
    ends = [*(at for at, _ in turns), span.to_at]
    return [
        replace(
            span,
            from_at=from_at,
            to_at=to_at,
            unit_id=_holder(span, from_at, registry, course),
            caused_at=caused_at,
        )
        for (from_at, caused_at), to_at in zip(begins, ends, strict=True)
    ]


def _holder(span: DeadlineSpan, at: datetime, registry: Registry, course: Course) -> str:
    if registry.holds_at(span.unit_id, at):
        return span.unit_id
    standing = span_at(course, at)
    matter = Matter(span.conference_id, span.petition_id, standing.group if standing else None)
    return holder_at(span.unit_id, matter, at, registry)
