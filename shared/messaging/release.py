"""Who takes up again what waited? One loop a service: what is released goes through the same steps as new."""

import asyncio
from collections.abc import Collection, Sequence
from time import monotonic

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.begun import begun
from shared.messaging import inbox, positions, subjects, waiting
from shared.messaging.batches import passes, persist
from shared.messaging.counting import count
from shared.messaging.desk import Shop
from shared.messaging.inbound import Inbound, Patience, Place
from shared.messaging.intake import bury
from shared.messaging.pace import Pace
from shared.messaging.portions import MOST, Portions
from shared.messaging.progress import ProgressReader
from shared.messaging.transaction import Judged, Settlement, settle
from shared.messaging.waiting import Released

log = structlog.get_logger(__name__)
IDLE_S = 1.0
PACE_S = 0.1
REST = 4.0
"""Times as long as a look took that found nothing, it rests, a second at most: many may wait, and others need
the database."""
STEP_S = 1.0


class Release:
    """Takes up waiting events when what they waited for has come, or their patience is over."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        patience = shop.patience_seconds
        self._patience_s = patience[Patience.SUBJECT], patience[Patience.ENTITLEMENT]
        self._awake = asyncio.Event()
        shop.notify.append(self._awake.set)

    async def run(self) -> None:
        """Never returns."""
        pace, portions, more = Pace(PACE_S), Portions(), False
        while True:
            if not more:
                # Commits come in quick succession under load: one look for several of them.
                await pace.keep()
            self._awake.clear()
            began = monotonic()
            try:
                taken = await self.once(portions.size)
            except Exception as error:
                if not passes(error):
                    log.exception("releasing failed", service=self._shop.service)
                more = False
                await asyncio.sleep(IDLE_S)
                continue
            took_s = monotonic() - began
            more = taken >= portions.size
            portions.took(taken, took_s)
            if not taken:
                await asyncio.sleep(rest_s(took_s))
            if not more:
                try:
                    await asyncio.wait_for(self._awake.wait(), IDLE_S)
                except TimeoutError:
                    continue

    async def once(self, limit: int = MOST) -> int:
        """Decides up to `limit` events whose wait may be over; returns how many it took up."""
        shop, released = self._shop, list[Released]()
        try:
            async with begun(shop.looking) as conn:
                released += await waiting.release(conn, shop.desk.events, self._patience_s, limit)
                if not released:
                    return 0
                done = await self._settle(conn, released)
        except Exception as error:
            if not released:
                raise
            log.warning("releasing will be tried again", service=shop.service, error=type(error).__name__)
            await persist(shop, [one.record.place for one in released], self._decide, self._set_aside)
        else:
            count(shop.service, done)
            shop.wake()
        return len(released)

    async def _decide(self, places: Sequence[Place]) -> None:
        shop = self._shop
        async with begun(shop.looking) as conn:
            released = await waiting.release_these(conn, shop.desk.events, self._patience_s, places)
            if not released:
                return
            done = await self._settle(conn, released)
        count(shop.service, done)
        shop.wake()

    async def _settle(self, conn: AsyncConnection, released: Sequence[Released]) -> Settlement:
        return await settle(conn, self._shop, [Judged(one.record, one.found, one) for one in released])

    async def _set_aside(self, place: Place, error: BaseException) -> None:
        """The database won't take what this event leads to: a dead letter, and on."""
        shop = self._shop
        async with begun(shop.looking) as conn:
            for one in await waiting.release_these(conn, shop.desk.events, self._patience_s, [place]):
                event = one.found if isinstance(one.found, Inbound) else None
                if event:
                    await subjects.lock(conn, [event.subject])
                else:
                    await inbox.forget(conn, [one])
                await waiting.drop(conn, [one])
                await bury(conn, shop, one.record, error, event, final=True)
        shop.wake()


def rest_s(took_s: float) -> float:
    """How long to rest after a look that found nothing; after a stall of the database not as long again."""
    return min(REST * took_s, IDLE_S)


class PatienceClock:
    """Lets waiting events grow old by what the platform promises to know; in every replica, counted once."""

    def __init__(self, shop: Shop, reader: ProgressReader, topics: Collection[str]) -> None:
        """`topics`: those whose facts this service follows."""
        self._shop = shop
        self._reader = reader
        self._topics = topics

    async def run(self) -> None:
        """Never returns."""
        while True:
            await asyncio.sleep(STEP_S)
            try:
                async with self._shop.engine.begin() as conn:
                    await self.step(conn)
            except Exception as error:
                if not passes(error):
                    raise

    async def step(self, conn: AsyncConnection) -> None:
        """Up to what is promised, if it is new and its facts are followed; not for whom we have failed."""
        promise, now = self._reader.promise(), self._shop.clock.now()
        if promise is None or (now - promise[0]).total_seconds() >= waiting.LEAP_S:
            return
        until, ends = promise
        followed = {partition: end for partition, end in ends.items() if partition[0] in self._topics}
        standing = await positions.read(conn, followed)
        if all(standing[partition] >= end for partition, end in followed.items()):
            await waiting.keep_up(conn, until, sorted(self._reader.set_aside().subjects), now)
