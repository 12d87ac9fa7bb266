"""When is the answer to a petition due (R11, R12), and the written answer asked for afterwards (R14)?

Everything is a function of business time: at a moment only the acts until then exist, and the due day follows
from all of them and from the start day as it stands then, together (R15).
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from shared.clock import FOREVER, local_date
from shared.dialogue.acts import Act
from shared.dialogue.conference import ConferenceSpan
from shared.dialogue.deadline import DeadlineSpan, Timeline, joined
from shared.dialogue.met_already import reckoned
from shared.dialogue.petition import ANSWER, FINAL
from shared.dialogue.readings import (
    ANSWER_WORKING_DAYS,
    COORDINATED_ANSWER_WORKING_DAYS,
    EXTENDING_ACTS,
    WRITTEN_ANSWER_WORKING_DAYS,
    answer_counted_from,
)
from shared.events.deadlines import DeadlineKind
from shared.working_days import WorkingDays


class AnswerDue(NamedTuple):
    """The day an answer is due, and how it came about."""

    rule: str
    counted_from: date
    working_days: int
    due_on: date
    provisional: bool


class _Close(NamedTuple):
    """When a deadline was met, or became void and why."""

    met_at: datetime | None
    void_at: datetime | None
    void_reason: str | None


@lru_cache(maxsize=10_000)
def answer_due(
    starts_on: date, received_on: date, helped_on: date | None, calendar: WorkingDays
) -> AnswerDue:
    """R11, R15: 7 working days after the start day, or after the reception if that is later.

    R12: 14 if another's help was first asked for (`helped_on`) no later than the 7th; later heals nothing.
    """
    counted_from = answer_counted_from(starts_on, received_on)
    due_on = calendar.add(counted_from, ANSWER_WORKING_DAYS)
    if helped_on is None or helped_on > due_on:
        provisional = calendar.provisional(due_on, after=counted_from)
        return AnswerDue("R11", counted_from, ANSWER_WORKING_DAYS, due_on, provisional)
    extended_to = calendar.add(counted_from, COORDINATED_ANSWER_WORKING_DAYS)
    provisional = calendar.provisional(extended_to, after=counted_from)
    return AnswerDue("R12", counted_from, COORDINATED_ANSWER_WORKING_DAYS, extended_to, provisional)


def _close(acts: Sequence[Act], answer: Act | None) -> _Close:
    """The earliest answer meets; a withdrawal or refusal before any answer voids (R11)."""
    if answer:
        return _Close(answer.time, None, None)
    if acts[-1].name in FINAL:
        return _Close(None, acts[-1].time, FINAL[acts[-1].name])
    return _Close(None, None, None)


def petition_answer_timeline(
    petition: Sequence[Act], conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> Timeline:
    """R11, R12, R15: the deadline `petition_answer` of a petition whose acts in effect are `petition`.

    Empty as long as the conference is unknown.
    """
    if not petition or not conference:
        return []
    return reckoned(lambda known: _petition_answer(petition, conference, known), petition, calendar)


def _petition_answer(
    petition: Sequence[Act], conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> Timeline:
    received = petition[0]
    received_on = local_date(received.time)
    # Only the first request for help matters: if it came too late, so did the others.
    help_at = next((act.time for act in petition if act.name in EXTENDING_ACTS), None)
    helped_on = local_date(help_at) if help_at else None
    close = _close(petition, next((act for act in petition if act.name == ANSWER), None))
    opened_at = max(received.time, conference[0].from_at)
    spans: Timeline = []
    counted: tuple[date, date | None] | None = None
    due = None
    for from_at, to_at, starts_on in _pieces(opened_at, conference, (help_at, close.met_at, close.void_at)):
        known_help = helped_on if help_at and help_at <= from_at else None
        if due is None or counted != (starts_on, known_help):
            counted = starts_on, known_help
            due = answer_due(starts_on, received_on, known_help, calendar)
        spans.append(
            _span(DeadlineKind.PETITION_ANSWER, received, conference[0], from_at, to_at, due, close, calendar)
        )
    return joined(spans)


def written_answer_timeline(
    petition: Sequence[Act], conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> Timeline:
    """R14: the deadline `written_answer`, from the first request; only a written answer since meets it."""
    asked = next((place for place, act in enumerate(petition) if act.name == "WrittenAnswerRequested"), None)
    if asked is None or not conference:
        return []
    return reckoned(lambda known: _written_answer(petition, asked, conference, known), petition, calendar)


def _written_answer(
    petition: Sequence[Act], asked: int, conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> Timeline:
    request, since = petition[asked], petition[asked:]
    answer = next((act for act in since if act.name == ANSWER and act.data["mode"] == "written"), None)
    close = _close(petition, answer)
    counted_from = local_date(request.time)
    due_on = calendar.add(counted_from, WRITTEN_ANSWER_WORKING_DAYS)
    provisional = calendar.provisional(due_on, after=counted_from)
    due = AnswerDue("R14", counted_from, WRITTEN_ANSWER_WORKING_DAYS, due_on, provisional)
    opened_at = max(request.time, conference[0].from_at)
    return joined(
        _span(DeadlineKind.WRITTEN_ANSWER, petition[0], conference[0], from_at, to_at, due, close, calendar)
        for from_at, to_at, _ in _pieces(opened_at, conference[:1], (close.met_at, close.void_at))
    )


def _pieces(
    opened_at: datetime, conference: Sequence[ConferenceSpan], turns: Sequence[datetime | None]
) -> list[tuple[datetime, datetime, date]]:
    """The time from `opened_at` on, cut at each turn and each change of the start day."""
    if len(conference) == 1 and not any(turns):
        return [(opened_at, FOREVER, conference[0].view.starts_on)]
    moved = [(conference[0].from_at, conference[0].view.starts_on)]
    for span in conference[1:]:
        if span.view.starts_on != moved[-1][1]:
            moved.append((span.from_at, span.view.starts_on))
    cuts = sorted({opened_at, *(at for at in turns if at), *(at for at, _ in moved)})
    cuts = [at for at in cuts if at >= opened_at]
    pieces: list[tuple[datetime, datetime, date]] = []
    place = 0
    for from_at, to_at in zip(cuts, [*cuts[1:], FOREVER], strict=True):
        while place + 1 < len(moved) and moved[place + 1][0] <= from_at:
            place += 1
        pieces.append((from_at, to_at, moved[place][1]))
    return pieces


def _span(
    kind: DeadlineKind,
    received: Act,
    scheduled: ConferenceSpan,
    from_at: datetime,
    to_at: datetime,
    due: AnswerDue,
    close: _Close,
    calendar: WorkingDays,
) -> DeadlineSpan:
    petition_id: str = received.data["petition_id"]
    void = close.void_at is not None and close.void_at <= from_at
    return DeadlineSpan(
        deadline_id=f"{kind}:{petition_id}",
        kind=kind,
        rule=due.rule,
        # The unit that holds the conference answers for it, whomever the petition was passed to (R12).
        unit_id=scheduled.view.unit_id,
        conference_id=scheduled.view.conference_id,
        petition_id=petition_id,
        from_at=from_at,
        to_at=to_at,
        counted_from=due.counted_from,
        working_days=due.working_days,
        due_on=due.due_on,
        soft=False,
        provisional=due.provisional,
        calendar_version=calendar.version,
        met_at=close.met_at if close.met_at and close.met_at <= from_at else None,
        void_reason=close.void_reason if void else None,
        caused_at=from_at,
    )
