"""However long judging a batch takes, whoever else has something to do gets a turn within it."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from shared.messaging import pace
from shared.messaging.inbound import Record
from shared.messaging.intake import Intake


async def test_judging_a_batch_gives_way_every_hundredth_of_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, seen = 100.0, list[str]()
    monkeypatch.setattr(pace, "monotonic", lambda: now)

    def judge(record: Record, _: datetime) -> Any:
        nonlocal now
        now += 0.004
        seen.append("judged")
        if record.offset == 3:
            raise ZeroDivisionError

    async def another() -> None:
        while True:
            seen.append("another")
            await asyncio.sleep(0)

    shop: Any = SimpleNamespace(
        service="petitions", gate=SimpleNamespace(judge=judge),
        clock=SimpleNamespace(now=lambda: datetime(2024, 12, 2, tzinfo=UTC)),
    )  # fmt: skip
    records = [Record("doithoai.inbound.so-xay-dung.petitions", 0, n, None, b"") for n in range(9)]
    other = asyncio.ensure_future(another())
    judged, broken = await Intake(shop)._judge(records)
    other.cancel()
    assert [r.offset for r, _ in broken] == [3]
    assert len(judged) == 8
    assert seen == [*["judged"] * 3, "another"] * 3
