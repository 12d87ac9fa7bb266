"""Which lines are events, said once, and which are refused as they stand? CONTRACT's reasons, in its order.

What needs other events (entitlement, the lifecycle, an unknown subject) is judged in `acceptance.py`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.recount.oracle.forms import FORMS, corrects_or_withdraws, fits, owner, said_in_the_end
from tests.recount.oracle.instants import SECOND, Instant, day_of, instant, micros
from tests.recount.oracle.registry import Registry

TYPE = "vn.haiphong.doithoai."
AHEAD = 300 * SECOND
LARGEST = 256 * 1024


@dataclass(frozen=True)
class Act:
    """An event in effect, as corrected, at its own place."""

    name: str
    time: Instant
    source: str
    id: str
    data: dict[str, Any]


@dataclass
class Event:
    """One line, and what became of it. `place` is its line, from 0: the order on its topic."""

    place: int
    id: str
    name: str
    unit: str
    time: Instant
    data: dict[str, Any]
    verdict: str = "candidate"
    corrections: list["Event"] = field(default_factory=list)  # accepted ones that name it
    act: Act | None = None  # as it has effect

    @property
    def source(self) -> str:
        return f"/units/{self.unit}"

    @property
    def since_1970(self) -> timedelta:
        """The moment, to the microsecond."""
        return timedelta(microseconds=micros(self.time))


class Refused(Exception):
    """The reason is the message."""


def records(
    lines: Iterable[str], registry: Registry, now: Instant
) -> tuple[list[Event], dict[int, str], dict[int, int]]:
    """The events that are well said and new, in order; the verdict on every other line; of which one it is
    a repeat.
    """
    events: list[Event] = []
    verdicts: dict[int, str] = {}
    known: dict[tuple[str, str, str], Event] = {}
    repeats: dict[int, int] = {}
    for place, line in enumerate(lines):
        try:
            event = _read(place, line, registry, now)
        except Refused as refused:
            verdicts[place] = str(refused)
            continue
        key = (owner(event.name, event.data), event.unit, event.id)
        before = known.setdefault(key, event)
        if before is event:
            events.append(event)
            continue
        same = (before.name, before.time, before.data) == (event.name, event.time, event.data)
        verdicts[place] = "duplicate" if same else "conflicting_duplicate"
        repeats[place] = before.place
    return events, verdicts, repeats


def _read(place: int, line: str, registry: Registry, now: Instant) -> Event:
    if len(line.encode("utf-8", "surrogatepass")) > LARGEST:
        raise Refused("too_large")
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise Refused("malformed") from None
    event_id, unit, type_, time = _envelope(said)
    if not registry.valid(unit, day_of(time)):
        raise Refused("unknown_unit")
    name = type_.removeprefix(TYPE).removesuffix(".v1")
    if name not in FORMS or type_ != f"{TYPE}{name}.v1":
        raise Refused("unknown_type")
    data = said.get("data")
    if not fits(data, FORMS[name]) or not _complete(name, data, registry):
        raise Refused("invalid_data")
    subject = said.get("subject")
    if subject is not None and name != "EventCorrected" and subject != _subject(data):
        raise Refused("malformed or invalid_data")
    said_at = said_in_the_end(data).get("time") if name == "EventCorrected" else None
    corrected_at = time if said_at is None else instant(said_at)
    if not registry.valid(unit, day_of(corrected_at)):
        raise Refused("unknown_unit")
    if max(time, corrected_at) > now + AHEAD:
        raise Refused("in_the_future")
    return Event(place, event_id, name, unit, time, data)


def _envelope(said: Any) -> tuple[str, str, str, Instant]:
    if not isinstance(said, dict) or said.get("specversion") != "1.0":
        raise Refused("malformed")
    event_id, source, type_ = said.get("id"), said.get("source"), said.get("type")
    if not (isinstance(event_id, str) and event_id and isinstance(source, str) and isinstance(type_, str)):
        raise Refused("malformed")
    if not source.startswith("/units/"):
        raise Refused("malformed")
    try:
        return event_id, source.removeprefix("/units/"), type_, instant(said.get("time"))
    except ValueError:
        raise Refused("malformed") from None


def _complete(name: str, data: dict[str, Any], registry: Registry) -> bool:
    """What one field asks of another: section I units name a theme."""
    if name == "EventCorrected":
        return corrects_or_withdraws(data)
    if name != "ConferenceScheduled" or data["unit_id"] not in registry.units:
        return True
    return bool(data.get("theme")) or registry.section(data["unit_id"]) != "I"


def _subject(data: dict[str, Any]) -> str:
    return str(data.get("petition_id") or data.get("conference_id") or data.get("unit_id"))
