"""What was done about one thing, in words: who, when, what it said, and what was taken back (R23)?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from shared.clock import local_date
from shared.units import Registry
from shared.working_days.explanation import full_day, full_moment

Data = Mapping[str, Any]
Say = Callable[[str, Data, Callable[[str], str]], list[str]]
"""The lines that an act of this name says; the last calls a unit as it was called then."""


def retold(told: Data, registry: Registry, say: Say) -> dict[str, Any]:
    """An act as a program is told it, for a page: units by name, moments as such, what it said in lines."""
    time, back, data = datetime.fromisoformat(told["time"]), told.get("taken_back"), told.get("data")
    if back:
        since = datetime.fromisoformat(back["time"])
        back = {"time": since, "unit": _name(registry, back["unit_id"], since), "reason": back["reason"]}
    lines = say(told["act"], data, lambda each: _name(registry, each, time)) if data else []
    return {
        "act": told["act"],
        "time": time,
        "unit": _name(registry, told["unit_id"], time),
        "said": [*lines, *_by_document(data or {})],
        "taken_back": back,
    }


def _name(registry: Registry, unit_id: str, at: datetime) -> str:
    """What a unit was called then; what is no unit's id is a name already."""
    return registry.name_at(unit_id, local_date(at))


def _by_document(data: Data) -> list[str]:
    document = data.get("document")
    if not document:
        return []
    return [f"Văn bản số {document['number']} ngày {full_day(date.fromisoformat(document['date']))}"]


def own_acts(
    history: Sequence[Data], words: Callable[[Data], str], lasting: Collection[str]
) -> dict[str, str]:
    """What each act is called that the unit may take back, by its event's id, the last one first.

    `lasting`: what is taken back by nobody, for other acts hang on it.
    """
    return {
        told["event_id"]: f"{full_moment(datetime.fromisoformat(told['time']))}: {words(told)}"
        for told in reversed(history)
        if "event_id" in told and "taken_back" not in told and told["act"] not in lasting
    }
