"""May this annual plan come in? From its unit or a successor, however late, however often (R4, R5)."""

from services.notices.domain.entitlement import entitled
from services.notices.handlers.world import NoticesWorld
from shared.messaging.inbound import Accepted, Inbound, Patience, Verdict, Waiting


def decide_plan(world: NoticesWorld, event: Inbound) -> Verdict:
    unit_id = event.data["unit_id"]
    if not entitled(event.unit_id, unit_id, world.registry):
        detail = f"{event.unit_id} is not entitled to send the plan of {unit_id}"
        return Waiting(event.subject, Patience.ENTITLEMENT, 0, detail, "unit_id")
    return Accepted()
