"""Do the gauges say what the lists say, and is it loud when nobody can be told anything (R11)?"""

import asyncio

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from services.deadlines.handlers import ticking
from services.deadlines.handlers.figures import Figures
from tests.builders.acts import answered, at, received, scheduled
from tests.builders.followed_facts import DeadlinesSide
from tests.builders.waiting import until
from tests.component.deadlines.conftest import MakeSide
from tests.component.deadlines.test_ticker import written

UNIT = {"unit": "so-xay-dung"}


async def test_the_gauges_say_how_many_answers_are_overdue_and_how_old_the_oldest_is(
    make_side: MakeSide,
) -> None:
    side = await make_side(at("2024-06-18 09:00"))
    figures = Figures(side.bench, side.laws)
    acts = [scheduled("2024-06-05 14:00"), received("2024-06-03"), received("2024-06-03", petition="kn-2")]
    await side.tell(written(acts, "2024-06-03"))
    await figures.measure()
    assert REGISTRY.get_sample_value("doithoai_overdue_petitions", UNIT) == 2
    assert REGISTRY.get_sample_value("doithoai_oldest_overdue_days", UNIT) == 2
    assert REGISTRY.get_sample_value("doithoai_open_deadlines", {"kind": "petition_answer"}) == 2


async def test_a_unit_that_owes_nothing_any_more_goes_to_zero(make_side: MakeSide) -> None:
    side = await make_side(at("2024-06-18 09:00"))
    figures = Figures(side.bench, side.laws)
    await side.tell(written([scheduled("2024-06-05 14:00"), received("2024-06-03")], "2024-06-03"))
    await figures.measure()
    await side.tell(written([answered("2024-06-17 09:00")], "2024-06-18 08:00"))
    await figures.measure()
    assert REGISTRY.get_sample_value("doithoai_overdue_petitions", UNIT) == 0
    assert REGISTRY.get_sample_value("doithoai_oldest_overdue_days", UNIT) == 0


async def test_a_ticker_does_not_leave_what_is_still_to_be_followed_to_the_next_promise(
    side: DeadlinesSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under load something always is when a promise comes: second after second nothing would be told."""
    ticks, done = list[int | None](), asyncio.Event()

    async def tick() -> int | None:
        ticks.append(None if len(ticks) < 20 else 0)
        if ticks[-1] is not None:
            done.set()
        return ticks[-1]

    monkeypatch.setattr(ticking, "EVERY_S", 3_600.0)
    monkeypatch.setattr(ticking, "SOON_S", 0.001)
    monkeypatch.setattr(side.ticker, "tick", tick)
    running = asyncio.ensure_future(side.ticker.run())
    try:
        async with asyncio.timeout(20):
            await done.wait()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert ticks == [None] * 20 + [0]


async def test_a_ticker_that_nobody_promises_anything_says_so_loudly(
    side: DeadlinesSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "SILENCE_S", 0.0)
    monkeypatch.setattr(ticking, "SOON_S", 0.01)
    with capture_logs() as said:

        async def is_loud() -> bool:
            return any(line["log_level"] == "error" for line in said)

        running = asyncio.ensure_future(side.ticker.run())
        try:
            await until(is_loud)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    assert {line["event"].partition(":")[0] for line in said} == {"nothing is told to be overdue"}
