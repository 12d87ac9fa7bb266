"""How was the plan kept around one conference (R7, R8, R9, R11, R17), by whom (R6)? As it stood at a moment.

What is owed is what hangs on the start day as it stood: of a conference that was moved, the new one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from services.reporting.domain.keeping import Keeping, Kept, keeping, of_span
from shared.clock import FOREVER, end_of
from shared.dialogue.acts import Act, EffectiveActs
from shared.dialogue.answer_due import petition_answer_timeline, written_answer_timeline
from shared.dialogue.breach import Breach
from shared.dialogue.breaches import conference_breaches, petition_breaches
from shared.dialogue.conference import (
    ConferenceSpan,
    ConferenceView,
    conference_spans,
    since_scheduling,
    view_at,
)
from shared.dialogue.conference_due import NOTICE_CHANNELS, conference_due
from shared.dialogue.counts_for import counts_for
from shared.dialogue.cycle import cycles
from shared.dialogue.deadline import Timeline, at_moment
from shared.dialogue.handed_over import handed_over, holder_at
from shared.dialogue.lawful_stop import counts_since, first_joined_at, lawfully_stopped
from shared.dialogue.met_already import due_day
from shared.dialogue.notices_posted import counting_notices
from shared.dialogue.petition import ActsInEffect, in_effect, petition_spans, span_at
from shared.events.deadlines import DeadlineKind
from shared.units import Matter, Registry
from shared.working_days import WorkingDays

CHANNELS = tuple(NOTICE_CHANNELS)


class PetitionStanding(NamedTuple):
    """What of one petition matters to its conference's unit, and to whoever inherits from that."""

    received_at: datetime
    answer: Kept | None
    """Of the answer of R11, R12; None: not owed (yet), or void."""
    written_answer: Kept | None = None
    """Of the answer of R14."""
    breaches: tuple[Breach, ...] = ()
    """R13."""

    @property
    def overdue(self) -> frozenset[str]:
        """R24: whose answer is past due and not given: either one. Two units' only if a split was decided by
        the group, and the petition was given another between the one answer's opening and the other's.
        """
        answers = (self.answer, self.written_answer)
        return frozenset(each.unit_id for each in answers if each and each.keeping is Keeping.OVERDUE)


@dataclass(frozen=True, slots=True)
class ConferenceCompliance:
    """How the plan was kept around one conference."""

    conference_id: str
    unit_id: str
    year: int
    """Of its start day (R25)."""
    counts_for: str | None
    """Toward whose minimum it counts, held or lawfully stopped (R1, R2, R6); None: toward nobody's."""
    held: bool
    lawfully_stopped: bool
    stopped_otherwise: bool
    """Cancelled, but not as R8 allows: it does not count toward the minimum."""
    notices: dict[str, Kept | None]
    """By channel (R7)."""
    report: Kept | None
    """R17."""
    answers: tuple[Kept | None, ...]
    written_answers: tuple[Kept | None, ...]
    overdue: tuple[str, ...]
    """For each petition with an answer past due and not given, whose that is (R24)."""
    few_participants: bool
    """R9."""
    breaches: tuple[Breach, ...]
    """R3, R7, R9 of the conference, R13 of its petitions."""


def petition_standing(
    acts: EffectiveActs,
    conference: Sequence[ConferenceSpan],
    at: datetime,
    calendar: WorkingDays,
    registry: Registry,
) -> PetitionStanding | None:
    """The petition as it stood at `at`; None as long as its reception is unknown."""
    petition = in_effect(acts)
    if not petition:
        return None

    def kept(timeline: Timeline) -> Kept | None:
        held = handed_over(timeline, registry, lambda then: _group_at(petition, then))
        return of_span(at_moment(held, at), at)

    return PetitionStanding(
        received_at=petition[0].time,
        answer=kept(petition_answer_timeline(petition, conference, calendar)),
        written_answer=kept(written_answer_timeline(petition, conference, calendar)),
        breaches=tuple(petition_breaches(petition, at, registry)),
    )


def _group_at(petition: ActsInEffect, at: datetime) -> str | None:
    span = span_at(petition_spans(petition), at)
    return span.group if span else None


