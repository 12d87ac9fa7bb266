"""What do agencies tell during a campaign, and what must come of it? Made from a seed, known before it is
sent. Conferences are on days whose due days were worked out by hand, months ago: all of it comes late.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from shared.clock import HCM
from shared.messaging import topics
from tests.builders.envelopes import encoded, envelope
from tests.builders.poison import POISON

UNITS = ("so-cong-thuong", "so-xay-dung", "dist-le-chan", "dist-ngo-quyen")
GROUPS = ("capital", "interest_rate", "credit", "policy", "procedure", "land", "other")
NOTICES, PETITIONS = "notices", "petitions"
CANARY_NAME, CANARY_PHONE = "Hộ bà Hoàng Thị Yến", "0999-85"
REPEATED, POISONED, BAD_HEADERS = 0.20, 0.01, 0.02
HEADERS: tuple[list[tuple[str, bytes | None]], ...] = (
    [("tracing", b"\xff\xfe")],
    [("tracing", None)],
    [("ce_id", b"\xff"), ("ce_specversion", b"\x00")],
)
"""What FastStream's own parser dies of, on good events."""


@dataclass(frozen=True, slots=True)
class Day:
    """A conference day with its due days of R11 and R12, checked by hand (tests/unit/working_days)."""

    held: date
    due_7: date
    due_14: date
    quarter: str


