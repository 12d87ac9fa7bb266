"""What did an act about a petition say, in words (R10-R16)?"""

from collections.abc import Callable, Mapping
from typing import Any

from services.petitions.pages.wording import MODES, TARGETS, group_words, refusal_words


def said(name: str, data: Mapping[str, Any], called: Callable[[str], str]) -> list[str]:
    """Its lines; `called`: what a unit was called then, what is no unit's id being a name already."""
    match name:
        case "PetitionTransferred":
            return [f"Đến: {called(data['to'])}"]
        case "CoordinationRequested":
            return [f"Với: {'; '.join(called(each) for each in data['with'])}"]
        case "PetitionEscalated":
            return [f"Đến: {TARGETS[data['to']]}"]
        case "DirectionGiven":
            return [f"{data['by']}: {data['content']}"]
        case "PetitionReclassified":
            return [f"Nhóm: {group_words(data['group'])}"]
        case "PetitionRefused":
            return [f"Lý do: {refusal_words(data['reason'])}"]
        case "PetitionAnswered":
            fully = "đã giải quyết triệt để" if data["fully_resolved"] else "chưa giải quyết triệt để"
            return [f"{MODES[data['mode']]}; {fully}"]
        case _:
            return [f"Lý do: {data['reason']}"] if data.get("reason") else []
