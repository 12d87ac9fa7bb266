"""Which notices of a conference count? Those posted since it was scheduled or last rescheduled (R7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.clock import FOREVER
from shared.dialogue.acts import Act
from shared.dialogue.conference import ConferenceView, since_scheduling

POSTED = "NoticePosted"
PORTAL = "portal"
CHANNELS = (PORTAL, "one_stop_desk")
"""R7: the notice is owed on both."""


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

    @property
    def lacks(self) -> list[str]:
        """What a notice on the portal must carry and this one does not, in Vietnamese."""
        parts = ((self.instructions, "hướng dẫn"), (self.form_url, "mẫu"))
        return [name for carried, name in parts if not carried]


def notices(acts: Iterable[Act], view: ConferenceView) -> list[Notice]:
    """The notices of a conference, in the order they were posted."""
    return [
        Notice(
            channel=act.data["channel"],
            posted_at=act.time,
            url=act.data.get("url"),
            instructions=act.data.get("registration_instructions"),
            form_url=act.data.get("form_url"),
            counts=view.cycle_started_at <= act.time < (view.cancelled_at or FOREVER),
        )
        for act in since_scheduling(acts)
        if act.name == POSTED
    ]
