"""Whose is a deadline that is open when its unit ends (R6)? Its heir's from then on, once that is one unit.

What was met or voided before stays whose it was; what a split leaves undecided stays under the old unit.
"""

from collections.abc import Callable
from datetime import datetime

from shared.clock import local_date, start_of
from shared.dialogue.deadline import DeadlineSpan, Timeline, joined
from shared.units import Matter, Registry

GroupAt = Callable[[datetime], str | None]


def handed_over(timeline: Timeline, registry: Registry, group_at: GroupAt = lambda _: None) -> Timeline:
    """The timeline with each open span cut where the deadline passes to another unit."""
    if not timeline or not registry.handovers(timeline[0].unit_id):
        return timeline
    return joined(piece for span in timeline for piece in _pieces(span, registry, group_at))


def _pieces(span: DeadlineSpan, registry: Registry, group_at: GroupAt) -> list[DeadlineSpan]:
    turns: list[datetime] = []
    if span.open:
        days = (start_of(day) for day in registry.handovers(span.unit_id))
        turns = [at for at in days if span.from_at < at < span.to_at]
    cuts = [span.from_at, *turns]
    pieces: list[DeadlineSpan] = []
    for from_at, to_at in zip(cuts, [*turns, span.to_at], strict=True):
        matter = Matter(span.conference_id, span.petition_id, group_at(from_at))
        pieces.append(
            span._replace(
                from_at=from_at,
                to_at=to_at,
                unit_id=registry.holder_on(span.unit_id, local_date(from_at), matter),
                caused_at=max(span.caused_at, from_at) if from_at in turns else span.caused_at,
            )
        )
    return pieces
