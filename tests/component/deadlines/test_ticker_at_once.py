"""Of many that are overdue half is told beside the other half: each once, also where one half fails."""

from collections.abc import Collection
from typing import Any

import pytest
from msgspec.structs import replace

from services.deadlines.handlers import ticking
from services.deadlines.store import overdue
from tests.builders.acts import at, received, scheduled
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import MakeSide

LATER = at("2024-06-20 08:00")
PETITIONS = [f"kn-{number}" for number in range(5)]


@pytest.fixture
async def june(make_side: MakeSide, monkeypatch: pytest.MonkeyPatch) -> DeadlinesSide:
    """Five petitions to a conference of 05/6: overdue at the end of 14/6, and more than one transaction's."""
    monkeypatch.setattr(ticking, "WORTH_SHARING", 2)
    side = await make_side(at("2024-06-03 10:00"))
    await side.tell([replace(scheduled("2024-06-05 14:00"), recorded_at=at("2024-01-02 08:00"))])
    said = at("2024-06-03 09:00")
    await side.tell(
        [replace(received("2024-06-03 09:00", petition=id_), recorded_at=said) for id_ in PETITIONS]
    )
    return side


async def told(side: DeadlinesSide) -> list[str]:
    return sorted(fact["data"]["petition_id"] for fact in await side.said("ResponseOverdue"))


def shares(monkeypatch: pytest.MonkeyPatch, fails: Collection[str] = ()) -> list[list[str]]:
    """The subjects of each transaction that takes what is due; that of one of `fails` comes to nothing."""
    found: list[list[str]] = []
    real = overdue.take

    async def take(conn: Any, ready: Any, subjects: Any, now: Any) -> Any:
        found.append(sorted(subjects))
        if set(fails) & set(subjects):
            raise ConnectionError("gone")
        return await real(conn, ready, subjects, now)

    monkeypatch.setattr(overdue, "take", take)
    return found


async def test_many_are_told_in_two_transactions_each_once(
    june: DeadlinesSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = shares(monkeypatch)
    await june.tick(LATER)
    assert sorted(map(len, found)) == [2, 3]
    await june.tick(LATER)
    assert await told(june) == PETITIONS


async def test_a_half_that_fails_is_loud_and_is_told_by_the_next_tick(
    june: DeadlinesSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as meanwhile:
        shares(meanwhile, fails=["petition/kn-0"])
        with pytest.raises(ConnectionError):
            await june.tick(LATER)
        assert await told(june) == PETITIONS[2:]
    await june.tick(LATER)
    assert await told(june) == PETITIONS
