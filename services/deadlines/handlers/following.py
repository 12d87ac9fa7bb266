"""What does deadlines make of others' facts? It keeps the acts and marks what is to be folded again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.handlers import FOLLOWS
from services.deadlines.store import marks
from shared.messaging.following import Followed
from shared.messaging.topics import FACTS


class DeadlinesProjection:
    """Follows conferences and petitions."""

    topics: Sequence[str] = (FACTS["notices"], FACTS["petitions"])
    passes_over: Sequence[str] = ()
    leaves_out: Sequence[str] = ("content",)

    def keeps(self, fact: Followed) -> bool:
        return FOLLOWS.get(fact.name) is not None

    async def apply(self, conn: AsyncConnection, facts: Sequence[Followed], now: datetime) -> None:
        del now
        touched = marks.Touched()
        for fact in facts:
            touch = FOLLOWS.get(fact.name)
            if touch is not None:
                touch(touched, fact)
        await marks.mark(conn, touched)
