"""What happens around one conference of the sample, from scheduling to report (R3, R7–R9, R17, R18)?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from deploy.sample.ledger import Data, Ledger, office_hours
from deploy.sample.themes import chair, place, theme
from deploy.sample.words import business, contact
from deploy.sample.year import Fate, Planned
from shared.clock import HCM
from shared.units import Unit

_PRESS = ("Báo Hải Phòng", "Cổng Thông tin điện tử thành phố", "Đài Phát thanh - Truyền hình Hải Phòng")
_INSTRUCTIONS = "Điền phiếu đăng ký và gửi trước hạn tiếp nhận kiến nghị."
_STORM = "Tập trung phòng, chống và khắc phục hậu quả bão số 3"
_DUTIES = "Lãnh đạo bận công tác đột xuất"
_WITHOUT_REGISTRATIONS = frozenset({Fate.STOPPED, Fate.CANCELLED})


@dataclass(frozen=True, slots=True)
class Conference:
    """A conference of the sample while its story is told."""

    planned: Planned
    unit: Unit
    scheduled_at: datetime
    starts_at: datetime
    reception_deadline: date

    @property
    def id(self) -> str:
        return self.planned.conference_id


def hold(ledger: Ledger, planned: Planned) -> Conference:
    """Tells the conference's story but for its petitions."""
    rng = Random(f"conference {planned.conference_id}")
    conference = _schedule(ledger, planned, rng)
    _post_notices(ledger, conference, conference.scheduled_at, planned.day, rng)
    if planned.fate not in _WITHOUT_REGISTRATIONS:
        _register(ledger, conference, rng)
    if planned.fate in (Fate.STOPPED, Fate.CANCELLED, Fate.CANCELLED_WITH_PETITIONS, Fate.REVIVED):
        _cancel(ledger, conference, rng)
    if planned.moved_to is not None:
        conference = _move(ledger, conference, planned.moved_to, rng)
    if planned.fate in (Fate.HELD, Fate.FEW, Fate.MOVED, Fate.REVIVED):
        _conclude(ledger, conference, rng)
    return conference


def _schedule(ledger: Ledger, planned: Planned, rng: Random) -> Conference:
    unit = ledger.unit(planned.unit_id)
    scheduled_at = ledger.after(planned.day, -rng.randrange(14, 24), rng)
    starts_at = datetime.combine(planned.day, time(*rng.choice(((8, 0), (8, 30), (14, 0)))), HCM)
    closing = ledger.working_day(planned.day, -rng.randrange(2, 5))
    about = theme(unit, planned.ordinal)
    data: Data = {
        "conference_id": planned.conference_id,
        "unit_id": unit.id,
        **({"theme": about} if about else {}),
        "starts_at": starts_at.isoformat(),
        "venue": place(unit, planned.format),
        "format": planned.format,
        "chair": chair(unit, rng),
        "reception_deadline": closing.isoformat(),
    }
    ledger.record(unit.id, "ConferenceScheduled", scheduled_at, data)
    return Conference(planned, unit, scheduled_at, starts_at, closing)


def _post_notices(ledger: Ledger, conference: Conference, since: datetime, day: date, rng: Random) -> None:
    """Both channels: mostly early, some on the last day, some late, now and then one missing (R7)."""
    for channel in ("portal", "one_stop_desk"):
        before = rng.choice((8, 9, 10, 11, 12, 9, 10, 8, 7, 7, 6, 4, 3, 0))
        if before == 0:
            continue
        at = max(ledger.after(day, -before, rng), since + timedelta(minutes=35))
        data: Data = {"conference_id": conference.id, "channel": channel}
        if channel == "portal":
            page = f"https://{conference.unit.id}.example.com/doi-thoai-doanh-nghiep/{conference.id}"
            data |= {"url": page, "registration_instructions": _INSTRUCTIONS}
            data |= {"form_url": f"{page}/phieu-dang-ky"} if rng.randrange(9) else {}
        ledger.record(conference.unit.id, "NoticePosted", at, data)


def _register(ledger: Ledger, conference: Conference, rng: Random) -> None:
    first = conference.scheduled_at.date()
    days = (conference.reception_deadline - first).days
    for number in range(1, rng.randrange(5, 13)):
        data: Data = {
            "registration_id": f"dk-{conference.id.removeprefix('hn-')}-{number:02d}",
            "conference_id": conference.id,
            "business": business(rng, in_district=conference.unit.section == "II"),
            "attendees": rng.randrange(1, 4),
            "contact": contact(rng),
        }
        at = office_hours(first + timedelta(days=rng.randrange(1, days + 1)), rng)
        ledger.record(conference.unit.id, "ParticipantRegistered", at, data)


def _cancel(ledger: Ledger, conference: Conference, rng: Random) -> None:
    stopped = conference.planned.fate is Fate.STOPPED
    at = ledger.after(conference.reception_deadline, 1, rng)
    data: Data = {"conference_id": conference.id, "reason": "no_petitions" if stopped else "other"}
    if conference.unit.section == "II" or rng.randrange(3):
        data["document"] = ledger.document(conference.unit.id, at.date(), rng, "BC")
    ledger.record(conference.unit.id, "ConferenceCancelled", at, data, prompt=True)


def _move(ledger: Ledger, conference: Conference, to: date, rng: Random) -> Conference:
    """The storm of September, or the leaders' duties: another day, and the notice is owed anew."""
    at = max(ledger.after(conference.planned.day, -2, rng), conference.scheduled_at + timedelta(hours=2))
    if conference.planned.fate is Fate.REVIVED:
        at = ledger.after(conference.planned.day, 3, rng)
    storm = conference.planned.day.month == 9
    starts_at = datetime.combine(to, conference.starts_at.timetz())
    closing = ledger.working_day(to, -3)
    data: Data = {
        "conference_id": conference.id,
        "starts_at": starts_at.isoformat(),
        "reception_deadline": closing.isoformat(),
        "reason": _STORM if storm else _DUTIES,
        "document": ledger.document(conference.unit.id, at.date(), rng),
    }
    ledger.record(conference.unit.id, "ConferenceRescheduled", at, data, prompt=True)
    _post_notices(ledger, conference, at, to, rng)
    return Conference(conference.planned, conference.unit, conference.scheduled_at, starts_at, closing)


def _conclude(ledger: Ledger, conference: Conference, rng: Random) -> None:
    """Held; then the conclusion notice and the result report, in time, late or never (R9, R17, R18)."""
    unit, day = conference.unit, conference.starts_at.date()
    few = conference.planned.fate is Fate.FEW
    held: Data = {
        "conference_id": conference.id,
        "participants": rng.randrange(9, 20) if few else rng.randrange(22, 120),
        "city_leader_attended": unit.section == "I" and rng.randrange(3) > 0,
        "press": list(_PRESS[: rng.randrange(4)]),
    }
    ledger.record(unit.id, "ConferenceHeld", conference.starts_at + timedelta(hours=3), held, prompt=True)
    for name, office, delays in (
        ("ConclusionPublished", "TB", (1, 2, 2, 3, 4, 5, 7, 9, 0)),
        ("ResultReportFiled", "BC", (3, 4, 5, 5, 6, 6, 7, 7, 8, 11, 0)),
    ):
        delay = rng.choice(delays)
        if delay == 0:
            continue
        at = ledger.after(day, delay, rng)
        document = ledger.document(unit.id, at.date(), rng, office)
        ledger.record(unit.id, name, at, {"conference_id": conference.id, "document": document})
