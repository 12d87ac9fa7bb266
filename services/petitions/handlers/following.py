"""What does petitions learn from others?

Its conferences from notices, and from deadlines when each answer is due.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.domain.due_day import due_days, left_as_they_were
from services.petitions.handlers import FOLLOWS, Use
from services.petitions.handlers.corrected_conferences import follow_corrections
from services.petitions.store import due_days as store
from shared.messaging.following import Followed
from shared.messaging.topics import FACTS

KEPT = frozenset(name for name, use in FOLLOWS.items() if use is Use.KEEP)
SHOWN = frozenset(name for name, use in FOLLOWS.items() if use is Use.SHOW)
ANSWER_KINDS = frozenset({"petition_answer", "written_answer"})


class PetitionsProjection:
    """Keeps what petitions needs of others' facts."""

    topics = (FACTS["notices"], FACTS["deadlines"])
    passes_over: Sequence[str] = ()
    leaves_out: Sequence[str] = ()

    def keeps(self, fact: Followed) -> bool:
        return fact.name in KEPT

    async def apply(self, conn: AsyncConnection, facts: Sequence[Followed], now: datetime) -> None:
        await follow_corrections(conn, facts, now)
        told = [
            (fact.name, fact.data)
            for fact in facts
            if fact.name in SHOWN and fact.data.get("kind") in ANSWER_KINDS
        ]
        known = await store.by_id(conn, left_as_they_were(told))
        await store.upsert(conn, due_days(known, told))
