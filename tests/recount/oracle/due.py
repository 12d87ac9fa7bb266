"""What is due of conferences and petitions, met or void, at t from the acts until t (R7, R8, R11-R18)?"""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.recount.oracle.instants import Instant, day_of, midnight
from tests.recount.oracle.records import Act
from tests.recount.oracle.standing import FINAL, Conference, Cycle, Petition, first
from tests.recount.oracle.working_days import Reckoned, WorkingDays

HELP = ("CoordinationRequested", "PetitionTransferred", "PetitionEscalated")
AFTERWARDS = {"result_report": "ResultReportFiled", "conclusion_notice": "ConclusionPublished"}
CHANNELS = {"notice_portal": "portal", "notice_one_stop_desk": "one_stop_desk"}
RULES = {
    "notice_portal": "R7", "notice_one_stop_desk": "R7", "stop_or_postpone_report": "R8",
    "result_report": "R17", "conclusion_notice": "R18", "written_answer": "R14",
}  # fmt: skip
SOFT = ("stop_or_postpone_report", "conclusion_notice")
"""R8, R18: shown, never called a breach."""
STOPPED = {"ConferenceCancelled": "cancelled", "ConferenceRescheduled": "rescheduled"}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Owed:
    """What is owed, by whom, by when."""

    kind: str
    rule: str
    subject: str
    unit: str
    """Whose it is, before any heir."""
    reckoned: Reckoned

    @property
    def due_on(self) -> date:
        return self.reckoned.due_on

    @property
    def soft(self) -> bool:
        return self.kind in SOFT


@dataclass(frozen=True)
class Deadline:
    """One deadline as it stands at a moment."""

    owed: Owed
    state: str
    met_at: Instant | None = None
    void_reason: str | None = None
    closed_at: Instant | None = None
    """Since when it is met or void: nobody inherits it from then on (R6)."""

    @property
    def kind(self) -> str:
        return self.owed.kind

    @property
    def subject(self) -> str:
        return self.owed.subject

    @property
    def due_on(self) -> date:
        return self.owed.due_on

    @property
    def late(self) -> bool:
        return self.met_at is not None and day_of(self.met_at) > self.due_on


def met(owed: Owed, by: Act, since: Instant) -> Deadline:
    """What was met stays met."""
    return Deadline(owed, "met", by.time, None, max(by.time, since))


def void(owed: Owed, why: str, since: Instant) -> Deadline:
    return Deadline(owed, "void", None, why, since)


def still(owed: Owed, moment: Instant) -> Deadline:
    """Until 24:00 of the due day it is open."""
    return Deadline(owed, "overdue" if day_of(moment) > owed.due_on else "open")


def of_conference(
    seen: Conference, came: list[Instant], moment: Instant, days: WorkingDays
) -> list[Deadline]:
    """`came`: when its petitions were received and participants registered, until the moment."""
    found = [notice(seen, cycle, kind, moment, days) for cycle in seen.cycles for kind in CHANNELS]
    reports = [_stop_or_postpone(seen, cycle, came, moment, days) for cycle in seen.cycles]
    afterwards = [_afterwards(seen, kind, moment, days) for kind in AFTERWARDS]
    return found + [one for one in [*reports, *afterwards] if one]


def posted(seen: Conference, cycle: Cycle, channel: str) -> list[Act]:
    """R7: the postings that count in the cycle, the earliest first: since it began, until it was stopped."""
    return [
        act
        for act in first(seen.acts, "NoticePosted")
        if act.data["channel"] == channel
        and act.time >= cycle.begun.time
        and not (cycle.stopped and cycle.stopped.time <= act.time)
    ]


def notice(seen: Conference, cycle: Cycle, kind: str, moment: Instant, days: WorkingDays) -> Deadline:
    """R7: the 7th working day before; owed anew with each rescheduling."""
    owed = Owed(kind, RULES[kind], seen.id, seen.unit, days.reckon(cycle.starts_on, -7))
    if notices := posted(seen, cycle, CHANNELS[kind]):
        return met(owed, notices[0], cycle.begun.time)
    if cycle.stopped:
        return void(owed, STOPPED[cycle.stopped.name], cycle.stopped.time)
    return still(owed, moment)


