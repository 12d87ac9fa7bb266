"""What does notices learn from deadlines? How those of conferences and units stand, to show them there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.domain.deadline_flag import DeadlineFlag
from services.notices.handlers import FOLLOWS
from services.notices.store import deadline_flags
from shared.messaging.following import Followed
from shared.messaging.law import CALENDAR_APPLIED
from shared.messaging.topics import FACTS


class NoticesProjection:
    """Keeps the latest of each deadline; those of petitions are for petitions to show."""

    topics: Sequence[str] = (FACTS["deadlines"],)
    passes_over: Sequence[str] = ("petition",)
    leaves_out: Sequence[str] = ()

    def keeps(self, fact: Followed) -> bool:
        """The planner counts days by the calendar as it was last announced."""
        return fact.name == CALENDAR_APPLIED

    async def apply(self, conn: AsyncConnection, facts: Sequence[Followed], now: datetime) -> None:
        del now
        told = [fact for fact in facts if FOLLOWS.get(fact.name) and not fact.data.get("petition_id")]
        flags = await deadline_flags.by_id(conn, (fact.data["deadline_id"] for fact in told))
        changed: dict[str, DeadlineFlag] = {}
        for fact in told:
            flagging, deadline_id = FOLLOWS[fact.name], fact.data["deadline_id"]
            flag = flagging(flags.get(deadline_id), fact.data) if flagging else None
            if flag is not None:
                flags[deadline_id] = changed[deadline_id] = flag
        await deadline_flags.upsert(conn, changed.values())
