"""From when until when does a petition stand in which column of the forms, overdue or not (R23, R24)?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec

from shared.dialogue.acts import Act, EffectiveActs
from shared.dialogue.answer_due import overdue_plainly, petition_answer_timeline, written_answer_timeline
from shared.dialogue.conference import ConferenceSpan
from shared.dialogue.deadline import overdue_periods
from shared.dialogue.figures import PetitionFigures, one_petition
from shared.dialogue.petition import PetitionSpan, PetitionState, in_effect, petition_spans
from shared.working_days import WorkingDays

Period = tuple[datetime, datetime, date]
"""From when until when an answer is overdue, and for which due day."""


class FigureSpan(msgspec.Struct, frozen=True):
    """From when until when a petition counts so."""

    from_at: datetime
    to_at: datetime
    state: PetitionState
    group: str
    conference_id: str
    overdue: bool

    @property
    def figures(self) -> PetitionFigures:
        """What it adds to its row in this time."""
        return one_petition(self.state, self.overdue)


def figure_spans(
    petition_acts: Iterable[Act], conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> list[FigureSpan]:
    """The petition's course, cut where one of its answers becomes overdue or ceases to be.

    `conference` is the course of its conference (`conference_spans`), empty while that is unknown.
    """
    petition = in_effect(petition_acts)
    return cut_by(petition, overdue_answers(petition, conference, calendar))


def overdue_answers(
    petition: EffectiveActs, conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> list[Period]:
    """When an answer to the petition is overdue; `petition`: its acts in effect."""
    plainly = overdue_plainly(petition, conference, calendar)
    if plainly is not None:
        return plainly
    return [
        *overdue_periods(petition_answer_timeline(petition, conference, calendar)),
        *overdue_periods(written_answer_timeline(petition, conference, calendar)),
    ]


def cut_by(petition: EffectiveActs, overdue: Sequence[Period]) -> list[FigureSpan]:
    """The course of the petition, cut where it becomes overdue or ceases to be."""
    periods = _union([(from_at, to_at) for from_at, to_at, _ in overdue])
    spans: list[FigureSpan] = []
    for span in petition_spans(petition):
        _cut(spans, span, periods)
    return spans


def _union(periods: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Overdue with either answer is overdue: the periods joined where they overlap or touch."""
    if len(periods) < 2:
        return periods
    union: list[tuple[datetime, datetime]] = []
    for from_at, to_at in sorted(periods):
        if union and from_at <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], to_at))
        else:
            union.append((from_at, to_at))
    return union


def _cut(spans: list[FigureSpan], span: PetitionSpan, periods: Sequence[tuple[datetime, datetime]]) -> None:
    """Appends `span` in pieces that are overdue throughout, or not at all."""
    column = span.state, span.group, span.conference_id
    at = span.from_at
    for overdue_from, overdue_to in periods:
        begin, end = max(at, overdue_from), min(span.to_at, overdue_to)
        if begin >= end:
            continue
        if at < begin:
            spans.append(FigureSpan(at, begin, *column, overdue=False))
        spans.append(FigureSpan(begin, end, *column, overdue=True))
        at = end
    if at < span.to_at:
        spans.append(FigureSpan(at, span.to_at, *column, overdue=False))
