"""A conference's life: announced, moved across quarters, stopped, revived, held, reported; in time or not."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.recount.oracle.instants import DAY, SECOND, Instant, midnight
from tests.recount.years.teller import LAST, Teller, Told, local

HOUR = 3_600 * SECOND
FIRST_DAY = date(2024, 1, 20)
FORMATS = ("in_person", "business_coffee", "saturday_with_leaders")


@dataclass
class Planned:
    """A conference as the year's petitions need to know it."""

    id: str
    unit: str
    scheduled: Told
    starts: list[date] = field(default_factory=list[date])

    @property
    def starts_on(self) -> date:
        return self.starts[-1]


def tell_conference(year: Teller, unit: str, number: int) -> Planned:
    day = _start(year, unit)
    announced = local(
        day - timedelta(days=year.chance.choice([4, 9, 12, 20, 35, 50])), 8, year.chance.randrange(60)
    )
    conference_id = f"{year.prefix}-hn-{number}"
    theme = {"theme": f"Chuyên đề {number}"} if year.registry.section(unit) == "I" or year.maybe(0.5) else {}
    scheduled = year.tell(
        unit, "ConferenceScheduled", announced, conference_id=conference_id, unit_id=unit,
        starts_at=_at(year, day), venue="Hội trường", format=year.chance.choice(FORMATS),
        reception_deadline=str(_deadline(year, day)), **theme,
    )  # fmt: skip
    planned = Planned(conference_id, unit, scheduled, [day])
    _notices(year, planned, announced)
    if year.maybe(0.45):
        _change(year, planned, announced)
    _register(year, planned)
    _afterwards(year, planned)
    return planned


def _start(year: Teller, unit: str) -> date:
    """A day on which the unit is there to announce it; some so late that its heirs go on."""
    until = year.registry.units[unit]["valid_to"]
    last = min(date.fromisoformat(until) if until else date(2025, 4, 20), date(2025, 4, 20))
    day = FIRST_DAY + timedelta(days=year.chance.randrange((last - FIRST_DAY).days))
    if year.maybe(0.15):  # about the end of a quarter
        day = year.chance.choice([date(2024, 3, 29), date(2024, 4, 1), date(2024, 6, 28), date(2024, 12, 31)])
    return day


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
    due_on = year.days.before(planned.starts_on, 7)
    for channel in ("portal", "one_stop_desk"):
        for _ in range(year.chance.choice([0, 1, 1, 1, 2])):
            posted = year.within(since, since + 3 * DAY) if year.maybe(0.5) else year.about_the_end_of(due_on)
            if posted >= since:
                complete = {
                    "registration_instructions": "Gửi phiếu",
                    "form_url": "https://example.invalid/phieu",
                }
                shown = complete if year.maybe(0.7) else {}
                year.tell(
                    planned.unit, "NoticePosted", posted, conference_id=planned.id, channel=channel, **shown
                )


def _change(year: Teller, planned: Planned, announced: Instant) -> None:
    """Cancelled, moved, or first the one and then the other; before the day or after it."""
    at = announced
    for _ in range(year.chance.choice([1, 1, 2, 3])):
        at = year.within(at + HOUR, max(at + 2 * HOUR, midnight(planned.starts_on) + 6 * DAY))
        if at >= LAST:
            return
        document = {"document": {"number": f"{year.chance.randrange(400)}/BC", "date": "2024-06-01"}}
        shown = document if year.maybe(0.6) else {}
        if year.maybe(0.4):
            reason = year.chance.choice(["no_petitions", "other"])
            year.tell(
                planned.unit, "ConferenceCancelled", at, conference_id=planned.id, reason=reason, **shown
            )
            continue
        day = planned.starts_on + timedelta(days=year.chance.choice([-5, 0, 1, 3, 7, 14, 30, 80]))
        day = max(day, planned.starts[0] - timedelta(days=3))
        moved = {"reception_deadline": str(_deadline(year, day))} if year.maybe(0.5) else {}
        year.tell(
            planned.unit, "ConferenceRescheduled", at, conference_id=planned.id, starts_at=_at(year, day),
            reason="Trùng lịch", **moved, **shown,
        )  # fmt: skip
        planned.starts.append(day)
        _notices(year, planned, at + SECOND)


def _register(year: Teller, planned: Planned) -> None:
    for number in range(year.chance.choice([0, 0, 0, 1, 2])):
        at = year.within(planned.scheduled.time, midnight(planned.starts_on))
        if year.maybe(0.3):
            deadline = date.fromisoformat(planned.scheduled.data["reception_deadline"])
            at = max(planned.scheduled.time, year.about_the_end_of(deadline))
        year.tell(
            planned.unit, "ParticipantRegistered", at, registration_id=f"{planned.id}-dk-{number}",
            conference_id=planned.id, business={"name": "Công ty A", "kind": "enterprise"}, attendees=2,
        )  # fmt: skip


def _afterwards(year: Teller, planned: Planned) -> None:
    noon = local(planned.starts_on, 12)
    due_on = year.days.after(planned.starts_on, 7)
    if year.maybe(0.8) and noon < LAST:
        year.tell(
            planned.unit,
            "ConferenceHeld",
            noon,
            conference_id=planned.id,
            participants=year.chance.randrange(60),
        )
    for name in ("ResultReportFiled", "ConclusionPublished"):
        for _ in range(year.chance.choice([0, 1, 1, 2])):
            at = year.about_the_end_of(due_on) if year.maybe(0.6) else year.within(noon, noon + 20 * DAY)
            if noon <= at < LAST:
                year.tell(planned.unit, name, at, conference_id=planned.id)
