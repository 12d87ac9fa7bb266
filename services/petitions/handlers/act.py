"""May this be said of the petition?

It must be known, the sender entitled, and the lifecycle must allow it at that time.
"""

from collections.abc import Sequence

from services.petitions.domain.entitlement import NAMING, entitled, in_good_faith
from services.petitions.domain.lifecycle import BOUNDS, forbidden
from services.petitions.handlers.world import PetitionsWorld
from shared.dialogue.acts import Act, taken_back
from shared.messaging.inbound import Accepted, Inbound, Patience, Reason, Rejected, Verdict, Waiting


def decide_act(world: PetitionsWorld, event: Inbound) -> Verdict:
    """Any act on a petition that is not its reception."""
    conference_id = world.conference_of(event.subject)
    if conference_id is None:
        detail = f"{event.subject} is not known yet"
        return Waiting(event.subject, Patience.SUBJECT, 0, detail, "petition_id")
    scheduled = world.scheduling(conference_id)
    if scheduled is None:
        detail = f"conference {conference_id} is not known yet"
        return Waiting(f"conference/{conference_id}", Patience.SUBJECT, 0, detail, "petition_id")
    unit_id = scheduled.data["unit_id"]

    def may(by: Sequence[Act]) -> bool:
        return entitled(event.name, event.unit_id, event.time, unit_id, by, world.registry)

    # Its conference's own unit needs to be named by nobody.
    if not (may(()) or may(world.only(event.subject, NAMING)) or may(_in_good_faith(world, event))):
        detail = f"{event.unit_id} is not entitled to this on a petition to {unit_id}"
        return Waiting(event.subject, Patience.ENTITLEMENT, 0, detail, "petition_id")
    reason = forbidden(event.act(world.now), world.only(event.subject, BOUNDS))
    if reason:
        return Rejected(Reason.NOT_ALLOWED, reason, "time")
    return Accepted()


def _in_good_faith(world: PetitionsWorld, event: Inbound) -> list[Act]:
    return in_good_faith(taken_back(world.acts(event.subject)), event.time)
