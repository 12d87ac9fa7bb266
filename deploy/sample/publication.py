"""In which order did the events reach the platform? As agencies publish: soon for the most part, some
weeks late, some twice."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from deploy.sample.ledger import Event
from shared.events.catalogue import CORRECTION


@dataclass(frozen=True, slots=True)
class Published:
    """One line of the year's file; `repeat` if the agency had sent the event before."""

    at: datetime
    event: Event
    repeat: bool
    line: str


def published(events: list[Event]) -> list[Published]:
    """Every event at least once, in the order of publication."""
    first_at: dict[tuple[str, str], datetime] = {}
    lines: list[Published] = []
    for event in events:
        rng = Random(f"publication {event.unit_id} {event.id}")
        at = event.time + _delay(event, rng)
        if event.name == CORRECTION:
            at = max(at, first_at[event.unit_id, event.data["corrects"]] + timedelta(hours=1))
        first_at[event.unit_id, event.id] = at
        lines.append(Published(at, event, False, event.line()))
        if rng.randrange(30) == 0:
            again = at + timedelta(minutes=rng.randrange(1, 4000))
            lines.append(Published(again, event, True, _again(event, rng)))
    return sorted(lines, key=lambda each: (each.at, each.event.unit_id, each.event.id, each.repeat))


def _delay(event: Event, rng: Random) -> timedelta:
    if event.prompt:
        return timedelta(minutes=rng.randrange(1, 6))
    kind = rng.randrange(100)
    if kind < 84:
        return timedelta(minutes=rng.randrange(1, 300))
    return timedelta(minutes=rng.randrange(1_440, 7_200) if kind < 95 else rng.randrange(14_400, 80_000))


def _again(event: Event, rng: Random) -> str:
    """The same event once more; one in four comes from a system that writes its JSON otherwise."""
    if rng.randrange(4):
        return event.line()
    return json.dumps(dict(reversed(event.envelope().items())), ensure_ascii=True)
