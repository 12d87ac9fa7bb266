"""What comes after a quiet while is taken up at once, what follows it in its turn."""

import asyncio

import pytest

from shared.messaging import pace


async def test_a_round_begins_so_long_after_the_last_one_began_and_after_a_rest_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, waited = [100.0], list[float]()

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(pace, "monotonic", lambda: now[0])
    monkeypatch.setattr(asyncio, "sleep", sleep)
    rounds = pace.Pace(2.0)
    for passed in (0.0, 0.5, 0.5, 5.0):
        now[0] += passed
        await rounds.keep()
    assert waited == [1.5, 1.5]
