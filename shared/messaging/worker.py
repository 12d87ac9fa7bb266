"""What runs in a worker? A service's subscriptions, relay and loops, started and stopped together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from faststream.kafka import KafkaBroker

from shared.database.common_clock import CommonClock
from shared.messaging.broker import start_broker
from shared.messaging.liveness import Stillness

log = structlog.get_logger(__name__)
STOP_S = 15.0

Loop = Callable[[], Awaitable[None]]


class Worker:
    """One service's work in this process."""

    def __init__(
        self,
        service: str,
        broker: KafkaBroker | None,
        loops: Sequence[Loop],
        closing: Sequence[Loop] = (),
        stillness: Stillness | None = None,
        common: CommonClock | None = None,
    ) -> None:
        """`loops` never return; `closing` runs after they have ended (engines to dispose).

        Nothing begins before the database was asked for the time, where `common` asks it.
        """
        self.service = service
        self._stillness = stillness
        self.common = common
        self._broker = broker
        self._loops = loops
        self._closing = closing
        self.started = asyncio.Event()
        """Set once the subscriptions stand."""

    def alive(self) -> bool:
        """Does it get on with its work?"""
        return self._stillness is None or self._stillness.alive()

    def reached(self) -> bool:
        """Has it got as far as its work: has Kafka given it its partitions, ever?"""
        return self._stillness is None or self._stillness.reached()

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set; a loop that ends by itself is a fault and ends the worker with it."""
        stopping = asyncio.ensure_future(stop.wait())
        tasks: list[asyncio.Future[Any]] = []
        try:
            if self.common is not None:
                tasks.append(asyncio.ensure_future(self.common.run()))
                agreeing = asyncio.ensure_future(self.common.agreed.wait())
                await asyncio.wait([agreeing, stopping], return_when=asyncio.FIRST_COMPLETED)
                agreeing.cancel()
            tasks += [asyncio.ensure_future(loop()) for loop in self._loops]
            if self._broker is not None:
                starting = asyncio.ensure_future(start_broker(self._broker))
                await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
                starting.cancel()
            self.started.set()
            await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    raise task.exception() or RuntimeError(f"a loop of {self.service} ended by itself")
        finally:
            await self._end([*tasks, stopping])

    async def _end(self, tasks: Sequence["asyncio.Future[Any]"]) -> None:
        if self._broker is not None:
            try:
                await asyncio.wait_for(self._broker.stop(), STOP_S)
            except Exception as error:
                log.warning("the subscriptions did not stop in time", service=self.service, error=error)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for close in self._closing:
            await close()
