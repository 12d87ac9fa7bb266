"""What had the sender of this fact said? Its record on the inbound topic, or what was kept for later.

A fact has nothing personal; the record of an agency has it, and lies on its topic for 90 days.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import fetch
from shared.events.catalogue import EVENTS, type_of
from shared.messaging import kept, topics, waiting
from shared.messaging.ahead import Told
from shared.messaging.desk import Shop
from shared.messaging.facts import Followed
from shared.messaging.gate import digest_of
from shared.messaging.inbound import Accepted, Inbound, Outcome, Place, Record, Rejected
from shared.messaging.inbox import EventKey
from shared.messaging.outbox import fact_id

LETTERS = (
    'SELECT id, topic, partition, "offset", key, value, event FROM dead_letters '
    "WHERE state = 'open' AND event IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An event that waited, or was set aside, when the database was as it is again."""

    event: Inbound
    letter: int | None = None
    """The dead letter that it is, if it is one."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a fact was told from."""

    told: Told
    event: Inbound
    whole: bool
    """It is the sender's own; else it is made from the fact alone."""
    kept: Kept | None = None


async def kept_events(conn: AsyncConnection, shop: Shop) -> dict[EventKey, Kept]:
    """What waits and what is set aside, by event."""
    entries = shop.desk.events
    found: dict[EventKey, Kept] = {}
    for row in await fetch(conn, LETTERS):
        record = Record(row.topic, row.partition, row.offset, row.key, row.value)
        event = kept.unpack(entries, bytes(row.event), record)
        found[event.source, event.event_id] = Kept(event, row.id)
    return found | {
        (event.source, event.event_id): Kept(event) for event in await waiting.everything(conn, entries)
    }


class SendersWords:
    """Finds what each fact was told from."""

    def __init__(
        self,
        shop: Shop,
        judged: Iterable[tuple[Record, Inbound | Rejected]],
        answers: Mapping[Place, Outcome],
        kept_then: Mapping[EventKey, Kept],
    ) -> None:
        """`judged`: the records that the database has not decided; `answers`: what was told of them."""
        self._service, self._answers, self._kept = shop.service, answers, kept_then
        self._records: dict[EventKey, list[tuple[Record, Inbound | Rejected]]] = {}
        for record, found in judged:
            if found.event_id is not None:
                key = (f"/units/{topics.unit_of(record.topic)}", found.event_id)
                self._records.setdefault(key, []).append((record, found))

    def of(self, told: Told) -> Said:
        """The event behind a fact of an act."""
        fact = told.fact
        source = self._source_of(fact)
        then = self._kept.get((source, fact.event_id))
        if then is not None:
            return Said(told, then.event, True, then)
        records = self._records.get((source, fact.event_id), [])
        # The same id may lie there twice: refused first, or a repeat. What was told of it says which it was.
        accepted = [r for r in records if isinstance(self._answers.get(r[0].place), Accepted)]
        good = [r for r in records if isinstance(r[1], Inbound)]
        for record, found in accepted or good or records:
            if isinstance(found, Inbound) and found.name == fact.name:
                return Said(told, found, True)
            return Said(told, self._rebuilt(fact, source, record), False)
        return Said(told, self._rebuilt(fact, source, None), False)

    def _source_of(self, fact: Followed) -> str:
        """Who sent it: a fact's id follows from that."""
        for source in (f"/units/{fact.unit_id}", f"/services/{self._service}"):
            if fact_id(f"{source}|{fact.event_id}", fact.name, 0) == fact.id:
                return source
        return f"/units/{fact.unit_id}"

    @staticmethod
    def _rebuilt(fact: Followed, source: str, record: Record | None) -> Inbound:
        return Inbound(
            name=fact.name, source=source, event_id=fact.event_id, unit_id=fact.unit_id, time=fact.time,
            subject=fact.subject, event=None, data=fact.data,
            digest=digest_of(type_of(fact.name), fact.time, fact.data), traceparent=None, record=record,
        )  # fmt: skip


def lost_with(said: Said) -> tuple[str, ...]:
    """What nobody knows any more of an act that is known by its fact alone."""
    if said.whole:
        return ()
    event, lost = said.event, list[str]()
    if event.record is None and (event.source.startswith("/services/") or event.event_id.startswith("http-")):
        lost.append("idempotency_key")
    if "contact" in EVENTS[event.name].model.model_fields:
        lost.append("contact")
    business = event.data.get("business")
    if isinstance(business, dict) and "name" not in business:
        lost.append("household")
    return tuple(lost)
