"""Who takes up again what waited? One loop a service: what is released goes through the same steps as new."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.begun import begun
from shared.database.rows import execute
from shared.messaging import inbox, subjects, waiting
from shared.messaging.batches import passes, persist
from shared.messaging.desk import Shop
from shared.messaging.inbound import Inbound, Patience, Place
from shared.messaging.intake import bury, count
from shared.messaging.pace import Pace
from shared.messaging.progress import ProgressReader, ProgressWriter
from shared.messaging.transaction import Judged, Settlement, settle
from shared.messaging.waiting import Released

log = structlog.get_logger(__name__)
IDLE_S = 1.0
PACE_S = 0.1
STEP_S = 1.0
FRESH = timedelta(seconds=15)
"""A promise older than this means that somebody does not keep up; a transaction that is open makes it up to
eleven seconds old, and is no such thing (0030)."""
AT_ONCE = 500


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
        pace, taken = Pace(PACE_S), 0
        while True:
            if taken < AT_ONCE:
                # Commits come in quick succession under load: one look for several of them.
                await pace.keep()
            self._awake.clear()
            try:
                taken = await self.once()
            except Exception as error:
                if not passes(error):
                    log.exception("releasing failed", service=self._shop.service)
                taken = 0
                await asyncio.sleep(IDLE_S)
                continue
            if taken < AT_ONCE:
                try:
                    await asyncio.wait_for(self._awake.wait(), IDLE_S)
                except TimeoutError:
                    continue

    async def once(self, limit: int = AT_ONCE) -> int:
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


class PatienceClock:
    """Lets waiting events grow old only while the platform keeps up with what is put on its topics."""

    def __init__(self, shop: Shop, writer: ProgressWriter, reader: ProgressReader) -> None:
        """`writer` knows whether this service keeps up, `reader` whether the others do."""
        self._shop = shop
        self._writer = writer
        self._reader = reader

    async def run(self) -> None:
        """Never returns."""
        while True:
            await asyncio.sleep(STEP_S)
            if not self._keeping_up():
                continue
            try:
                async with self._shop.engine.begin() as conn:
                    await self.step(conn)
            except Exception as error:
                if not passes(error):
                    raise

    async def step(self, conn: AsyncConnection) -> None:
        """A second more, but not for what waits for one whom this platform has failed."""
        await execute(conn, waiting.KEPT_UP, STEP_S)
        await execute(conn, waiting.HELD_UP, sorted(self._reader.set_aside().subjects))

    def _keeping_up(self) -> bool:
        promise = self._reader.promise()
        if promise is None or not self._writer.caught_up:
            return False
        return self._shop.clock.now() - promise[0] < FRESH
