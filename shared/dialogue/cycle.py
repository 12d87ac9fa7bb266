"""Which cycles does a conference go through? One from its scheduling, one from each rescheduling (R7, R8)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from shared.dialogue.conference import ConferenceSpan, ConferenceView


class Cycle(NamedTuple):
    """A conference on one start day: from when until when, and when it was stopped, if it was."""

    view: ConferenceView
    from_at: datetime
    to_at: datetime
    """When the next rescheduling ended it; `FOREVER` for the last."""
    cancelled_at: datetime | None

    @property
    def stopped_at(self) -> datetime:
        """When nothing before the conference was owed in this cycle any more: cancelled or moved."""
        return self.to_at if self.cancelled_at is None else self.cancelled_at


def cycles(conference: Sequence[ConferenceSpan]) -> list[Cycle]:
    """The cycles of a conference's course, in order."""
    found: list[Cycle] = []
    for from_at, to_at, view in conference:
        if found and found[-1].view.cycle == view.cycle:
            cancelled_at = found[-1].cancelled_at or view.cancelled_at
            found[-1] = found[-1]._replace(to_at=to_at, cancelled_at=cancelled_at)
        else:
            found.append(Cycle(view, from_at, to_at, view.cancelled_at))
    return found
