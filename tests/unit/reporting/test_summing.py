"""Summing up by day waits for a quiet moment: beside the folding it takes little, and never nothing."""

import asyncio
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from services.reporting.handlers import summing
from services.reporting.handlers.summing import Summing


async def rests(monkeypatch: Any, *, folds: bool) -> list[float]:
    """How long it rests after each of three rounds of two seconds; whether facts come in meanwhile."""
    bench: Any = SimpleNamespace(notify=[], service="reporting")
    loop, now, found = Summing(bench), [100.0], list[float]()

    async def once() -> int:
        now[0] += 2.0
        if folds:
            for notify in bench.notify:
                notify()
        return 20

    async def sleep(seconds: float) -> None:
        found.append(seconds)
        now[0] += seconds
        if len(found) == 3:
            raise asyncio.CancelledError

    monkeypatch.setattr(loop, "once", once)
    monkeypatch.setattr(summing, "monotonic", lambda: now[0])
    monkeypatch.setattr("services.reporting.handlers.summing.asyncio.sleep", sleep)
    with suppress(asyncio.CancelledError):
        await loop.run()
    monkeypatch.undo()
    return found


async def test_sums_are_made_seldom_while_facts_come_in_and_often_when_none_do(monkeypatch: Any) -> None:
    assert await rests(monkeypatch, folds=True) == [60.0] * 3
    assert await rests(monkeypatch, folds=False) == [8.0] * 3
