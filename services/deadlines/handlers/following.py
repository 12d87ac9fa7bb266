"""What does deadlines make of others' facts? It keeps the acts, folds petitions, and marks what is wide."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.handlers import FOLLOWS
from services.deadlines.handlers.recompute import DeadlinesFold
from services.deadlines.store import marks
from shared.messaging.following import Followed
from shared.messaging.in_place import beside, fold_in_place
from shared.messaging.marks import NARROW
from shared.messaging.topics import FACTS


class DeadlinesProjection:
    """Follows conferences and petitions."""

    topics: Sequence[str] = (FACTS["notices"], FACTS["petitions"])
    passes_over: Sequence[str] = ()
    leaves_out: Sequence[str] = ("content",)

    def __init__(self, fold: DeadlinesFold | None = None) -> None:
        """`fold`: what folds petitions in place; without it they are marked, and nothing is told."""
        self._fold = fold

    def keeps(self, fact: Followed) -> bool:
        return FOLLOWS.get(fact.name) is not None

    async def apply(self, conn: AsyncConnection, facts: Sequence[Followed], now: datetime) -> None:
        touched = marks.Touched()
        petitions: defaultdict[str, list[Followed]] = defaultdict(list)
        for fact in facts:
            touch = FOLLOWS.get(fact.name)
            if touch is None:
                continue
            touch(touched, fact)
            if self._fold and fact.subject.startswith(NARROW):
                petitions[fact.subject].append(fact)
        touched.subjects -= petitions.keys()
        if self._fold and touched.subjects | petitions.keys():
            # Before anything is marked: who works off what is wide may wait for a mark of ours.
            await beside(conn)
        await marks.mark(conn, touched)
        if self._fold and petitions:
            # The first fact of a petition is number 1: nothing of it is here yet.
            known = {s: said[0].sequence for s, said in petitions.items() if said[0].sequence > 1}
            said = {subject: [fact.act() for fact in found] for subject, found in petitions.items()}
            fold = partial(self._fold.in_place, conn, said, known, now)
            await fold_in_place(conn, petitions, sorted(known), fold)
