"""How was the plan kept around one conference (R7, R8, R9, R11, R17), by whom (R6)? As it stood at a moment.

Each duty stands as its deadline stands, by the same timeline: of a conference that was moved, that of its new
start day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from services.reporting.domain.keeping import Keeping, Kept, of_span
from shared.clock import end_of
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
from shared.dialogue.conference_deadlines import notice_reckoned, report_reckoned
from shared.dialogue.conference_due import NOTICE_CHANNELS
from shared.dialogue.counts_for import counts_for
from shared.dialogue.cycle import cycles
from shared.dialogue.deadline import Timeline, at_moment
from shared.dialogue.handed_over import handed_over
from shared.dialogue.lawful_stop import counts_since, first_joined_at, lawfully_stopped
from shared.dialogue.petition import in_effect, petition_spans
from shared.units import Registry
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
    def overdue(self) -> str | None:
        """R24: whose answer is past due and not given; of both answers, as both are open, it is one unit."""
        answers = (self.answer, self.written_answer)
        return next((each.unit_id for each in answers if each and each.keeping is Keeping.OVERDUE), None)


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

    course = petition_spans(petition)

    def kept(timeline: Timeline) -> Kept | None:
        return of_span(at_moment(handed_over(timeline, registry, course), at), at)

    return PetitionStanding(
        received_at=petition[0].time,
        answer=kept(petition_answer_timeline(petition, conference, calendar)),
        written_answer=kept(written_answer_timeline(petition, conference, calendar)),
        breaches=tuple(petition_breaches(petition, at, registry)),
    )


def conference_compliance(
    conference_acts: Iterable[Act],
    petitions: Sequence[PetitionStanding],
    at: datetime,
    calendar: WorkingDays,
    registry: Registry,
) -> ConferenceCompliance | None:
    """The conference as it stood at `at`, registrations among its acts (R8); None before its scheduling."""
    acts = since_scheduling(conference_acts)
    spans = conference_spans(acts)
    view = view_at(spans, at)
    if view is None:
        return None
    course = cycles(spans)
    (cycle,) = (each for each in course if each.view.cycle == view.cycle)
    first_petition_at = min((each.received_at for each in petitions), default=None)
    joined_at = first_joined_at(acts, first_petition_at)

    def kept(timeline: Timeline) -> Kept | None:
        return of_span(at_moment(handed_over(timeline, registry), at), at)

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
        notices={channel: kept(notice_reckoned(channel, cycle, acts, calendar)) for channel in CHANNELS},
        report=kept(report_reckoned(course, acts, calendar)) if _report_owed(view, at) else None,
        answers=tuple(each.answer for each in petitions),
        written_answers=tuple(each.written_answer for each in petitions),
        overdue=tuple(each.overdue for each in petitions if each.overdue),
        few_participants=any(breach.rule == "R9" for breach in broken),
        breaches=(*broken, *(breach for each in petitions for breach in each.breaches)),
    )


def _report_owed(view: ConferenceView, at: datetime) -> bool:
    """R17: for the start day as it stands, once that is past; of one that was moved since, not yet."""
    owed_from = max(view.cycle_started_at, end_of(view.starts_on))
    return at >= owed_from and (view.cancelled_at is None or view.cancelled_at > owed_from)
