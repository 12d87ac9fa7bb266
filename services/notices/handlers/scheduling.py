"""May this conference come about? Its unit or a successor says so, with a theme if due, and a new id (R1)."""

from collections.abc import Mapping
from typing import Any

from services.notices.domain.entitlement import entitled
from services.notices.domain.theme import theme_missing
from services.notices.handlers.world import NoticesWorld
from shared.dialogue.conference import SCHEDULED
from shared.events.keepable import InvalidData
from shared.messaging.inbound import Accepted, Inbound, Patience, Reason, Rejected, Verdict, Waiting
from shared.units import Registry


def demand_theme(name: str, data: Mapping[str, Any], registry: Registry) -> None:
    """InvalidData for a scheduling without the theme it must have: part of the gate's judgement."""
    if name == SCHEDULED and theme_missing(data["unit_id"], data.get("theme"), registry):
        raise InvalidData("theme", _on_a_theme(data["unit_id"]))


def decide_scheduling(world: NoticesWorld, event: Inbound) -> Verdict:
    unit_id = event.data["unit_id"]
    if not entitled(event.unit_id, unit_id, world.registry):
        detail = f"{event.unit_id} is not entitled to schedule a conference of {unit_id}"
        return Waiting(event.subject, Patience.ENTITLEMENT, 0, detail, "unit_id")
    # Again: when it came the registry may not have known that the unit must.
    if theme_missing(unit_id, event.data.get("theme"), world.registry):
        return Rejected(Reason.INVALID_DATA, _on_a_theme(unit_id), "theme")
    if world.scheduling(event.subject) is not None:
        detail = f"{event.subject} was scheduled already, by another event"
        return Rejected(Reason.NOT_ALLOWED, detail, "conference_id")
    return Accepted()


def _on_a_theme(unit_id: str) -> str:
    return f"a conference of {unit_id} is held on a theme"
