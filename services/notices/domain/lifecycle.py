"""What may not be said of a conference? Acts before its scheduling, or that it was held while cancelled."""

from collections.abc import Iterable
from datetime import datetime

from shared.clock import local_moment
from shared.dialogue.acts import Act
from shared.dialogue.conference import SCHEDULED, conference_at

COURSE = frozenset({SCHEDULED, "ConferenceRescheduled", "ConferenceCancelled"})
"""The acts by which a conference is on or off: all that is looked at here."""


def before_scheduling(acted_at: datetime, scheduled: Act) -> str | None:
    """Why an act of that moment is too early for the conference; None if it is not."""
    if acted_at < scheduled.time:
        return f"dated before the conference was scheduled at {local_moment(scheduled.time)}"
    return None


def held_while_cancelled(held_at: datetime, acts: Iterable[Act]) -> str | None:
    """Why the conference can't have been held at that moment; None if it can. A rescheduling revives it."""
    view = conference_at(acts, held_at)
    if view is not None and view.cancelled_at is not None:
        return f"the conference was cancelled at {local_moment(view.cancelled_at)} and not rescheduled since"
    return None
