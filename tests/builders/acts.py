"""Acts for tests, in one line each: a petition's and a conference's course, as the agencies would tell it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from shared.clock import HCM
from shared.dialogue.acts import Act
from shared.dialogue.petition import PetitionState, petition_spans, span_at
from shared.working_days import WorkingDays, shipped

UNIT = "so-xay-dung"
CONFERENCE = "hn-1"
PETITION = "kn-1"
RECORDED_AT = datetime(2024, 12, 31, 12, 0, tzinfo=HCM)
CALENDAR: WorkingDays = shipped()
_numbers = count(1)


def at(text: str) -> datetime:
    """`at("2024-06-05 14:00")`, `at("2024-06-05")` (00:00): a moment in Hải Phòng."""
    return datetime.fromisoformat(text).replace(tzinfo=HCM)


def day(text: str) -> date:
    return date.fromisoformat(text)


def last_moment(text: str) -> datetime:
    """23:59:59 of a day: the last second in which something due that day is in time."""
    return at(text) + timedelta(days=1, seconds=-1)


def act(
    name: str, time: str | datetime, /, *, by: str = UNIT, event_id: str | None = None,
    recorded_at: datetime = RECORDED_AT, **data: Any,
) -> Act:  # fmt: skip
    """Any act; a field whose name is a keyword of Python ends in `_`."""
    moment = at(time) if isinstance(time, str) else time
    return Act(
        name, moment, by, event_id or f"e-{next(_numbers)}",
        {field.rstrip("_"): value for field, value in data.items()}, recorded_at,
    )  # fmt: skip


def corrected(original: Act, *, time: str | None = None, own_time: str = "2024-12-01", **data: Any) -> Act:
    """The correction of `original` that replaces these fields of its data and, if given, its time."""
    fields: dict[str, Any] = {
        "corrects": original.event_id,
        "data": {**original.data, **data},
        "time": at(time).isoformat() if time else None,
        "reason": "ghi nhầm",
    }
    return act("EventCorrected", own_time, by=original.unit_id, **fields)


def unsaid(said: Act, *, own_time: str = "2024-12-01", event_id: str | None = None) -> Act:
    """The correction that takes `said`, an act or a correction, back."""
    about = said.data.get("data", said.data)
    named = next(name for name in ("petition_id", "conference_id", "unit_id") if name in about)
    return act(
        "EventCorrected", own_time, by=said.unit_id, event_id=event_id, corrects=said.event_id,
        withdrawn=True, reason="gửi nhầm", **{named: about[named]},
    )  # fmt: skip


def received(time: str, group: str = "land", *, petition: str = PETITION) -> Act:
    return act("PetitionReceived", time, petition_id=petition, conference_id=CONFERENCE, group=group)


def answered(time: str | datetime, *, fully: bool = True, mode: str = "written", by: str = UNIT) -> Act:
    return act("PetitionAnswered", time, by=by, petition_id=PETITION, mode=mode, fully_resolved=fully)


def coordination(time: str | datetime) -> Act:
    return act("CoordinationRequested", time, petition_id=PETITION, with_=["so-tai-chinh"])


def transferred(time: str | datetime) -> Act:
    return act("PetitionTransferred", time, petition_id=PETITION, to="so-tai-chinh")


def escalated(time: str | datetime, to: str = "city_committee", *, by: str = UNIT) -> Act:
    return act("PetitionEscalated", time, by=by, petition_id=PETITION, to=to)


def directed(time: str) -> Act:
    return act("DirectionGiven", time, petition_id=PETITION, by_="UBND thành phố", content="Giao giải quyết")


def reclassified(time: str, group: str) -> Act:
    return act("PetitionReclassified", time, petition_id=PETITION, group=group)


def written_request(time: str) -> Act:
    return act("WrittenAnswerRequested", time, petition_id=PETITION)


def withdrawn(time: str) -> Act:
    return act("PetitionWithdrawn", time, petition_id=PETITION)


def refused(time: str) -> Act:
    return act("PetitionRefused", time, petition_id=PETITION, reason="judicial")


def scheduled(
    starts: str, *, time: str = "2024-01-02 08:00", reception_deadline: str | None = None,
    unit: str = UNIT, format: str = "in_person",
) -> Act:  # fmt: skip
    """A conference that starts at `starts`; petitions are taken until the day before."""
    before = (at(starts) - timedelta(days=1)).date().isoformat()
    return act(
        "ConferenceScheduled", time, by=unit, conference_id=CONFERENCE, unit_id=unit, theme="Chuyên đề",
        starts_at=at(starts).isoformat(), venue="Hội trường", format=format,
        reception_deadline=reception_deadline or before,
    )  # fmt: skip


def rescheduled(time: str, starts: str, reception_deadline: str | None = None) -> Act:
    return act(
        "ConferenceRescheduled", time, conference_id=CONFERENCE, starts_at=at(starts).isoformat(),
        reason="dời lịch", reception_deadline=reception_deadline,
    )  # fmt: skip


def cancelled(time: str, reason: str = "other", document: dict[str, str] | None = None) -> Act:
    return act("ConferenceCancelled", time, conference_id=CONFERENCE, reason=reason, document=document)


def held(time: str, participants: int = 30) -> Act:
    return act("ConferenceHeld", time, conference_id=CONFERENCE, participants=participants)


def posted(time: str | datetime, channel: str = "portal", **content: Any) -> Act:
    return act("NoticePosted", time, conference_id=CONFERENCE, channel=channel, **content)


def registered(time: str) -> Act:
    return act("ParticipantRegistered", time, conference_id=CONFERENCE, registration_id="dk-1", attendees=1)


def reported(time: str | datetime) -> Act:
    return act("ResultReportFiled", time, conference_id=CONFERENCE)


def concluded(time: str) -> Act:
    return act("ConclusionPublished", time, conference_id=CONFERENCE)


def state_at(acts: Iterable[Act], moment: datetime) -> PetitionState | None:
    """The petition's state at `moment`, from its acts in any order of arrival (R23); None before that."""
    span = span_at(petition_spans(acts), moment)
    return span.state if span else None
