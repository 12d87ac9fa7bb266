"""May this correction take effect? As every service asks, and what a scheduling must be besides (R1, R6)."""

from services.notices.domain.entitlement import entitled
from services.notices.domain.lifecycle import SCHEDULED
from services.notices.domain.theme import theme_missing
from services.notices.handlers.world import NoticesWorld
from shared.messaging.corrections import check_correction, root_of
from shared.messaging.inbound import Accepted, Inbound, Patience, Reason, Rejected, Verdict, Waiting


def decide_correction(world: NoticesWorld, event: Inbound) -> Verdict:
    """A corrected scheduling must be one that its sender could have made."""
    acts = world.correctable(event.subject)
    verdict = check_correction(acts, event, world.taken_for, world.now)
    root = root_of(acts, event.unit_id, event.data["corrects"])
    if not isinstance(verdict, Accepted) or verdict.data is None or root is None or root.name != SCHEDULED:
        return verdict
    corrected = verdict.data["data"]
    unit_id = corrected["unit_id"]
    if not entitled(event.unit_id, unit_id, world.registry):
        detail = f"{event.unit_id} is not entitled to schedule a conference of {unit_id}"
        return Waiting(event.subject, Patience.ENTITLEMENT, 0, detail)
    if theme_missing(unit_id, corrected.get("theme"), world.registry):
        return Rejected(Reason.INVALID_DATA, f"a conference of {unit_id} is held on a theme", "data.theme")
    return verdict
