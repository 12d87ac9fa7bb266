"""Which notices of a conference count? Those posted since it was scheduled or last rescheduled (R7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.clock import FOREVER
from shared.dialogue.acts import Act
from shared.dialogue.conference import ConferenceView, since_scheduling
from shared.dialogue.conference_due import NOTICE_CHANNELS
from shared.dialogue.notices_posted import POSTED, counts

CHANNELS = tuple(NOTICE_CHANNELS)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice, as its unit says it was posted."""

    channel: str
    posted_at: datetime
    url: str | None
    instructions: str | bool | None
    """How to register, or only whether it says so."""
    form_url: str | None
    counts: bool
    """Was it posted in the conference's present cycle, before any cancellation?"""


def notices(acts: Iterable[Act], view: ConferenceView) -> list[Notice]:
    """The notices of a conference, in the order they were posted."""
    return [
        Notice(
            channel=act.data["channel"],
            posted_at=act.time,
            url=act.data.get("url"),
            instructions=act.data.get("registration_instructions"),
            form_url=act.data.get("form_url"),
            counts=counts(act.time, view.cycle_started_at, view.cancelled_at or FOREVER),
        )
        for act in since_scheduling(acts)
        if act.name == POSTED
    ]
