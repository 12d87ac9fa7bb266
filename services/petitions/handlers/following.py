"""What does petitions learn from others?

Its conferences from notices, and from deadlines when each answer is due.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.handlers import FOLLOWS, Use
from services.petitions.handlers.corrected_conferences import follow_corrections
from services.petitions.store import due_days
from shared.messaging.following import Followed
from shared.messaging.topics import FACTS

KEPT = frozenset(name for name, use in FOLLOWS.items() if use is Use.KEEP)
SHOWN = frozenset(name for name, use in FOLLOWS.items() if use is Use.SHOW)
ANSWER_KINDS = frozenset({"petition_answer", "written_answer"})
MOVED = "moved"
"""A deadline that moves stays what it was: open, or met."""
STATES = {"DeadlineSet": "open", "DeadlineMoved": MOVED, "DeadlineMet": "met", "DeadlineVoided": "void"}


class PetitionsProjection:
    """Keeps what petitions needs of others' facts."""

    topics = (FACTS["notices"], FACTS["deadlines"])
    passes_over: Sequence[str] = ()
    leaves_out: Sequence[str] = ()

    def keeps(self, fact: Followed) -> bool:
        return fact.name in KEPT

    async def apply(self, conn: AsyncConnection, facts: Sequence[Followed], now: datetime) -> None:
        await follow_corrections(conn, facts, now)
        latest: dict[str, tuple[Any, ...]] = {}
        for fact in facts:
            if fact.name not in SHOWN or fact.data.get("kind") not in ANSWER_KINDS:
                continue
            data = fact.data
            earlier = latest.get(data["deadline_id"])
            state = STATES[fact.name]
            if state == MOVED and earlier is not None:
                state = earlier[4]
            latest[data["deadline_id"]] = (
                data["deadline_id"], data["petition_id"], data["kind"], date.fromisoformat(data["due_on"]),
                state, data.get("late"), data["provisional"],
            )  # fmt: skip
        await due_days.upsert(conn, list(latest.values()))
