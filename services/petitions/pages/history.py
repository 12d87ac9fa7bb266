"""What was done about a petition, in words: who, when, what it said, and what was taken back (R23)?"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.petitions.pages.wording import MODES, TARGETS, act_words, group_words, refusal_words
from shared.clock import local_date
from shared.dialogue.petition import RECEPTION
from shared.units import Registry
from shared.working_days.explanation import full_day, full_moment

Data = Mapping[str, Any]


def retold(told: Data, registry: Registry) -> dict[str, Any]:
    """An act as a program is told it, for a page: units by name, moments as such, what it said in lines."""
    time, back = datetime.fromisoformat(told["time"]), told.get("taken_back")
    if back:
        since = datetime.fromisoformat(back["time"])
        back = {"time": since, "unit": _name(registry, back["unit_id"], since), "reason": back["reason"]}
    return {
        "act": told["act"],
        "time": time,
        "unit": _name(registry, told["unit_id"], time),
        "said": _said(told["act"], told.get("data", {}), lambda each: _name(registry, each, time)),
        "taken_back": back,
    }


def _name(registry: Registry, unit_id: str, at: datetime) -> str:
    """What a unit was called then; what is no unit's id is a name already."""
    return registry.name_at(unit_id, local_date(at))


def _said(name: str, data: Data, called: Callable[[str], str]) -> list[str]:
    if not data:
        return []
    match name:
        case "PetitionTransferred":
            lines = [f"Đến: {called(data['to'])}"]
        case "CoordinationRequested":
            lines = [f"Với: {'; '.join(called(each) for each in data['with'])}"]
        case "PetitionEscalated":
            lines = [f"Đến: {TARGETS[data['to']]}"]
        case "DirectionGiven":
            lines = [f"{data['by']}: {data['content']}"]
        case "PetitionReclassified":
            lines = [f"Nhóm: {group_words(data['group'])}"]
        case "PetitionRefused":
            lines = [f"Lý do: {refusal_words(data['reason'])}"]
        case "PetitionAnswered":
            fully = "đã giải quyết triệt để" if data["fully_resolved"] else "chưa giải quyết triệt để"
            lines = [f"{MODES[data['mode']]}; {fully}"]
        case _:
            lines = [f"Lý do: {data['reason']}"] if data.get("reason") else []
    document = data.get("document")
    if document:
        lines.append(f"Văn bản số {document['number']} ngày {full_day(date.fromisoformat(document['date']))}")
    return lines


def own_acts(history: Sequence[Data]) -> dict[str, str]:
    """What each act is called that the unit may take back, by its event's id, the last one first.

    A reception is taken back by nobody: other acts hang on it.
    """
    return {
        told["event_id"]: f"{full_moment(datetime.fromisoformat(told['time']))}: {act_words(told['act'])}"
        for told in reversed(history)
        if "event_id" in told and "taken_back" not in told and told["act"] != RECEPTION
    }
