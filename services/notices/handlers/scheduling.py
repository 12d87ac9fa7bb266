"""May this conference come about? Its unit or a successor says so, with a theme if due, and a new id (R1)."""

from services.notices.domain.entitlement import entitled
from services.notices.domain.theme import theme_missing
from services.notices.handlers.world import NoticesWorld
from shared.messaging.inbound import Accepted, Inbound, Patience, Reason, Rejected, Verdict, Waiting


def decide_scheduling(world: NoticesWorld, event: Inbound) -> Verdict:
    unit_id = event.data["unit_id"]
    if not entitled(event.unit_id, unit_id, world.registry):
        detail = f"{event.unit_id} is not entitled to schedule a conference of {unit_id}"
        return Waiting(event.subject, Patience.ENTITLEMENT, 0, detail)
    if theme_missing(unit_id, event.data.get("theme"), world.registry):
        return Rejected(Reason.INVALID_DATA, f"a conference of {unit_id} is held on a theme", "theme")
    if world.scheduling(event.subject) is not None:
        detail = f"{event.subject} was scheduled already, by another event"
        return Rejected(Reason.NOT_ALLOWED, detail, "conference_id")
    return Accepted()
