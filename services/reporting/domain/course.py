"""From when until when does a petition count in which column, and since which due day is it overdue (R23,
R24)?
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from shared.clock import FOREVER
from shared.dialogue.acts import Act
from shared.dialogue.answer_due import overdue_plainly, petition_answer_timeline, written_answer_timeline
from shared.dialogue.conference import ConferenceSpan
from shared.dialogue.deadline import overdue_periods
from shared.dialogue.petition import CALLED, ActsInEffect, PetitionSpan, in_effect, petition_spans
from shared.working_days import WorkingDays

Period = tuple[datetime, datetime, date]
"""From when until when an answer is overdue, and for which due day."""
NEVER: Period = FOREVER, FOREVER, date.max


class CourseSpan(NamedTuple):
    """A stretch of a petition's course; `overdue_due_on`: the oldest due day past and not met, if any."""

    from_at: datetime
    to_at: datetime
    conference_id: str
    state: str
    group: str
    overdue_due_on: date | None


def conference_of(acts: Iterable[Act]) -> str | None:
    """Which conference the petition belongs to, corrections considered; None while it is not received."""
    petition = in_effect(acts)
    return petition[0].data["conference_id"] if petition else None


def course(
    acts: Iterable[Act], conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> list[CourseSpan]:
    """The petition's whole course; `conference` is that of its conference, empty while unknown."""
    petition = in_effect(acts)
    periods, spans = _overdue_answers(petition, conference, calendar), petition_spans(petition)
    if len(periods) < 2:
        return _cut_once(spans, periods[0] if periods else NEVER)
    return [piece for span in spans for piece in _cut(span, periods)]


def _overdue_answers(
    petition: ActsInEffect, conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> list[Period]:
    plainly = overdue_plainly(petition, conference, calendar)
    if plainly is not None:
        return plainly
    return [
        *overdue_periods(petition_answer_timeline(petition, conference, calendar)),
        *overdue_periods(written_answer_timeline(petition, conference, calendar)),
    ]


def _cut_once(spans: Iterable[PetitionSpan], overdue: Period) -> list[CourseSpan]:
    """The course where it is overdue but once, if at all: as most are."""
    since, until, due_on = overdue
    pieces: list[CourseSpan] = []
    for span in spans:
        from_at, to_at, state = span.from_at, span.to_at, CALLED[span.state]
        conference_id, group = span.conference_id, span.group
        if since < to_at and from_at < until:
            if from_at < since:
                pieces.append(CourseSpan(from_at, since, conference_id, state, group, None))
                from_at = since
            end = min(to_at, until)
            pieces.append(CourseSpan(from_at, end, conference_id, state, group, due_on))
            from_at = end
        if from_at < to_at:
            pieces.append(CourseSpan(from_at, to_at, conference_id, state, group, None))
    return pieces


def _cut(span: PetitionSpan, periods: Sequence[Period]) -> list[CourseSpan]:
    """The span, cut where the oldest due day that it is overdue for is another, or none."""
    turns = {at for from_at, to_at, _ in periods for at in (from_at, to_at) if span.from_at < at < span.to_at}
    cuts = [span.from_at, *sorted(turns), span.to_at]
    pieces: list[CourseSpan] = []
    for begin, end in pairwise(cuts):
        late = [due_on for from_at, to_at, due_on in periods if from_at <= begin < to_at]
        due_on = min(late, default=None)
        if pieces and pieces[-1].overdue_due_on == due_on:
            pieces[-1] = pieces[-1]._replace(to_at=end)
        else:
            state = CALLED[span.state]
            pieces.append(CourseSpan(begin, end, span.conference_id, state, span.group, due_on))
    return pieces
