"""What units tell of their conferences, for tests: as it lies on a topic, and as it has passed the gate."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from services.notices.handlers import HANDLES
from services.notices.handlers.world import Loaded, NoticesWorld
from shared.events.catalogue import inbound_events, type_of
from shared.messaging import topics
from shared.messaging.gate import Gate
from shared.messaging.inbound import Accepted, Inbound, Record, Verdict
from shared.units import shipped

_numbers = count(1)
NOW = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)
DEPARTMENT, DISTRICT = "so-xay-dung", "dist-le-chan"
ABOLISHED, SUCCESSOR = "so-giao-thong-van-tai", "so-xay-dung"
"""The first ended on 28/02/2025 and was merged into the second."""
STRANGER = "so-tu-phap"
ENTERPRISE = {"name": "Công ty TNHH Sông Cấm", "kind": "enterprise"}

SCHEDULED = {
    "conference_id": "hn-1",
    "unit_id": DEPARTMENT,
    "theme": "Cấp phép xây dựng",
    "starts_at": "2024-06-10T08:00:00+07:00",
    "venue": "Hội trường",
    "format": "in_person",
    "reception_deadline": "2024-06-05",
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "ConferenceScheduled": SCHEDULED,
    "ConferenceRescheduled": {
        "conference_id": "hn-1",
        "starts_at": "2024-07-10T08:00:00+07:00",
        "reason": "bão",
    },
    "ConferenceCancelled": {"conference_id": "hn-1", "reason": "other"},
    "NoticePosted": {
        "conference_id": "hn-1",
        "channel": "portal",
        "registration_instructions": "Đăng ký tại",
        "form_url": "https://example.invalid/mau",
    },
    "ParticipantRegistered": {
        "registration_id": "dk-1",
        "conference_id": "hn-1",
        "business": ENTERPRISE,
        "attendees": 2,
    },
    "ConferenceHeld": {"conference_id": "hn-1", "participants": 40},
    "ConclusionPublished": {"conference_id": "hn-1"},
    "ResultReportFiled": {"conference_id": "hn-1"},
    "AnnualPlanSubmitted": {"unit_id": DEPARTMENT, "year": 2025, "conferences": [{"month": 5}]},
}


def told(name: str, time: str, source: str = DEPARTMENT, /, **data: Any) -> dict[str, Any]:
    """An envelope of the unit `source`; `data` replaces what it says by default (None: left out)."""
    whole = DEFAULTS.get(name, {}) | data
    return {
        "specversion": "1.0",
        "id": f"{source}-{next(_numbers)}",
        "source": f"/units/{source}",
        "type": type_of(name),
        "time": time,
        "data": {field: value for field, value in whole.items() if value is not None},
    }


def correcting(event: dict[str, Any], time: str, /, **more: Any) -> dict[str, Any]:
    """A correction of `event` by its own unit; `more` replaces what the correction says."""
    unit_id = event["source"].removeprefix("/units/")
    said = {"corrects": event["id"], "data": event["data"], "reason": "ghi nhầm"} | more
    return told("EventCorrected", time, unit_id, **said)


def unsaying(event: dict[str, Any], time: str, /, **more: Any) -> dict[str, Any]:
    """The correction that takes `event` back, by its own unit."""
    about = event["data"].get("data", event["data"])
    named = "conference_id" if "conference_id" in about else "unit_id"
    said = {"corrects": event["id"], "withdrawn": True, named: about[named], "reason": "gửi nhầm"}
    return told("EventCorrected", time, event["source"].removeprefix("/units/"), **(said | more))


def record(event: dict[str, Any], offset: int = 0) -> Record:
    """The event as it lies on its unit's topic."""
    topic = topics.inbound(event["source"].removeprefix("/units/"), "notices")
    return Record(topic, 0, offset, None, json.dumps(event, ensure_ascii=False).encode())


def through_the_gate(event: dict[str, Any]) -> Inbound:
    """The event as it is decided."""
    found = Gate(inbound_events("notices"), shipped()).judge(record(event), NOW)
    assert isinstance(found, Inbound), found
    return found


def decided(events: Iterable[dict[str, Any]]) -> list[Verdict]:
    """What becomes of each, in this order of arrival, each seeing its predecessors."""
    world = NoticesWorld(Loaded(), shipped(), NOW, lambda world, event: HANDLES[event.name](world, event))
    verdicts: list[Verdict] = []
    for number, told_event in enumerate(events, 1):
        event = through_the_gate(told_event)
        verdict = world.decide(event)
        if isinstance(verdict, Accepted):
            world.accept(event, event.act(NOW, verdict.data), number)
        verdicts.append(verdict)
    return verdicts
