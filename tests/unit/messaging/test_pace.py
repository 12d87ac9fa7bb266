"""What comes after a quiet while is taken up at once, what follows it in its turn."""

import asyncio

import pytest

from shared.messaging import pace


class Time:
    """A clock that only sleeping moves on, and the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.waited: list[float] = []
        monkeypatch.setattr(pace, "monotonic", lambda: self.now)
        monkeypatch.setattr(asyncio, "sleep", self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


async def test_a_round_begins_so_long_after_the_last_one_began_and_after_a_quiet_while_at_once(
    time: Time,
) -> None:
    rounds = pace.Pace(2.0)
    for passed in (0.0, 0.5, 0.5, 5.0):
        time.now += passed
        await rounds.keep()
    assert time.waited == [1.5, 1.5]


async def test_one_that_took_long_is_rested_from(time: Time) -> None:
    rounds = pace.Pace(2.0, rest=0.25)
    for took, passed in ((3.0, 0.0), (3.0, 0.125), (3.0, 1.0), (1.0, 0.0)):
        await rounds.keep()
        time.now += took
        rounds.end()
        time.now += passed
    await rounds.keep()
    assert time.waited == [0.25, 0.125, 1.0]
