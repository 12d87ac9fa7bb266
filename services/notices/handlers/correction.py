"""May this correction take effect? If its original is known, and could be told so now (R1, R6, R29)."""

from services.notices.handlers.world import NoticesWorld
from shared.messaging.corrections import check_correction
from shared.messaging.inbound import Inbound, Verdict


def decide_correction(world: NoticesWorld, event: Inbound) -> Verdict:
    """Of a registration too, which is kept apart from the other acts."""
    return check_correction(world.correctable(event.subject), event, world)
