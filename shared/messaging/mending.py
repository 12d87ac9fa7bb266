"""How is a dead letter taken up again? By the worker whose code failed on it, in its usual transaction.

An operator asks for it (operators_queue.py). It is decided first, then what waited for it, in order; on the
shared topic nothing is put twice.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute, fetch, fetch_column
from shared.messaging import inbox, kept, subjects, waiting
from shared.messaging.batches import passes
from shared.messaging.counting import count
from shared.messaging.dead_letters import cause_of, headers_again
from shared.messaging.desk import Shop
from shared.messaging.inbound import Reason, Record, Rejected
from shared.messaging.transaction import Judged, Settlement, settle

log = structlog.get_logger(__name__)
LOOK_EVERY_S = 0.5
AT_ONCE = 100
DISCARD = "discard"

ASKED = "SELECT id FROM dead_letters WHERE state = 'open' AND asked IS NOT NULL ORDER BY id LIMIT $1"
SUBJECTS = "SELECT DISTINCT subject FROM dead_letters WHERE id = ANY($1) AND subject IS NOT NULL"
LETTERS = (
    'SELECT id, topic, partition, "offset", key, value, headers::text AS headers, event, asked, asked_why '
    "FROM dead_letters WHERE id = ANY($1) AND state = 'open' AND asked IS NOT NULL ORDER BY id FOR UPDATE"
)
SETTLED = (
    "UPDATE dead_letters SET state = CASE asked WHEN 'discard' THEN 'discarded' ELSE 'retried' END, "
    "settled_at = $1 WHERE id = ANY($2::bigint[])"
)
AGAIN = (
    "UPDATE dead_letters d SET asked = NULL, attempts = d.attempts + 1, cause = coalesce(w.cause, d.cause) "
    "FROM unnest($1::bigint[], $2::text[]) AS w(id, cause) WHERE d.id = w.id"
)


class Mending:
    """Takes up the dead letters of one service that operators asked for."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def run(self) -> None:
        """Never returns."""
        while True:
            try:
                worked = await self.once()
            except Exception as error:
                worked = 0
                log.warning("mending will be tried again", service=self._shop.service, exc_info=error)
            if not worked:
                await asyncio.sleep(LOOK_EVERY_S)

    async def once(self, limit: int = AT_ONCE) -> int:
        """Decides up to `limit` letters that were asked for; how many it took up."""
        async with self._shop.engine.connect() as conn:
            asked: list[int] = await fetch_column(conn, ASKED, limit)
        if asked:
            await self._work(asked)
        return len(asked)

    async def _work(self, letters: Sequence[int]) -> None:
        """Decides them together; what the database still won't take is found by halves and stays open."""
        try:
            await self._decide(letters)
        except Exception as error:
            if passes(error):
                raise
            if len(letters) > 1:
                await self._work(letters[: len(letters) // 2])
                await self._work(letters[len(letters) // 2 :])
                return
            log.exception("a dead letter can't be decided yet", service=self._shop.service)
            async with self._shop.engine.begin() as conn:
                await execute(conn, AGAIN, list(letters), [cause_of(error)])

    async def _decide(self, asked: Sequence[int]) -> None:
        shop = self._shop
        async with shop.engine.begin() as conn:
            # Nobody writes a letter of these subjects, or decides on them, while they are locked.
            held: list[str] = await fetch_column(conn, SUBJECTS, list(asked))
            await subjects.lock(conn, held)
            letters = await fetch(conn, LETTERS, list(asked))
            # The gate judges by the units as they are now, also where nothing has come in for long.
            await shop.renew(conn)
            batch = [await self._judge(conn, letter) for letter in letters]
            behind = await waiting.behind(conn, shop.desk.events, held)
            batch += [Judged(item.record, item.found, item) for item in behind]
            done = await settle(conn, shop, batch)
            await self._note(conn, [letter.id for letter in letters], done)
        count(shop.service, done)
        shop.wake()
        log.info(
            "dead letters were taken up", service=shop.service, letters=len(letters), behind=len(behind),
            still_open=len(done.again),
        )  # fmt: skip

    async def _judge(self, conn: AsyncConnection, letter: Any) -> Judged:
        """The letter as a record after the gate; its id is free until it is decided."""
        headers = headers_again(msgspec.json.decode(letter.headers or "[]"))
        record = Record(letter.topic, letter.partition, letter.offset, letter.key, letter.value, headers)
        packed = b"" if letter.event is None else bytes(letter.event)
        known = kept.identity(packed) if packed else None
        if known:
            await inbox.forget(conn, [known])
        if letter.asked == DISCARD:
            event_id, type_ = (known.event_id, known.name) if known else (None, None)
            found = Rejected(Reason.DISCARDED, letter.asked_why or "", None, event_id, type_)
        elif known is None:
            found = self._shop.gate.judge(record, self._shop.clock.now())
        else:
            found = kept.judged_anew(self._shop.desk.events, packed, record)
        return Judged(record, found, None, letter.id)

    async def _note(self, conn: AsyncConnection, letters: Sequence[int], done: Settlement) -> None:
        again = dict(done.again)
        settled = [letter for letter in letters if letter not in again]
        await execute(conn, SETTLED, self._shop.clock.now(), settled)
        await execute(conn, AGAIN, list(again), list(again.values()))
