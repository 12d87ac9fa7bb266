"""What is due of conferences and petitions, met or void, at t from the acts until t (R7, R8, R11-R18)?"""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.recount.oracle.instants import Instant, day_of, midnight
from tests.recount.oracle.records import Act
from tests.recount.oracle.standing import Conference, Cycle, Petition, first
from tests.recount.oracle.working_days import WorkingDays

HELP = ("CoordinationRequested", "PetitionTransferred", "PetitionEscalated")
AFTERWARDS = {"result_report": "ResultReportFiled", "conclusion_notice": "ConclusionPublished"}
CHANNELS = {"notice_portal": "portal", "notice_one_stop_desk": "one_stop_desk"}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """One deadline as it stands at a moment."""

    kind: str
    subject: str
    due_on: date
    state: str
    met_at: Instant | None = None

    @property
    def late(self) -> bool:
        return self.met_at is not None and day_of(self.met_at) > self.due_on


def stands(kind: str, subject: str, due_on: date, moment: Instant, met: Act | None, void: bool) -> Deadline:
    """Until 24:00 of the due day it is open. What was met stays met."""
    if met is not None:
        return Deadline(kind, subject, due_on, "met", met.time)
    if void:
        return Deadline(kind, subject, due_on, "void")
    return Deadline(kind, subject, due_on, "overdue" if day_of(moment) > due_on else "open")


def of_conference(
    seen: Conference, came: list[Instant], moment: Instant, days: WorkingDays
) -> list[Deadline]:
    """`came`: when its petitions were received and participants registered, until the moment."""
    found = [_notice(seen, cycle, kind, moment, days) for cycle in seen.cycles for kind in CHANNELS]
    reports = [_stop_or_postpone(seen, cycle, came, moment, days) for cycle in seen.cycles]
    afterwards = [_afterwards(seen, kind, moment, days) for kind in AFTERWARDS]
    return found + [one for one in [*reports, *afterwards] if one]


def _notice(seen: Conference, cycle: Cycle, kind: str, moment: Instant, days: WorkingDays) -> Deadline:
    """R7: the 7th working day before; owed anew with each rescheduling, only a posting after it counts."""
    posted = [
        act
        for act in first(seen.acts, "NoticePosted")
        if act.data["channel"] == CHANNELS[kind]
        and act.time >= cycle.begun.time
        and not (cycle.stopped and cycle.stopped.time <= act.time)
    ]
    due_on = days.before(cycle.starts_on, 7)
    return stands(kind, seen.id, due_on, moment, posted[0] if posted else None, cycle.stopped is not None)


def _stop_or_postpone(
    seen: Conference, cycle: Cycle, came: list[Instant], moment: Instant, days: WorkingDays
) -> Deadline | None:
    """R8: from the day after the reception deadline, if nobody has come by then."""
    opens = max(midnight(cycle.reception_deadline + DAY), cycle.begun.time)
    stopped = cycle.stopped
    if opens > moment or (stopped and stopped.time <= opens) or any(at < opens for at in came):
        return None
    late = any(stopped is None or at < stopped.time for at in came)
    due_on = days.before(cycle.starts_on, 1)
    return stands("stop_or_postpone_report", seen.id, due_on, moment, None if late else stopped, void=late)


def _afterwards(seen: Conference, kind: str, moment: Instant, days: WorkingDays) -> Deadline | None:
    """R17, R18: owed once a start day is past; void if it is moved or cancelled then, and nothing filed."""
    past = [cycle for cycle in seen.cycles if _owed_from(cycle) <= moment and not _stopped_before(cycle)]
    if not past:
        return None
    last = past[-1]
    filed = first(seen.acts, AFTERWARDS[kind])
    met = filed[0] if filed else None
    if met and last.stopped and met.time >= last.stopped.time:
        met = None
    return stands(kind, seen.id, days.after(last.starts_on, 7), moment, met, last.stopped is not None)


def _owed_from(cycle: Cycle) -> Instant:
    return max(cycle.begun.time, midnight(cycle.starts_on + DAY))


def _stopped_before(cycle: Cycle) -> bool:
    return cycle.stopped is not None and cycle.stopped.time <= _owed_from(cycle)


def answer(seen: Petition, conference: Conference, moment: Instant, days: WorkingDays) -> Deadline:
    """R11, R12, R15: 7 working days after the conference or a later reception; 14 with others' help."""
    counted_from = max(conference.starts_on, day_of(seen.received.time))
    due_on = days.after(counted_from, 7)
    if any(day_of(act.time) <= due_on for act in seen.acts if act.name in HELP):
        due_on = days.after(counted_from, 14)
    answers = first(seen.acts, "PetitionAnswered")
    met = answers[0] if answers else None
    return stands("petition_answer", seen.id, due_on, moment, met, seen.ended is not None)


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
    due_on = days.after(day_of(asked[0].time), 7)
    met = written[0] if written else None
    return stands("written_answer", seen.id, due_on, moment, met, seen.ended is not None)
