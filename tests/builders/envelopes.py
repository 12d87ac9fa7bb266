"""CloudEvents as agencies write them, for tests."""

import json
from itertools import count
from typing import Any

from shared.events.catalogue import type_of

_numbers = count(1)


def envelope(name: str, unit_id: str, data: dict[str, Any], time: str, **attributes: Any) -> dict[str, Any]:
    """An event of `unit_id`; `attributes` replace or add to the envelope's."""
    return {
        "specversion": "1.0",
        "id": f"{unit_id}-{next(_numbers)}",
        "source": f"/units/{unit_id}",
        "type": type_of(name),
        "time": time,
        "datacontenttype": "application/json",
        "data": data,
    } | attributes


def encoded(event: dict[str, Any]) -> bytes:
    """The event as it lies on a topic."""
    return json.dumps(event, ensure_ascii=False).encode()


def petition(
    unit_id: str, petition_id: str, conference_id: str, time: str = "2024-05-20T09:00:00+07:00", **more: Any
) -> dict[str, Any]:
    """A petition of an enterprise; `more` goes into its data."""
    data = {
        "petition_id": petition_id,
        "conference_id": conference_id,
        "group": "land",
        "business": {"name": "Công ty TNHH Sông Cấm", "kind": "enterprise"},
        "content": "Kiến nghị về thủ tục thuê đất",
        "channel": "form",
    } | more
    return envelope("PetitionReceived", unit_id, data, time)


def scheduling(
    unit_id: str,
    conference_id: str,
    starts_at: str = "2024-06-10T08:00:00+07:00",
    time: str = "2024-05-01T08:00:00+07:00",
) -> dict[str, Any]:
    """A conference in person with a theme."""
    data = {
        "conference_id": conference_id,
        "unit_id": unit_id,
        "theme": "Tháo gỡ khó khăn",
        "starts_at": starts_at,
        "venue": "Hội trường",
        "format": "in_person",
        "reception_deadline": "2024-06-05",
    }
    return envelope("ConferenceScheduled", unit_id, data, time)


def another_unit(unit_id: str) -> str:
    """A department that is not this one: tests are dealt their units, and any of them may be dealt this."""
    return "so-tu-phap" if unit_id != "so-tu-phap" else "so-xay-dung"
