"""What becomes of the facts of notices, petitions and deadlines here? Acts are kept, petitions folded, and
what is wide is marked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.handlers import FOLLOWS, Use, fold_in_place
from services.reporting.store import deadlines_seen, links
from shared.messaging import marks
from shared.messaging.facts import Followed
from shared.messaging.topics import FACTS

FOLLOWED_SERVICES = ("notices", "petitions", "deadlines")


class ReportingProjection:
    """Keeps what the reports are folded from; what is wide is folded afterwards (recompute.py)."""

    topics: Sequence[str] = tuple(FACTS[service] for service in FOLLOWED_SERVICES)
    first: str = FACTS["notices"]
    """Petitions that come before their conference are folded once more when it comes."""
    passes_over: Sequence[str] = ()
    leaves_out: Sequence[str] = ("content",)

    def keeps(self, fact: Followed) -> bool:
        return FOLLOWS.get(fact.name) in (Use.FOLD, Use.KEEP)

    async def apply(self, conn: AsyncConnection, facts: Sequence[Followed], now: datetime) -> None:
        """Keeps the links and the deadlines, folds its petitions, and marks what others hang on."""
        del now
        folded = [fact for fact in facts if FOLLOWS.get(fact.name) is Use.FOLD]
        # The first fact of a subject is number 1: nothing of it is here yet.
        new = {fact.subject.removeprefix(marks.NARROW) for fact in folded if fact.sequence == 1}
        await links.link(conn, (pair for fact in folded for pair in _links(fact)), new)
        petitions: defaultdict[str, list[Followed]] = defaultdict(list)
        for fact in folded:
            if fact.subject.startswith(marks.NARROW):
                petitions[fact.subject].append(fact)
        await marks.mark(conn, (fact.subject for fact in folded if fact.subject not in petitions))
        await fold_in_place.fold(conn, petitions)
        await _see(conn, [fact for fact in facts if FOLLOWS.get(fact.name) is Use.SEE])


def _links(fact: Followed) -> Iterable[tuple[str, str]]:
    """Which conference a fact says its petition belongs to, corrected or not."""
    for data in (fact.data, fact.data.get("data")):
        if isinstance(data, dict):
            said: dict[str, Any] = data
            if said.get("petition_id") and said.get("conference_id"):
                yield said["petition_id"], said["conference_id"]


async def _see(conn: AsyncConnection, facts: Sequence[Followed]) -> None:
    if not facts:
        return
    states = await deadlines_seen.states(conn, (fact.data["deadline_id"] for fact in facts))
    latest: dict[str, deadlines_seen.Seen] = {}
    for fact in facts:
        found = deadlines_seen.seen(fact.name, fact.data, states.get(fact.data["deadline_id"]))
        latest[found.deadline_id], states[found.deadline_id] = found, found.state
    await deadlines_seen.keep(conn, list(latest.values()))
