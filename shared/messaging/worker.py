"""What runs in a worker? A service's subscriptions, relay and loops, started and stopped together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from faststream.kafka import KafkaBroker

from shared.database.common_clock import CommonClock
from shared.messaging.broker import start_broker, stop_broker
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
        """Whatever does not end when it is told to is left: it holds up nothing else."""
        if self._broker is not None:
            await self._within("the subscriptions", [asyncio.ensure_future(stop_broker(self._broker))])
        for task in tasks:
            task.cancel()
        await self._within("the loops", tasks)
        for close in self._closing:
            await self._within("a pool of connections", [asyncio.ensure_future(close())])

    async def _within(self, what: str, ending: Sequence["asyncio.Future[Any]"]) -> None:
        # Not `wait_for`: what it gives up it waits for, and a client that lost its Kafka may not heed that.
        done, left = await asyncio.wait(ending, timeout=STOP_S)
        for one in left:
            one.cancel()
        errors = [one.exception() for one in done if not one.cancelled()]
        if left or any(errors):
            log.warning(
                "what was told to end did not end as it should", service=self.service, what=what,
                left=len(left), errors=[error for error in errors if error],
            )  # fmt: skip
