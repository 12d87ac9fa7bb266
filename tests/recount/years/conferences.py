"""A conference's life: announced, moved across quarters, stopped, revived, held, reported; in time or not."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.recount.oracle.forms import GROUPS
from tests.recount.oracle.instants import DAY, SECOND, Instant, day_of, midnight
from tests.recount.years.teller import LAST, Teller, Told, local

HOUR = 3_600 * SECOND
FIRST_DAY, LAST_DAY = date(2024, 1, 20), date(2026, 2, 10)
FORMATS = ("in_person", "business_coffee", "saturday_with_leaders")
EXCHANGES = (
    (date(2024, 4, 12), 22),
    (date(2025, 4, 9), 24),
    (date(2025, 12, 16), 25),
    (date(2024, 1, 29), 18),
)
"""From when, and for how many days, what is counted passes a Saturday that is worked, or Tết."""
QUARTERS_END = (
    date(2024, 3, 29), date(2024, 4, 1), date(2024, 6, 28), date(2024, 12, 31), date(2025, 1, 2),
    date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31),
)  # fmt: skip


@dataclass
class Planned:
    """A conference as the year's petitions need to know it."""

    id: str
    unit: str
    scheduled: Told
    starts: list[date] = field(default_factory=list[date])
    quiet: bool = False
    """Nobody petitions or registers (R8), or only one who comes late."""

    @property
    def starts_on(self) -> date:
        return self.starts[-1]

    @property
    def reception_deadline(self) -> date:
        return date.fromisoformat(self.scheduled.data["reception_deadline"])


def tell_conference(year: Teller, unit: str, number: int) -> Planned:
    day = _start(year, unit)
    announced = local(
        day - timedelta(days=year.chance.choice([4, 9, 12, 20, 35, 50])), 8, year.chance.randrange(60)
    )
    if announced > LAST:
        announced = year.within(LAST - 60 * DAY, LAST - 10 * DAY)
    conference_id = f"{year.prefix}-hn-{number}"
    theme = {"theme": f"Chuyên đề {number}"} if year.registry.section(unit) == "I" or year.maybe(0.5) else {}
    chair = {"chair": "Giám đốc Sở"} if year.maybe(0.5) else {}
    scheduled = year.tell(
        unit, "ConferenceScheduled", announced, conference_id=conference_id, unit_id=unit,
        starts_at=_at(year, day), venue="Hội trường", format=year.chance.choice(FORMATS),
        reception_deadline=str(_deadline(year, day)), **theme, **chair,
    )  # fmt: skip
    planned = Planned(conference_id, unit, scheduled, [day], quiet=year.maybe(0.3))
    _notices(year, planned, announced)
    if planned.quiet:
        _nobody_came(year, planned)
    elif year.maybe(0.45):
        _change(year, planned, announced)
    _register(year, planned)
    _afterwards(year, planned)
    return planned


def _start(year: Teller, unit: str) -> date:
    """A day on which the unit is there to announce it; some so late that its heirs go on."""
    known = year.registry.units[unit]
    until = date.fromisoformat(known["valid_to"]) if known["valid_to"] else None
    first = max(FIRST_DAY, date.fromisoformat(known["valid_from"]) + timedelta(days=60))
    last = max(min(until or LAST_DAY, LAST_DAY), first + timedelta(days=1))
    kind = year.chance.random()
    if kind < 0.15:
        days = QUARTERS_END
    elif kind < 0.35:
        since, length = year.chance.choice(EXCHANGES)
        days = tuple(since + timedelta(days=number) for number in range(length))
    elif kind < 0.42 and until is None:  # so far ahead that what follows is not announced yet
        return year.chance.choice([date(2026, 11, 26), date(2026, 12, 24), date(2027, 1, 4)])
    else:
        days = ()
    near = [day for day in days if first <= day <= last]
    if near:
        return year.chance.choice(near)
    if until and year.maybe(0.4):
        first = max(first, last - timedelta(days=25))  # so that much is still open when it ends
    return first + timedelta(days=year.chance.randrange((last - first).days))


def _at(year: Teller, day: date) -> str:
    """08:00 there; or so early or late that the day in UTC is another."""
    return year.chance.choice(
        [
            f"{day}T08:00:00+07:00",
            f"{day}T01:00:00Z",
            f"{day}T00:00:00+07:00",
            f"{day - timedelta(days=1)}T18:30:00Z",
        ]
    )


def _deadline(year: Teller, day: date) -> date:
    return day - timedelta(days=year.chance.choice([1, 1, 2, 3, 5, 8]))


def _notices(year: Teller, planned: Planned, since: Instant) -> None:
    """On each channel by itself: in time or not, complete or not, twice or never."""
    due_on = year.days.before(planned.starts_on, 7)
    for channel in ("portal", "one_stop_desk"):
        for _ in range(year.chance.choice([0, 1, 1, 1, 2])):
            posted = year.within(since, since + 3 * DAY) if year.maybe(0.5) else year.about_the_end_of(due_on)
            if posted >= since:
                year.tell(
                    planned.unit, "NoticePosted", posted, conference_id=planned.id, channel=channel,
                    **posting(year),
                )  # fmt: skip


def posting(year: Teller) -> dict[str, Any]:
    """What a notice carries."""
    shown: dict[str, Any] = {}
    if year.maybe(0.8):
        shown["registration_instructions"] = year.chance.choice(["Gửi phiếu", "Gửi phiếu", True, False])
    if year.maybe(0.8):
        shown["form_url"] = "https://example.invalid/phieu"
    if year.maybe(0.5):
        shown["url"] = "https://example.invalid/thong-bao"
    return shown


