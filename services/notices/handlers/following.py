"""What does notices learn from deadlines?

How those of its conferences stand, to show them there; and the calendar, for the planner.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.domain.deadline_flag import flagged
from services.notices.handlers import FOLLOWS, Use
from services.notices.store import deadline_flags
from shared.messaging.following import Followed
from shared.messaging.topics import FACTS

KEPT = frozenset(name for name, use in FOLLOWS.items() if use is Use.KEEP)
SHOWN = frozenset(name for name, use in FOLLOWS.items() if use is Use.SHOW)


class NoticesProjection:
    """Keeps how each deadline of a conference stands; those of petitions are for petitions to show."""

    topics: Sequence[str] = (FACTS["deadlines"],)
    passes_over: Sequence[str] = ("petition",)
    leaves_out: Sequence[str] = ()

    def keeps(self, fact: Followed) -> bool:
        return fact.name in KEPT

    async def apply(self, conn: AsyncConnection, facts: Sequence[Followed], now: datetime) -> None:
        """What units owe by the year is shown nowhere here, and not kept."""
        del now
        told = [fact for fact in facts if fact.name in SHOWN and fact.subject.startswith("conference/")]
        # Of a conference whose first fact is among these nothing is kept yet.
        new = {fact.subject for fact in told if fact.sequence == 1}
        earlier = {fact.data["deadline_id"] for fact in told if fact.subject not in new}
        known = await deadline_flags.by_id(conn, earlier)
        changed = flagged(known, ((fact.name, fact.data) for fact in told))
        await deadline_flags.upsert(conn, changed.values())
