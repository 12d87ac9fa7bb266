"""Whose is a petition that comes in while its conference is corrected to be another unit's (R29)?"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.handlers.world import PetitionsWorld
from services.petitions.store import petitions as store
from tests.builders.petition_events import OFFICE, OWNER, scheduling_of, told
from tests.builders.waiting import until
from tests.component.petitions.conftest import Petitions, client_of
from tests.component.petitions.test_filing import BODY

WAITS = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
RECEIVED = told("PetitionReceived", "2024-05-20 09:00")


async def take(petitions: Petitions) -> None:
    await petitions.take(RECEIVED)


async def file(petitions: Petitions) -> None:
    async with client_of(petitions.url) as web:
        assert (await web.post("/api/petitions", json=BODY)).status_code == 201


async def correct(petitions: Petitions) -> None:
    data, time = scheduling_of("hn-1")
    said = {"corrects": "hẹn-conference/hn-1-1", "data": data | {"unit_id": OFFICE}, "reason": "ghi nhầm"}
    await petitions.follow("notices", "EventCorrected", "conference/hn-1", said | {"unit_id": OWNER}, time)


Step = Callable[[Petitions], Awaitable[None]]


@pytest.mark.parametrize(
    ("first", "second", "stored", "waiting"),
    [
        (take, correct, [(OFFICE,)], []),
        (correct, take, [], [("petition/kn-1",)]),
        (file, correct, [(OFFICE,)], []),
        (correct, file, [(OFFICE,)], []),
    ],
    ids=["the petition first", "the correction first", "filed first", "filed after"],
)
async def test_a_petition_that_comes_in_as_its_conference_becomes_another_units_is_that_units(
    petitions: Petitions,
    monkeypatch: pytest.MonkeyPatch,
    first: Step,
    second: Step,
    stored: list[tuple[str]],
    waiting: list[tuple[str]],
) -> None:
    await petitions.know()
    go_on, write, hand_over = asyncio.Event(), PetitionsWorld.write, store.hand_over
    at_work = asyncio.Event()

    async def write_later(world: PetitionsWorld, conn: AsyncConnection, now: datetime) -> None:
        at_work.set()
        await go_on.wait()
        await write(world, conn, now)

    async def hand_over_later(conn: AsyncConnection, owners: Mapping[str, str], now: datetime) -> None:
        await hand_over(conn, owners, now)
        at_work.set()
        await go_on.wait()

    monkeypatch.setattr(PetitionsWorld, "write", write_later)
    monkeypatch.setattr(store, "hand_over", hand_over_later)
    begun: asyncio.Future[Any] = asyncio.ensure_future(first(petitions))
    await at_work.wait()
    at_work.clear()
    behind: asyncio.Future[Any] = asyncio.ensure_future(second(petitions))

    async def it_waits_or_overtakes() -> bool:
        return bool(at_work.is_set() or await petitions.rows(WAITS))

    await until(it_waits_or_overtakes)
    go_on.set()
    await asyncio.gather(begun, behind)
    assert await petitions.rows("SELECT unit_id FROM petitions") == stored
    assert await petitions.rows("SELECT awaits FROM waiting") == waiting
