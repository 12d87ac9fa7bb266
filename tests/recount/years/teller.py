"""What happened in a random year: who says it, when exactly, and how the moment is written."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.recount.oracle.instants import (
    CITY,
    DAY,
    EPOCH,
    SECOND,
    Instant,
    day_of,
    instant,
    midnight,
)
from tests.recount.oracle.registry import Registry
from tests.recount.oracle.working_days import WorkingDays

PUBLISHED_AT = "2026-01-14T09:00:00+07:00"
LAST = instant("2026-01-13T20:00:00+07:00")  # nothing happens later
OFFSETS = (
    (7, "+07:00"),
    (7, "+07:00"),
    (7, "+07:00"),
    (0, "Z"),
    (0, "+00:00"),
    (9, "+09:00"),
    (-5, "-05:00"),
)


@dataclass
class Told:
    """An event as it will be sent."""

    id: str
    unit: str
    name: str
    time: Instant
    data: dict[str, Any]
    late: bool = False
    """Put on its topic after all that is not, whenever it happened."""

    def envelope(self, chance: Random) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": self.id,
            "source": f"/units/{self.unit}",
            "type": f"vn.haiphong.doithoai.{self.name}.v1",
            "time": written(self.time, chance),
            "datacontenttype": "application/json",
            "data": self.data,
        }


@dataclass
class Teller:
    """Collects a year's events; its ids begin with `prefix`, so that years don't meet."""

    prefix: str
    chance: Random
    registry: Registry = field(default_factory=Registry)
    days: WorkingDays = field(default_factory=WorkingDays)
    told: list[Told] = field(default_factory=list[Told])
    lines: list[str] = field(default_factory=list[str])  # what is said in no event: repeats, hostile ones
    late_lines: list[str] = field(default_factory=list[str])  # of those, what is put after all else

    def tell(self, unit: str, name: str, time: Instant, **data: Any) -> Told:
        """The unit tells it, or who has followed the unit by then."""
        event = Told(self.new_id(), self.speaker(unit, day_of(time)), name, time, data)
        self.told.append(event)
        return event

    def about(self, event: "Told") -> list["Told"]:
        """All that is told of the same conference, or the same petition."""
        kind = next(kind for kind in ("petition_id", "conference_id", "unit_id") if kind in event.data)
        apart = "petition_id" if kind == "conference_id" else ""
        return [one for one in self.told if one.data.get(kind) == event.data[kind] and apart not in one.data]

    def document(self, share: float = 0.5) -> dict[str, Any]:
        """With a document, or without."""
        number = f"{self.chance.randrange(400)}/BC-ĐV"
        day = date(2024, 1, 1) + timedelta(days=self.chance.randrange(700))
        return {"document": {"number": number, "date": str(day)}} if self.maybe(share) else {}

    def business(self) -> dict[str, Any]:
        """Somebody who petitions or registers."""
        kind = self.chance.choice(["enterprise", "cooperative", "household"])
        tax_code = {"tax_code": "0200456789"} if self.maybe(0.5) else {}
        return {"name": "HTX Tiên Lãng", "kind": kind, **tax_code}

    def contact(self) -> dict[str, Any]:
        """How to reach them, if they say."""
        known = {"name": "Người liên hệ", "phone": "0225000000", "email": "lien-he@example.invalid"}
        return (
            {"contact": {name: known[name] for name in known if self.maybe(0.7)}} if self.maybe(0.4) else {}
        )

    def new_id(self) -> str:
        """Ids whose order differs by case, length and sign: ties are broken by them (R23)."""
        number = len(self.told) + len(self.lines) + len(self.late_lines)
        first = self.chance.choice(["a", "B", "b", "Z", "z", "_", "-", "10", "9", "é", "Ω"])
        return f"{first}{self.prefix}-{number}"

    def speaker(self, unit: str, day: date) -> str:
        if self.registry.valid(unit, day):
            return unit
        heirs = sorted(self.registry.heirs(unit))
        able = [one for one in heirs if self.registry.valid(one, day) and self.has_topics(one)]
        return self.chance.choice(able) if able else unit

    def has_topics(self, unit: str) -> bool:
        return unit in self.registry.with_topics()

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def within(self, first: Instant, last: Instant) -> Instant:
        """A moment between, in office hours or not, to the second or finer."""
        first, last = min(first, LAST), min(max(first, last), LAST)
        moment = self.chance.randint(first // SECOND, last // SECOND) * SECOND
        if self.maybe(0.2):
            moment += self.chance.randrange(SECOND)
        return max(first, min(moment, last))

    def about_the_end_of(self, day: date) -> Instant:
        """A moment at which it matters on which side of 24:00 it is."""
        end = midnight(day + timedelta(days=1))
        beside = (0, -1, -1_000, 1_000, -SECOND, SECOND, -3 * 3_600 * SECOND, 9 * 3_600 * SECOND, -DAY, DAY)
        return min(end + self.chance.choice(beside), LAST)


def written(moment: Instant, chance: Random) -> str:
    """In RFC 3339, with one of several offsets, and no more digits than it needs."""
    hours, shown = chance.choice(OFFSETS)
    local = moment + hours * 3_600 * SECOND
    days, rest = divmod(local, DAY)
    seconds, fraction = divmod(rest, SECOND)
    text = f"{EPOCH + timedelta(days=days)}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    digits = f"{fraction:09}".rstrip("0")
    return f"{text}{'.' + digits if digits else ''}{shown}"


def local(day: date, hour: int, minute: int = 0) -> Instant:
    """That hour of that day in the city."""
    return (day - EPOCH).days * DAY - CITY + (hour * 60 + minute) * 60 * SECOND


def line(envelope: dict[str, Any]) -> str:
    return json.dumps(envelope, ensure_ascii=False)