def conference_compliance(
    conference_acts: Iterable[Act],
    petitions: Sequence[PetitionStanding],
    at: datetime,
    calendar: WorkingDays,
    registry: Registry,
) -> ConferenceCompliance | None:
    """The conference as it stood at `at`, registrations among its acts (R8); None before its scheduling."""
    acts = since_scheduling(conference_acts)
    course = conference_spans(acts)
    view = view_at(course, at)
    if view is None:
        return None
    first_petition_at = min((each.received_at for each in petitions), default=None)
    joined_at = first_joined_at(acts, first_petition_at)
    lawful, since = lawfully_stopped(view, joined_at), counts_since(view, joined_at)
    broken = conference_breaches(view, [act for act in acts if act.time <= at], registry)
    return ConferenceCompliance(
        conference_id=view.conference_id,
        unit_id=view.unit_id,
        year=view.starts_on.year,
        counts_for=counts_for(view, since, registry) if since else None,
        held=view.held,
        lawfully_stopped=lawful,
        stopped_otherwise=view.cancelled and not lawful,
        notices={c: notice_kept(c, acts, view, at, calendar, registry) for c in CHANNELS},
        report=report_kept(acts, course, view, at, calendar, registry),
        answers=tuple(each.answer for each in petitions),
        written_answers=tuple(each.written_answer for each in petitions),
        overdue=tuple(unit_id for each in petitions for unit_id in sorted(each.overdue)),
        few_participants=any(breach.rule == "R9" for breach in broken),
        breaches=(*broken, *(breach for each in petitions for breach in each.breaches)),
    )


def notice_kept(
    channel: str,
    acts: Sequence[Act],
    view: ConferenceView,
    at: datetime,
    calendar: WorkingDays,
    registry: Registry,
) -> Kept | None:
    """R7: the earliest posting since the scheduling or the last move counts; a cancellation voids."""
    counting = counting_notices(acts, channel, view.cycle_started_at, view.cancelled_at or FOREVER)
    posted_at = next((act.time for act in counting if act.time <= at), None)
    if posted_at is None and view.cancelled:
        return None
    kind = NOTICE_CHANNELS[channel]
    due_on = due_day(
        lambda known: conference_due(kind, view.starts_on, known).due_on, counting, posted_at, calendar
    )
    return Kept(keeping(due_on, posted_at, at), _holder(view, posted_at or at, registry))


def report_kept(
    acts: Sequence[Act],
    course: Sequence[ConferenceSpan],
    view: ConferenceView,
    at: datetime,
    calendar: WorkingDays,
    registry: Registry,
) -> Kept | None:
    """R17: owed once the start day is past; a cancellation voids what was not filed before it."""
    owed_from = max(view.cycle_started_at, end_of(view.starts_on))
    if at < owed_from:
        return None
    filed = [act for act in acts if act.name == "ResultReportFiled" and act.time <= at]
    filed_at = filed[0].time if filed else None
    stopped_at = view.cancelled_at
    if stopped_at is not None and not (filed_at and owed_from < stopped_at and filed_at < stopped_at):
        return None
    kind = DeadlineKind.RESULT_REPORT
    due_on = due_day(
        lambda known: conference_due(kind, view.starts_on, known).due_on, filed, filed_at, calendar
    )
    since = _met_since(course, filed_at) if filed_at else at
    return Kept(keeping(due_on, filed_at, at), _holder(view, since, registry))


def _met_since(course: Sequence[ConferenceSpan], filed_at: datetime) -> datetime:
    """Since when the report is in: of the first of the conference's days for which it was owed and filed.

    Though it is moved afterwards, to where another unit holds it: nobody inherits what was done.
    """
    met = ((max(c.from_at, end_of(c.view.starts_on), filed_at), c.stopped_at) for c in cycles(course))
    return next(met_at for met_at, stopped_at in met if met_at < stopped_at)


def _holder(view: ConferenceView, since: datetime, registry: Registry) -> str:
    """Whose is what was done around the conference then, or is open then (R6)?"""
    return holder_at(view.unit_id, Matter(view.conference_id), since, registry)
