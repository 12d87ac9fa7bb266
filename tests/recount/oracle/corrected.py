"""What does an event come to, as its corrections say? And which of these are refused.

A correction must say what could have been told so: dated no earlier than what its act hangs on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.recount.oracle.forms import FORMS, fits, said_in_the_end
from tests.recount.oracle.instants import Instant, instant
from tests.recount.oracle.records import Act, Event

CREATIONS = {"ConferenceScheduled": "conference_id", "PetitionReceived": "petition_id"}


def hang(events: list[Event], corrections: list[Event]) -> None:
    """Hangs each correction on what it names; one of a correction says that correction's own data anew, or
    takes that away.
    """
    named = {(event.unit, event.id): event for event in [*corrections, *events]}
    for correction in corrections:
        target = named.get((correction.unit, correction.data["corrects"]))
        if target is None or target is correction:
            correction.verdict = "unknown_subject"
        elif correction.data.get("withdrawn") and target.name in CREATIONS:
            correction.verdict = "not_allowed"  # others hang on it
        else:
            correction.verdict = "accepted"
            target.corrections.append(correction)


def dated_before(event: Event, since: Callable[[dict[str, Any]], Instant]) -> None:
    """Refuses its corrections, and theirs, by which it would be earlier than what it hangs on."""
    _refuse_early(event, event, since)


def _refuse_early(root: Event, event: Event, since: Callable[[dict[str, Any]], Instant]) -> None:
    for correction in list(event.corrections):
        said = said_in_the_end(correction.data)
        if said.get("withdrawn") or not fits(said["data"], FORMS[root.name]):
            continue
        at = root.time if said.get("time") is None else instant(said["time"])
        if at >= since(said["data"]):
            _refuse_early(root, correction, since)
            continue
        event.corrections.remove(correction)
        correction.verdict = "not_allowed"
        _unhang(correction)


def _unhang(refused: Event) -> None:
    """What corrects a correction that was refused waits for it in vain."""
    for correction in refused.corrections:
        correction.verdict = "unknown_subject"
        _unhang(correction)


@dataclass(frozen=True)
class _Said:
    """What an event comes to: its time and data; of a correction that takes away, no data."""

    time: Any
    data: dict[str, Any] | None


def _last(event: Event) -> tuple[Event, _Said] | None:
    """Of the corrections that say anything the last, by its own time."""
    saying = [(one, said) for one in event.corrections if (said := _says(one, event.name))]
    return max(saying, key=lambda one: (one[0].time, one[0].source, one[0].id), default=None)


def _in_force(event: Event) -> _Said | None:
    """What stands of an event: as first said, or as its last correction says; None: taken away."""
    last = _last(event)
    if last is None:
        return _Said(event.time, event.data)
    return last[1] if last[1].data is not None else None


def taken_away_at(event: Event) -> Instant | None:
    """When that was told which takes it away; None: nothing does."""
    last = _last(event)
    return last[0].time if last and last[1].data is None else None


def _says(correction: Event, name: str) -> _Said | None:
    """What a correction says of an event of that name; one of itself says it instead. None: nothing."""
    of_itself = replace(correction, name=name)
    if _last(of_itself):
        return _in_force(of_itself)
    said = said_in_the_end(correction.data)
    if said.get("withdrawn"):
        return _Said(None, None)
    return _Said(said.get("time"), said["data"]) if fits(said["data"], FORMS[name]) else None


def in_effect(event: Event) -> Act | None:
    """The act as it counts; None: it was taken away, and counts nowhere."""
    said = _in_force(event)
    if said is None or said.data is None:
        return None
    time = event.time if said.time is None else said.time
    return Act(
        event.name, instant(time) if isinstance(time, str) else time, event.source, event.id, said.data
    )
