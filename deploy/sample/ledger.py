"""What did each agency's system write down? The sample year's events, numbered by the agency that made
them."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from deploy.sample.themes import code, sign
from shared.clock import HCM
from shared.events.catalogue import CORRECTION, EVENTS, subject_id, type_of
from shared.units import Registry, Unit
from shared.working_days import WorkingDays

LAST = datetime(2025, 2, 20, 17, 0, tzinfo=HCM)
"""Nothing in the sample happens after this: the story is told from the end of February 2025."""

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One event as its agency made it; `prompt` if it was published at once, with no chance to be late."""

    id: str
    unit_id: str
    name: str
    owner: str
    time: datetime
    data: Data
    prompt: bool

    def envelope(self) -> Data:
        """The CloudEvent."""
        subject = {} if self.name == CORRECTION else {"subject": subject_id(self.data)[1]}
        return {
            "specversion": "1.0",
            "id": self.id,
            "source": f"/units/{self.unit_id}",
            "type": type_of(self.name),
            **subject,
            "time": self.time.isoformat(),
            "datacontenttype": "application/json",
            "data": self.data,
        }

    def line(self) -> str:
        """The CloudEvent as one line of JSON."""
        return json.dumps(self.envelope(), ensure_ascii=False, separators=(",", ":"))


class Ledger:
    """Everything that happened, and the calendar and registry it happened under."""

    def __init__(self, registry: Registry, calendar: WorkingDays) -> None:
        self.registry = registry
        self.calendar = calendar
        self.events: list[Event] = []
        self._numbers: dict[str, int] = {}

    def unit(self, unit_id: str) -> Unit:
        """The unit, which must exist: the sample's own tables name it."""
        found = self.registry.get(unit_id)
        if found is None:
            raise KeyError(unit_id)
        return found

    def record(
        self, unit_id: str, name: str, at: datetime, data: Data, *, prompt: bool = False
    ) -> Event | None:
        """Writes the event down; None, and nothing written, if it would happen after the story's end."""
        return None if at > LAST else self._add(unit_id, name, EVENTS[name].owner, at, data, prompt)

    def correct(
        self, original: Event, at: datetime, data: Data, reason: str, *, time: datetime | None = None
    ) -> None:
        """The agency says what the original should have said (whole), and when, if that was wrong too."""
        moved = {} if time is None else {"time": time.isoformat()}
        corrected = {"corrects": original.id, "data": data, **moved, "reason": reason}
        self._add(original.unit_id, CORRECTION, original.owner, at, corrected, prompt=True)

    def _add(self, unit_id: str, name: str, owner: str, at: datetime, data: Data, prompt: bool) -> Event:
        number = self._numbers[unit_id] = self._numbers.get(unit_id, 0) + 1
        event = Event(f"{code(unit_id)}-{number:05d}", unit_id, name, owner, at, data, prompt)
        self.events.append(event)
        return event

    def document(self, unit_id: str, on: date, rng: Random, office: str = "VP") -> Data:
        """A document of the unit, numbered as its registry would."""
        return {
            "number": f"{rng.randrange(20, 2400)}/{sign(self.unit(unit_id))}-{office}",
            "date": on.isoformat(),
        }

    def after(self, day: date, working_days: int, rng: Random) -> datetime:
        """A moment in office hours, so many working days after `day` (before it, if negative)."""
        return office_hours(self.working_day(day, working_days), rng)

    def working_day(self, day: date, n: int) -> date:
        """The n-th working day after `day`, or before it for a negative n."""
        if n == 0:
            return day
        return self.calendar.add(day, n) if n > 0 else self.calendar.before(day, -n)


def office_hours(day: date, rng: Random) -> datetime:
    """Some minute of that day between 7:30 and 17:00."""
    return datetime.combine(day, time(7, 30), HCM) + timedelta(minutes=rng.randrange(570))
