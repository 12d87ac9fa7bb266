"""May this business be registered? As any act on the conference, under an id that nobody has used."""

from services.notices.handlers.conference_act import not_now
from services.notices.handlers.world import NoticesWorld
from shared.messaging.inbound import Accepted, Inbound, Reason, Rejected, Verdict


def decide_registration(world: NoticesWorld, event: Inbound) -> Verdict:
    refused = not_now(world, event)
    if refused:
        return refused
    registration_id = event.data["registration_id"]
    if world.is_registered(registration_id):
        detail = f"registration {registration_id} was made already, by another event"
        return Rejected(Reason.NOT_ALLOWED, detail, "registration_id")
    return Accepted()
