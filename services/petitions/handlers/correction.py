"""May this correction take effect?

It must name an event of the same source on the same petition, and say it whole (R29).
"""

from services.petitions.handlers.world import PetitionsWorld
from shared.messaging.corrections import check_correction
from shared.messaging.inbound import Accepted, Inbound, Patience, Verdict, Waiting


def decide_correction(world: PetitionsWorld, event: Inbound) -> Verdict:
    """A correction may move a petition to another conference only if that is known and of the same unit.

    A withdrawal moves it nowhere that it has not been.
    """
    verdict = check_correction(world.acts(event.subject), event, world.taken_for, world.now)
    if not isinstance(verdict, Accepted) or verdict.data is None:
        return verdict
    conference_id = verdict.data["data"].get("conference_id")
    if conference_id is None:
        return verdict
    scheduled = world.scheduling(conference_id)
    if scheduled is None:
        return Waiting(
            f"conference/{conference_id}", Patience.SUBJECT, 0, f"conference {conference_id} is not known yet"
        )
    if not world.registry.is_same_or_successor(event.unit_id, scheduled.data["unit_id"]):
        detail = f"conference {conference_id} is of {scheduled.data['unit_id']}"
        return Waiting(event.subject, Patience.ENTITLEMENT, 0, detail)
    return verdict
