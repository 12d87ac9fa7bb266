"""Processes whose machines' clocks are apart go by one clock: the database's, a rehearsal's distance kept."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.clock import Clock
from shared.database import common_clock
from shared.database.common_clock import BACK_AT_ONCE, CommonClock
from tests.messaging.conftest import House

NEAR = timedelta(seconds=1)


def amiss(clock: Clock, by: timedelta) -> Clock:
    """The clock of a machine that is so far off."""
    clock.shift(by)
    return clock


@pytest.mark.parametrize("minutes", [3, -3], ids=["ahead", "behind"])
async def test_a_clock_that_is_minutes_off_goes_by_the_databases(house: House, minutes: int) -> None:
    clock = amiss(Clock(), timedelta(minutes=minutes))
    common = CommonClock(house.engine, clock)
    await common.look()
    assert common.agreed.is_set()
    assert abs(clock.now() - Clock().now()) < NEAR


async def test_a_rehearsal_keeps_its_distance(house: House) -> None:
    start = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)
    clock = Clock(start)
    clock.not_before(start + timedelta(hours=1))
    amiss(clock, timedelta(minutes=-3))
    await CommonClock(house.engine, clock).look()
    assert abs(clock.now() - (start + timedelta(hours=1))) < timedelta(minutes=1)


async def test_a_clock_that_is_relied_on_goes_back_by_little_at_a_time(house: House) -> None:
    clock = Clock()
    common = CommonClock(house.engine, clock)
    await common.look()
    amiss(clock, timedelta(minutes=3))
    assert await common.look() == -BACK_AT_ONCE
    amiss(clock, timedelta(minutes=-6))
    assert await common.look() > timedelta(minutes=2)


async def test_less_than_the_question_took_moves_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On one machine, however slow: the answer tells no more than that."""
    hand = iter(range(0, 10_000, 60))
    monkeypatch.setattr(common_clock, "monotonic", lambda: float(next(hand)))
    clock = amiss(Clock(), timedelta(seconds=-5))
    assert await CommonClock(house.engine, clock).look() == timedelta(0)
    assert Clock().now() - clock.now() > timedelta(seconds=4)
