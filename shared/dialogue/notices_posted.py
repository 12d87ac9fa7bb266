"""Which postings of a notice count (R7)? Those on a channel since it was scheduled or last moved."""

from collections.abc import Iterable
from datetime import datetime

from shared.dialogue.acts import Act

POSTED = "NoticePosted"
PORTAL = "portal"


def counts(posted_at: datetime, cycle_started_at: datetime, stopped_at: datetime) -> bool:
    """One at the very moment of a rescheduling or cancellation comes after it (R23)."""
    return cycle_started_at <= posted_at < stopped_at


def counting_notices(
    acts: Iterable[Act], channel: str, cycle_started_at: datetime, stopped_at: datetime
) -> list[Act]:
    """The postings on a channel that count in a cycle, in the order of `acts`: the first is judged.

    `stopped_at`: when the conference was moved or cancelled; `FOREVER` if it was not.
    """
    return [
        act
        for act in acts
        if act.name == POSTED
        and act.data["channel"] == channel
        and counts(act.time, cycle_started_at, stopped_at)
    ]
