"""May this correction take effect?

It must name an event of the same source on the same petition, and say it whole, as it could be told now
(R29).
"""

from services.petitions.handlers.world import PetitionsWorld
from shared.messaging.corrections import check_correction
from shared.messaging.inbound import Inbound, Verdict


def decide_correction(world: PetitionsWorld, event: Inbound) -> Verdict:
    """What it says is judged as its act would be, told now; of a withdrawal, whether its act may go."""
    return check_correction(world.acts(event.subject), event, world)
