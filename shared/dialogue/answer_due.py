"""When is the answer to a petition due (R11, R12), and the written answer asked for afterwards (R14)?

Everything is a function of business time: at a moment only the acts until then exist, and the due day follows
from all of them and from the start day as it stands then, together (R15).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise

import msgspec

from shared.clock import FOREVER, end_of, local_date
from shared.dialogue.acts import Act
from shared.dialogue.conference import ConferenceSpan, ConferenceView
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

PETITION_ANSWER, WRITTEN_ANSWER = DeadlineKind.PETITION_ANSWER, DeadlineKind.WRITTEN_ANSWER
ANSWERS = frozenset({ANSWER})
REQUESTS = frozenset({"WrittenAnswerRequested"})


class AnswerDue(msgspec.Struct, frozen=True):
    """The day an answer is due, and how it came about."""

    rule: str
    counted_from: date
    working_days: int
    due_on: date
    provisional: bool


class _Close(msgspec.Struct, frozen=True):
    """When a deadline was met, or became void and why."""

    met_at: datetime | None = None
    void_at: datetime | None = None
    void_reason: str | None = None


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
        return _Close(met_at=answer.time)
    last = acts[-1]
    if last.name in FINAL:
        return _Close(void_at=last.time, void_reason=FINAL[last.name])
    return STILL_OWED


STILL_OWED = _Close()


def _first(acts: Iterable[Act], names: Collection[str]) -> Act | None:
    for act in acts:
        if act.name in names:
            return act
    return None


def petition_answer_timeline(
    petition: Sequence[Act], conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> Timeline:
    """R11, R12, R15: the deadline `petition_answer` of a petition whose acts in effect are `petition`.

    Empty as long as the conference is unknown.
    """
    if not petition or not conference:
        return []
    answers = (act for act in petition if act.name in ANSWERS)
    return reckoned(lambda known: _petition_answer(petition, conference, known), answers, calendar)


def _petition_answer(
    petition: Sequence[Act], conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> Timeline:
    received = petition[0]
    received_on = local_date(received.time)
    # Only the first request for help matters: if it came too late, so did the others.
    help_ = _first(petition, EXTENDING_ACTS)
    help_at, helped_on = (help_.time, local_date(help_.time)) if help_ else (None, None)
    close = _close(petition, _first(petition, ANSWERS))
    owed = _Owed.of(PETITION_ANSWER, petition, conference, close, calendar)
    opened_at = max(received.time, conference[0].from_at)
    spans: Timeline = []
    for from_at, to_at, starts_on in _pieces(opened_at, conference, (help_at, close.met_at, close.void_at)):
        known_help = helped_on if help_at and help_at <= from_at else None
        due = answer_due(starts_on, received_on, known_help, calendar)
        spans.append(owed.span(from_at, to_at, due))
    return joined(spans)


def overdue_plainly(
    petition: Sequence[Act], conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> list[tuple[datetime, datetime, date]] | None:
    """When an answer is overdue, as the timelines have it, without making them; None: they have to be asked.

    Of most petitions nothing is told but the reception and what ends it, of a conference that never moved.
    """
    if not petition or not conference:
        return []
    first = conference[0]
    for span in conference:
        if span.view.starts_on != first.view.starts_on:
            return None
    answered: datetime | None = None
    for act in petition:
        if act.name in EXTENDING_ACTS or act.name in REQUESTS:
            return None
        if answered is None and act.name in ANSWERS:
            answered = act.time
    if answered and calendar.amends:
        return None
    received, last = petition[0], petition[-1]
    until = answered or (last.time if last.name in FINAL else FOREVER)
    due_on = answer_due(first.view.starts_on, local_date(received.time), None, calendar).due_on
    since = max(end_of(due_on), received.time, first.from_at)
    return [(since, until, due_on)] if since < until else []


def written_answer_timeline(
    petition: Sequence[Act], conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> Timeline:
    """R14: the deadline `written_answer`, from the first request; only a written answer since meets it."""
    request = _first(petition, REQUESTS)
    if request is None or not conference:
        return []
    written = (act for act in petition if _in_writing(act))
    return reckoned(lambda known: _written_answer(petition, request, conference, known), written, calendar)


def _in_writing(act: Act) -> bool:
    return act.name in ANSWERS and act.data["mode"] == "written"


def _written_answer(
    petition: Sequence[Act], request: Act, conference: Sequence[ConferenceSpan], calendar: WorkingDays
) -> Timeline:
    since = petition[petition.index(request) :]
    answer = next(filter(_in_writing, since), None)
    close = _close(petition, answer)
    counted_from = local_date(request.time)
    due_on = calendar.add(counted_from, WRITTEN_ANSWER_WORKING_DAYS)
    provisional = calendar.provisional(due_on, after=counted_from)
    due = AnswerDue("R14", counted_from, WRITTEN_ANSWER_WORKING_DAYS, due_on, provisional)
    owed = _Owed.of(WRITTEN_ANSWER, petition, conference, close, calendar)
    opened_at = max(request.time, conference[0].from_at)
    return joined(
        owed.span(from_at, to_at, due)
        for from_at, to_at, _ in _pieces(opened_at, conference[:1], (close.met_at, close.void_at))
    )


def _pieces(
    opened_at: datetime, conference: Sequence[ConferenceSpan], turns: Sequence[datetime | None]
) -> list[tuple[datetime, datetime, date]]:
    """The time from `opened_at` on, cut at each turn and each change of the start day."""
    later = {at for at in turns if at and at > opened_at}
    moved = [(conference[0].from_at, conference[0].view.starts_on)]
    for span in conference[1:]:
        if span.view.starts_on != moved[-1][1]:
            moved.append((span.from_at, span.view.starts_on))
            if span.from_at > opened_at:
                later.add(span.from_at)
    pieces: list[tuple[datetime, datetime, date]] = []
    place = 0
    for from_at, to_at in pairwise([opened_at, *sorted(later), FOREVER]):
        while place + 1 < len(moved) and moved[place + 1][0] <= from_at:
            place += 1
        pieces.append((from_at, to_at, moved[place][1]))
    return pieces


class _Owed(msgspec.Struct, frozen=True):
    """An answer that is owed: what all spans of its timeline say alike."""

    kind: DeadlineKind
    petition_id: str
    scheduled: ConferenceView
    close: _Close
    calendar: WorkingDays
    deadline_id: str

    @staticmethod
    def of(
        kind: DeadlineKind,
        petition: Sequence[Act],
        conference: Sequence[ConferenceSpan],
        close: _Close,
        calendar: WorkingDays,
    ) -> "_Owed":
        petition_id: str = petition[0].data["petition_id"]
        return _Owed(kind, petition_id, conference[0].view, close, calendar, f"{kind}:{petition_id}")

    def span(self, from_at: datetime, to_at: datetime, due: AnswerDue) -> DeadlineSpan:
        """It stood so from then until then."""
        close = self.close
        void = close.void_at is not None and close.void_at <= from_at
        return DeadlineSpan(
            deadline_id=self.deadline_id,
            kind=self.kind,
            rule=due.rule,
            # The unit that holds the conference answers for it, whomever the petition was passed to (R12).
            unit_id=self.scheduled.unit_id,
            conference_id=self.scheduled.conference_id,
            petition_id=self.petition_id,
            from_at=from_at,
            to_at=to_at,
            counted_from=due.counted_from,
            working_days=due.working_days,
            due_on=due.due_on,
            soft=False,
            provisional=due.provisional,
            calendar_version=self.calendar.version,
            met_at=close.met_at if close.met_at and close.met_at <= from_at else None,
            void_reason=close.void_reason if void else None,
            caused_at=from_at,
        )