def _stop_or_postpone(
    seen: Conference, cycle: Cycle, came: list[Instant], moment: Instant, days: WorkingDays
) -> Deadline | None:
    """R8: from the day after the reception deadline, if nobody has come by then."""
    opens = max(midnight(cycle.reception_deadline + DAY), cycle.begun.time)
    stopped = cycle.stopped
    if opens > moment or (stopped and stopped.time <= opens) or any(at < opens for at in came):
        return None
    kind = "stop_or_postpone_report"
    owed = Owed(kind, RULES[kind], seen.id, seen.unit, days.reckon(cycle.starts_on, -1))
    late_comers = [at for at in came if stopped is None or at < stopped.time]
    if late_comers:
        return void(owed, "petition_or_registration", min(late_comers))
    return met(owed, stopped, opens) if stopped else still(owed, moment)


def _afterwards(seen: Conference, kind: str, moment: Instant, days: WorkingDays) -> Deadline | None:
    """R17, R18: owed once a start day is past; void if it is moved or cancelled then, and nothing filed."""
    past = [cycle for cycle in seen.cycles if owed_from(cycle) <= moment and not stopped_before(cycle)]
    if not past:
        return None
    last = past[-1]
    owed = Owed(kind, RULES[kind], seen.id, seen.unit, days.reckon(last.starts_on, 7))
    for filed in first(seen.acts, AFTERWARDS[kind])[:1]:
        # In whichever of its days it was filed first, it stays filed from then on.
        in_force = [cycle for cycle in past if cycle.stopped is None or filed.time < cycle.stopped.time]
        if in_force:
            return met(owed, filed, min(max(owed_from(cycle), filed.time) for cycle in in_force))
    if last.stopped:
        return void(owed, STOPPED[last.stopped.name], last.stopped.time)
    return still(owed, moment)


def owed_from(cycle: Cycle) -> Instant:
    """When the start day is past, and it is known to be the start day."""
    return max(cycle.begun.time, midnight(cycle.starts_on + DAY))


def stopped_before(cycle: Cycle) -> bool:
    """Moved or stopped before anything was owed for its day."""
    return cycle.stopped is not None and cycle.stopped.time <= owed_from(cycle)


def answer(seen: Petition, conference: Conference, moment: Instant, days: WorkingDays) -> Deadline:
    """R11, R12, R15: 7 working days after the conference or a later reception; 14 with others' help."""
    counted_from = max(conference.starts_on, day_of(seen.received.time))
    rule, reckoned = "R11", days.reckon(counted_from, 7)
    if any(day_of(act.time) <= reckoned.due_on for act in seen.acts if act.name in HELP):
        rule, reckoned = "R12", days.reckon(counted_from, 14)
    owed = Owed("petition_answer", rule, seen.id, seen.unit, reckoned)
    answers = first(seen.acts, "PetitionAnswered")
    return _answered(seen, owed, answers, moment)


def written_answer(seen: Petition, moment: Instant, days: WorkingDays) -> Deadline | None:
    """R14: 7 working days after the first request; a written answer at or after it meets it."""
    asked = first(seen.acts, "WrittenAnswerRequested")
    if not asked:
        return None
    written = [
        act
        for act in first(seen.acts, "PetitionAnswered")
        if act.data["mode"] == "written" and act.time >= asked[0].time
    ]
    owed = Owed("written_answer", "R14", seen.id, seen.unit, days.reckon(day_of(asked[0].time), 7))
    return _answered(seen, owed, written, moment)


def _answered(seen: Petition, owed: Owed, answers: list[Act], moment: Instant) -> Deadline:
    if answers:
        return met(owed, answers[0], seen.received.time)
    if seen.ended:
        return void(owed, FINAL[seen.ended.name], seen.ended.time)
    return still(owed, moment)
