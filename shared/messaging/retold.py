"""What becomes of records that were decided before the database was put back, and of which no fact came?

What their senders were told stays: refused, a repeat. What they were told to wait for, or were not told in
the end, is decided anew. Records behind those are as good as new: they are left to the service.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging import inbox, receipts, waiting
from shared.messaging.desk import Shop
from shared.messaging.inbound import Accepted, Duplicate, Inbound, Outcome, Place, Record, Rejected
from shared.messaging.inbox import EventKey
from shared.messaging.positions import Partition
from shared.messaging.receipts import Receipt, outcome_name
from shared.messaging.senders_words import Kept, Said
from shared.messaging.taking_up import TakenUp
from shared.messaging.transaction import Judged, settle


class Prefix:
    """The records of the inbound topics up to the last that anybody was told of."""

    def __init__(
        self,
        shop: Shop,
        judged: Sequence[tuple[Record, Inbound | Rejected]],
        answers: Mapping[Place, Outcome],
        kept: Mapping[EventKey, Kept],
        said: Iterable[Said],
    ) -> None:
        """`said`: what was taken up already."""
        self._shop, self._answers = shop, answers
        taken = [one for one in said if one.event.record is not None]
        self._taken = {one.event.record.place for one in taken if one.event.record}
        self._kept = [one for one in kept.values() if _place(one) not in self._taken]
        told = {*self._taken, *answers}
        self._until: dict[Partition, int] = {}
        for record, _ in judged:
            if record.place in told:
                # Decided in the order of their offsets: what lies before was decided too.
                self._until[record.topic, record.partition] = record.offset + 1
        self._judged = [
            (record, found)
            for record, found in judged
            if record.place not in self._taken
            and record.offset < self._until.get((record.topic, record.partition), 0)
        ]

    def until(self) -> Mapping[Partition, int]:
        """Behind the last record of each partition that was decided."""
        return self._until

    async def decide(self, conn: AsyncConnection, done: TakenUp, now: datetime) -> None:
        """Every record of the prefix has its outcome again."""
        await self._give_up_waiting(conn, done, now)
        given: list[Receipt] = []
        anew: list[Judged] = []
        for record, found in self._judged:
            answer = self._answers.get(record.place)
            if isinstance(answer, Rejected | Duplicate):
                type_ = found.type if isinstance(found, Rejected) else found.name
                given.append(Receipt(record, found.event_id, type_, answer))
            else:
                anew.append(Judged(record, found))
        await receipts.write(conn, self._shop.tables.receipts, given, now)
        if not anew:
            return
        for judged, outcome in (await settle(conn, self._shop, anew)).outcomes:
            self._compare(judged, outcome, done)

    async def _give_up_waiting(self, conn: AsyncConnection, done: TakenUp, now: datetime) -> None:
        """What waited when the database was as it is again, and was refused in the end."""
        ended: list[tuple[Inbound, Rejected]] = []
        for one in self._kept:
            answer = self._answers.get(_place(one)) if one.event.record else None
            if isinstance(answer, Rejected) and one.letter is not None:
                said = f"dead letter {one.letter} ({one.event.event_id}) was told {answer.reason}"
                done.differing.append(f"{said}: discard it again")
            elif isinstance(answer, Rejected):
                ended.append((one.event, answer))
        events = [event for event, _ in ended]
        await waiting.drop(conn, events)
        await inbox.forget(conn, events)
        given = [Receipt(e.record, e.event_id, e.name, answer) for e, answer in ended if e.record]
        await receipts.write(conn, self._shop.tables.receipts, given, now, final=True)

    def _compare(self, judged: Judged, outcome: Outcome, done: TakenUp) -> None:
        record = judged.record
        assert record is not None
        where = f"{record.topic}/{record.offset} ({judged.found.event_id or 'no id'})"
        said = self._answers.get(record.place)
        done.decided_again.append(f"{where}: {outcome_name(outcome)}")
        if isinstance(said, Accepted) and not isinstance(outcome, Accepted):
            done.differing.append(f"{where} was told accepted, is now {outcome_name(outcome)}")


def _place(kept: Kept) -> Place:
    return kept.event.record.place if kept.event.record else ("", 0, 0)