def _nobody_came(year: Teller, planned: Planned) -> None:
    """R8: stopped or postponed past the reception deadline, or a little too early; or nothing is said."""
    if year.maybe(0.1):
        return
    deadline = planned.reception_deadline
    at = year.about_the_end_of(deadline)
    if year.maybe(0.6):
        open_until = midnight(deadline + timedelta(days=1))
        past = year.maybe(0.5)
        since = open_until if past else planned.scheduled.time
        at = year.within(since, midnight(planned.starts_on) + DAY if past else open_until)
    at = max(at, planned.scheduled.time + SECOND)
    if at >= LAST:
        return
    if year.maybe(0.7):
        _cancel(year, planned, at, "no_petitions" if year.maybe(0.85) else "other")
        if year.maybe(0.7):
            return
        at += HOUR
    _move(year, planned, at)


def _cancel(year: Teller, planned: Planned, at: Instant, reason: str) -> None:
    year.tell(
        planned.unit, "ConferenceCancelled", at, conference_id=planned.id, reason=reason, **year.document(0.6)
    )


def _move(year: Teller, planned: Planned, at: Instant) -> None:
    """To another day; one that was cancelled is revived by it."""
    day = planned.starts_on + timedelta(days=year.chance.choice([-5, 0, 1, 3, 7, 14, 30, 80]))
    day = max(day, planned.starts[0] - timedelta(days=3))
    moved = {"reception_deadline": str(_deadline(year, day))} if year.maybe(0.5) else {}
    year.tell(
        planned.unit, "ConferenceRescheduled", at, conference_id=planned.id, starts_at=_at(year, day),
        reason="Trùng lịch", **moved, **year.document(0.6),
    )  # fmt: skip
    planned.starts.append(day)
    _notices(year, planned, at + SECOND)


def _change(year: Teller, planned: Planned, announced: Instant) -> None:
    """Cancelled, moved, or first the one and then the other; before the day or after it."""
    at = announced
    for _ in range(year.chance.choice([1, 1, 2, 3])):
        at = year.within(at + HOUR, max(at + 2 * HOUR, midnight(planned.starts_on) + 6 * DAY))
        if at >= LAST:
            return
        if year.maybe(0.4):
            _cancel(year, planned, at, year.chance.choice(["no_petitions", "other"]))
        else:
            _move(year, planned, at)


def _register(year: Teller, planned: Planned) -> None:
    for number in range(year.chance.choice([0, 0, 0, 1] if planned.quiet else [0, 0, 0, 1, 2])):
        at = year.within(planned.scheduled.time, midnight(planned.starts_on))
        if planned.quiet or year.maybe(0.3):
            at = max(planned.scheduled.time, year.about_the_end_of(planned.reception_deadline))
        year.tell(
            planned.unit, "ParticipantRegistered", at, registration_id=f"{planned.id}-dk-{number}",
            conference_id=planned.id, business=year.business(), attendees=2, **year.contact(),
        )  # fmt: skip


def _afterwards(year: Teller, planned: Planned) -> None:
    noon = local(planned.starts_on, 12)
    due_on = year.days.after(planned.starts_on, 7)
    if year.maybe(0.8) and noon < LAST:
        year.tell(planned.unit, "ConferenceHeld", noon, conference_id=planned.id, **attendance(year))
    for name in ("ResultReportFiled", "ConclusionPublished"):
        for _ in range(year.chance.choice([0, 1, 1, 2])):
            at = year.about_the_end_of(due_on) if year.maybe(0.6) else year.within(noon, noon + 20 * DAY)
            said = reported(year) if name == "ResultReportFiled" else concluded(year)
            if noon <= at < LAST and day_of(at) >= planned.starts[0]:
                year.tell(planned.unit, name, at, conference_id=planned.id, **said)


def attendance(year: Teller) -> dict[str, Any]:
    """About the 20 that R9 asks for."""
    said: dict[str, Any] = {"participants": year.chance.choice([0, 12, 19, 20, 21, 60])}
    if year.maybe(0.4):
        said["city_leader_attended"] = year.maybe(0.5)
    if year.maybe(0.4):
        said["press"] = ["Báo Hải Phòng"]
    return said


def reported(year: Teller) -> dict[str, Any]:
    """With the figures as the unit counted them, by group or in all, or without."""
    said = year.document()
    if year.maybe(0.6):
        groups = year.chance.sample(GROUPS, year.chance.choice([0, 1, 2, 7]))
        rows = [{"group": group, **_counted(year)} for group in groups]
        said["figures"] = {**_counted(year), **({"groups": rows} if year.maybe(0.6) else {})}
    return said


def _counted(year: Teller) -> dict[str, Any]:
    parts = ("resolved", "transferred", "awaiting_direction")
    found = {name: year.chance.choice([0, 0, 1, 2]) for name in parts}
    return {
        "received": sum(found.values()) + year.chance.choice([-1, 0, 0, 1]) if any(found.values()) else 0,
        **found,
    }


def concluded(year: Teller) -> dict[str, Any]:
    """The notice of the conclusion."""
    shown = {"url": "https://example.invalid/ket-luan"} if year.maybe(0.5) else {}
    return {**shown, **year.document()}
