"""May this be said of the conference? It must be known, the sender entitled, and the moment not too early."""

from services.notices.domain.entitlement import entitled
from services.notices.domain.lifecycle import COURSE, before_scheduling, held_while_cancelled
from services.notices.handlers.world import NoticesWorld
from shared.messaging.inbound import Accepted, Inbound, Patience, Reason, Rejected, Verdict, Waiting


def not_now(world: NoticesWorld, event: Inbound) -> Rejected | Waiting | None:
    """What keeps any act from the conference, whatever it says; None if nothing does."""
    scheduled = world.scheduling(event.subject)
    if scheduled is None:
        detail = f"{event.subject} is not known yet"
        return Waiting(event.subject, Patience.SUBJECT, 0, detail, "conference_id")
    unit_id = scheduled.data["unit_id"]
    if not entitled(event.unit_id, unit_id, world.registry):
        detail = f"{event.subject} is of {unit_id}: {event.unit_id} is not entitled to act on it"
        return Waiting(event.subject, Patience.ENTITLEMENT, 0, detail, "conference_id")
    early = before_scheduling(event.time, scheduled)
    return Rejected(Reason.NOT_ALLOWED, early, "time") if early else None


def decide_act(world: NoticesWorld, event: Inbound) -> Verdict:
    """Any act but the scheduling: late, missing or non-compliant ones are facts, and breaches to be seen."""
    return not_now(world, event) or Accepted()


def decide_held(world: NoticesWorld, event: Inbound) -> Verdict:
    """A conference may be said to have been held several times; not while it was cancelled."""
    refused = not_now(world, event)
    if refused:
        return refused
    cancelled = held_while_cancelled(event.time, world.only(event.subject, COURSE))
    return Rejected(Reason.NOT_ALLOWED, cancelled, "time") if cancelled else Accepted()
