"""May this petition come in?

Its conference must be known and its sender that conference's unit; its id must be new.
"""

from services.petitions.domain.lifecycle import BOUNDS, reception
from services.petitions.handlers.world import PetitionsWorld
from shared.clock import local_moment
from shared.messaging.inbound import Accepted, Inbound, Patience, Reason, Rejected, Verdict, Waiting


def decide_reception(world: PetitionsWorld, event: Inbound) -> Verdict:
    """Never refused for being late, or because its conference was cancelled: reality is recorded."""
    conference_id = event.data["conference_id"]
    known = reception(world.only(event.subject, BOUNDS))
    scheduled = world.scheduling(conference_id)
    if scheduled is None:
        if known is not None:
            return _known_already(event)
        detail = f"conference {conference_id} is not known yet"
        return Waiting(f"conference/{conference_id}", Patience.SUBJECT, 0, detail, "conference_id")
    unit_id = scheduled.data["unit_id"]
    # What a business files here is told by no unit.
    by_a_unit = event.source == f"/units/{event.unit_id}"
    if by_a_unit and not world.registry.is_same_or_successor(event.unit_id, unit_id):
        detail = f"conference {conference_id} is of {unit_id}"
        return Waiting(event.subject, Patience.ENTITLEMENT, 0, detail, "conference_id")
    if event.time < scheduled.time:
        detail = f"dated before its conference was scheduled at {local_moment(scheduled.time)}"
        return Rejected(Reason.NOT_ALLOWED, detail, "time")
    if known is not None:
        return _known_already(event)
    return Accepted()


def _known_already(event: Inbound) -> Rejected:
    return Rejected(
        Reason.NOT_ALLOWED, f"{event.subject} was received already, by another event", "petition_id"
    )