DAYS = (
    Day(date(2024, 2, 20), date(2024, 2, 29), date(2024, 3, 11), "2024-Q1"),
    Day(date(2024, 4, 17), date(2024, 5, 2), date(2024, 5, 10), "2024-Q2"),
    Day(date(2024, 6, 10), date(2024, 6, 19), date(2024, 6, 28), "2024-Q2"),
    Day(date(2024, 8, 29), date(2024, 9, 11), date(2024, 9, 20), "2024-Q3"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A record to be put, and what its sender must be told of it."""

    topic: str
    value: bytes | None
    event_id: str | None
    """Of an event that is to be accepted once, however often it is put."""
    reason: str | None = None
    """Why it is to be refused."""
    headers: list[tuple[str, bytes | None]] | None = None


@dataclass(slots=True)
class Course:
    """What a petition must have come to, as everyone is to see it."""

    quarter: str
    state: str = "pending"
    overdue_on: date | None = None
    """The due day it stands accused of."""
    retracted_on: date | None = None
    """The due day it was accused of, and is no longer."""


@dataclass(slots=True)
class Chunk:
    """Up to a thousand records, in the order in which they are put."""

    records: list[Told] = field(default_factory=list[Told])
    conferences: list[str] = field(default_factory=list[str])


class Story:
    """Goes on for as long as it is asked; the same seed tells the same."""

    def __init__(self, seed: int, poisoned: float = POISONED) -> None:
        """`poisoned`: how much of it all is no event of its sender's."""
        self._chance = random.Random(seed)
        self._seed, self._poisoned = seed, poisoned
        self._number = 0
        self.courses: dict[str, Course] = {}
        self.conferences: dict[str, tuple[str, str]] = {}
        """Of each conference told so far: its unit and quarter."""
        self._late: list[tuple[str, Told]] = []
        """Answers given in time, to be told in the next chunk: months late."""
        self.filed: list[tuple[str, str]] = []
        """Petitions filed over HTTP and not answered yet, with their conference."""

    def chunk(self, petitions: int, now: datetime) -> Chunk:
        """Two conferences with so many petitions each, everything shuffled, repeated and poisoned."""
        good = self._overtaken() + self._answers_to_filed(now)
        made = Chunk()
        for unit_id in self._chance.sample(UNITS, 2):
            good += self._conference(unit_id, petitions, made)
        for told in list(good):
            if self._chance.random() < REPEATED:
                good.append(told)
        made.records = good + self._bad(len(good))
        self._chance.shuffle(made.records)
        return made

    def next(self) -> int:
        """A number nothing else of this story has."""
        self._number += 1
        return self._number

    def canary(self, mark: str) -> tuple[str, str]:
        """A person's name and phone number, which nobody but the owning service may ever show."""
        return f"{CANARY_NAME} {self._seed}-{mark}", f"{CANARY_PHONE}-{mark}"

    def told(self, name: str, unit_id: str, data: dict[str, Any], time: datetime, service: str) -> Told:
        """A good event, as the unit puts it."""
        event = envelope(name, unit_id, data, time.isoformat(), id=f"s{self._seed}-{self.next()}")
        bad = self._chance.random() < BAD_HEADERS
        headers = self._chance.choice(HEADERS) if bad else None
        return Told(topics.inbound(unit_id, service), encoded(event), event["id"], None, headers)

    def scheduled(self, unit_id: str, starts_at: datetime, quarter: str) -> tuple[str, Told]:
        """A conference is announced a month before; its id and its event."""
        conference_id = f"hn-{self._seed}-{self.next()}"
        self.conferences[conference_id] = unit_id, quarter
        data = {
            "conference_id": conference_id, "unit_id": unit_id, "theme": "Tháo gỡ khó khăn",
            "starts_at": starts_at.isoformat(), "venue": "Hội trường", "format": "in_person",
            "reception_deadline": (starts_at - timedelta(days=5)).date().isoformat(),
        }  # fmt: skip
        return conference_id, self.told(
            "ConferenceScheduled", unit_id, data, starts_at - timedelta(days=40), NOTICES
        )

    def received(self, conference_id: str, at: datetime) -> tuple[str, Told]:
        """A household petitions, with its name and its phone; the petition's id and its event."""
        unit_id, quarter = self.conferences[conference_id]
        petition_id = f"kn-{self._seed}-{self.next()}"
        self.courses[petition_id] = Course(quarter)
        name, phone = self.canary(petition_id)
        data = {
            "petition_id": petition_id, "conference_id": conference_id, "group": self._chance.choice(GROUPS),
            "business": {"name": name, "kind": "household"}, "content": "Kiến nghị về thủ tục",
            "channel": "written", "contact": {"name": name, "phone": phone},
        }  # fmt: skip
        return petition_id, self.told("PetitionReceived", unit_id, data, at, PETITIONS)

    def act(self, name: str, unit_id: str, petition_id: str, at: datetime, **data: Any) -> Told:
        """What the unit did about a petition."""
        return self.told(name, unit_id, {"petition_id": petition_id, **data}, at, PETITIONS)

    def _conference(self, unit_id: str, petitions: int, made: Chunk) -> list[Told]:
        day = self._chance.choice(DAYS)
        # Before 07:00 it is still the day before in UTC.
        starts_at = datetime.combine(day.held, datetime.min.time(), HCM) + timedelta(hours=6, minutes=30)
        conference_id, event = self.scheduled(unit_id, starts_at, day.quarter)
        made.conferences.append(conference_id)
        about, after = {"conference_id": conference_id}, starts_at + timedelta(days=1)
        good = [
            event,
            self.told(
                "NoticePosted",
                unit_id,
                {**about, "channel": "portal"},
                starts_at - timedelta(days=30),
                NOTICES,
            ),
            self.told("ConferenceHeld", unit_id, {**about, "participants": 25}, starts_at, NOTICES),
            self.told("ResultReportFiled", unit_id, about, after, NOTICES),
        ]
        for _ in range(petitions):
            good += self._petition(conference_id, unit_id, day, starts_at)
        return good

    def _petition(self, conference_id: str, unit_id: str, day: Day, starts_at: datetime) -> list[Told]:
        petition_id, received = self.received(conference_id, starts_at - timedelta(days=10))
        course, after = self.courses[petition_id], starts_at + timedelta(days=1)
        fate = self._chance.choice(
            ("resolved", "told_late", "half", "silence", "passed_on", "up", "refused", "withdrawn")
        )
        if fate in ("resolved", "half", "told_late"):
            whole = fate != "half"
            answer = self.act(
                "PetitionAnswered", unit_id, petition_id, after, mode="written", fully_resolved=whole
            )
            if fate == "told_late":
                course.overdue_on = day.due_7
                self._late.append((petition_id, answer))
                return [received]
            course.state = "resolved" if whole else "pending"
            return [received, answer]
        if fate == "silence":
            course.overdue_on = day.due_7
            return [received]
        if fate in ("passed_on", "up"):
            course.overdue_on = day.due_14
            name, to = (
                ("PetitionTransferred", "so-tu-phap")
                if fate == "passed_on"
                else ("PetitionEscalated", "city_committee")
            )
            course.state = "transferred" if fate == "passed_on" else "awaiting_direction"
            return [received, self.act(name, unit_id, petition_id, after, to=to)]
        course.state = fate
        name, data = (
            ("PetitionRefused", {"reason": "judicial"}) if fate == "refused" else ("PetitionWithdrawn", {})
        )
        return [received, self.act(name, unit_id, petition_id, after, **data)]

    def _overtaken(self) -> list[Told]:
        """The answers given in time and told only now, months late: the accusations are taken back."""
        found, self._late = self._late, []
        for petition_id, _ in found:
            course = self.courses[petition_id]
            course.state, course.retracted_on, course.overdue_on = "resolved", course.overdue_on, None
        return [answer for _, answer in found]

    def _answers_to_filed(self, now: datetime) -> list[Told]:
        found, self.filed = self.filed, []
        answers: list[Told] = []
        for petition_id, conference_id in found:
            self.courses[petition_id].state = "resolved"
            unit_id, _ = self.conferences[conference_id]
            answers.append(
                self.act("PetitionAnswered", unit_id, petition_id, now, mode="written", fully_resolved=True)
            )
        return answers

    def _bad(self, good: int) -> list[Told]:
        """Poison, of each kind in turn."""
        made: list[Told] = []
        for _ in range(max(2, round(good * self._poisoned))):
            unit_id, service = self._chance.choice(UNITS), PETITIONS
            poison = POISON[self.next() % len(POISON)]
            made.append(Told(topics.inbound(unit_id, service), poison.value(unit_id), None, poison.reason))
        return made
