"""`drain` ends when what was published before is handled, though others go on publishing all the time."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count

import pytest
from aiokafka import AIOKafkaProducer

from shared.messaging import topics
from tests.builders.envelopes import encoded, scheduling
from tests.journeys.conftest import Up
from tests.journeys.test_small_year import EXPECTED, LINES, comes_out

UNIT = "so-tu-phap"
STARTS_AT = "2025-04-10T08:00:00+07:00"
EVERY_S = 0.02


@asynccontextmanager
async def stream(platform: Up) -> AsyncGenerator[None]:
    """A unit that schedules a conference fifty times a second."""
    producer = AIOKafkaProducer(bootstrap_servers=platform.addresses["kafka"]["bootstrap_servers"])
    await producer.start()

    async def put() -> None:
        for number in count():
            event = scheduling(
                UNIT, f"stream-{number}", "2025-04-10T08:00:00+07:00", EXPECTED["published_at"]
            )
            await producer.send_and_wait(topics.inbound(UNIT, "notices"), encoded(event))
            await asyncio.sleep(EVERY_S)

    putting = asyncio.ensure_future(put())
    try:
        yield
        assert not putting.done()
    finally:
        putting.cancel()
        with suppress(asyncio.CancelledError):
            await putting
        await producer.stop()


@pytest.mark.timeout(600)
async def test_drain_does_not_wait_for_what_is_published_after_it_began(up: Callable[..., Up]) -> None:
    platform = up(now=EXPECTED["published_at"])
    async with stream(platform):
        # The conferences last: what is about them waits, and goes on when they have come.
        given = "\n".join(reversed(LINES))
        await asyncio.to_thread(platform.said, "publish", "-", given=given)
        # Who waited for the stream would wait for ever: how long a busy machine takes is not what is asked.
        said = await asyncio.to_thread(platform.said, "drain", "--timeout", "240")
        assert said["drained"]
        await asyncio.to_thread(comes_out, platform)
    assert platform.said("drain", "--timeout", "240")["left"] == "nothing"
    assert [law["law"] for law in platform.said("audit") if not law["holds"]] == []
