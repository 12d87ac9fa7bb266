"""Was a conference lawfully stopped (R8), and does it count toward the year's minimum (R1, R2, R4)?"""

from collections.abc import Iterable
from datetime import datetime

from shared.clock import end_of
from shared.dialogue.acts import Act
from shared.dialogue.conference import ConferenceView, since_scheduling
from shared.dialogue.readings import LAWFUL_STOP_ONLY_PAST_RECEPTION_DEADLINE


def first_joined_at(conference_acts: Iterable[Act], first_petition_at: datetime | None) -> datetime | None:
    """When the first business petitioned (a refused petition still counts as one) or registered (R8)."""
    registrations = (a.time for a in since_scheduling(conference_acts) if a.name == "ParticipantRegistered")
    joined = [at for at in (first_petition_at, next(registrations, None)) if at is not None]
    return min(joined, default=None)


def lawfully_stopped(view: ConferenceView, joined_at: datetime | None) -> bool:
    """R8: cancelled for want of petitions, past the reception deadline, and truly nobody had come by then."""
    if view.cancelled_at is None or view.cancelled_reason != "no_petitions":
        return False
    if LAWFUL_STOP_ONLY_PAST_RECEPTION_DEADLINE and view.cancelled_at < end_of(view.reception_deadline):
        return False
    return joined_at is None or joined_at > view.cancelled_at


def counts_since(view: ConferenceView, joined_at: datetime | None) -> datetime | None:
    """Since when the conference counts toward its year's minimum; None if it does not."""
    if view.held:
        return view.held_at
    return view.cancelled_at if lawfully_stopped(view, joined_at) else None
