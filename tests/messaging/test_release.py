"""What waited is taken up one by one where it must be: what we fail on holds up nothing else that waits."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asyncpg import DeadlockDetectedError
from sqlalchemy import exc

from shared.messaging import waiting
from shared.messaging.mending import Mending
from shared.messaging.progress import ProgressWriter
from shared.messaging.release import Release
from tests.builders.envelopes import encoded, petition
from tests.builders.statements import pages_read
from tests.builders.waiting import until
from tests.messaging.conftest import House, OneUnit, know_conference
from tests.messaging.test_mending import acts, ask, broken, event, listed, take

__all__ = ["broken"]
KEPT = (
    "UPDATE waiting SET event = convert_to(replace(convert_from(event, 'UTF8'), $1, $2), 'UTF8') "
    'WHERE "offset" = $3'
)

MANY = 20_000
WAIT_BESIDE = (
    'INSERT INTO waiting (source, event_id, topic, partition, "offset", awaits, since_sequence, patience, '
    "kept_up_at, received_at, event) SELECT '/units/x', 'beside-' || n, 'beside', 0, n, "
    "'conference/beside-' || n % 50, 0, 'subject', kept_up_seconds, now(), "
    "convert_to(repeat('x', 700), 'UTF8') "
    f"FROM generate_series(1, {MANY}) n, patience"
)


def of_later(house: House, number: int) -> dict[str, Any]:
    """A petition of a conference that is not known yet."""
    return petition(house.unit_id, f"kn-{house.unit_id}-{number}", "hn-2") | {"id": f"early-{number}"}


async def keep_otherwise(house: House, offset: int, was: str, now: str) -> None:
    """What waits, as a version before this one would have kept it."""
    async with house.engine.begin() as conn:
        await conn.exec_driver_sql(KEPT, (was, now, offset))


@pytest.fixture
async def early(house: House) -> House:
    """Four petitions that waited for their conference, which has come."""
    await take(house, 0, *(of_later(house, n) for n in range(4)))
    await know_conference(house, "hn-2", offset=1)
    assert set((await house.outcomes()).values()) == {"waiting"}
    return house


@pytest.mark.parametrize(
    ("was", "now", "reason", "field"),
    [
        ('"channel":"form"', '"channel":"fax"', "invalid_data", "channel"),
        ('"name":"PetitionReceived"', '"name":"PetitionSung"', "unknown_type", "type"),
    ],
)
async def test_what_waited_and_is_none_of_this_version_any_more_is_refused_alone(
    early: House, was: str, now: str, reason: str, field: str
) -> None:
    house = early
    await keep_otherwise(house, 1, was, now)
    assert await Release(house.shop).once() == 4
    assert await house.outcomes() == {0: "accepted", 1: "rejected", 2: "accepted", 3: "accepted"}
    assert await house.rows("SELECT 1 FROM waiting") == []
    said = await house.rows(
        "SELECT said->>'reason', said->>'field', said->>'event_id' FROM (SELECT "
        "convert_from(value, 'UTF8')::jsonb AS said FROM outbox_records WHERE topic LIKE '%receipts%') o "
        "WHERE said->>'outcome' = 'rejected'"
    )
    assert [tuple(row) for row in said] == [(reason, field, "early-1")]
    # A rejected event does not use up its id.
    await take(house, 4, of_later(house, 1))
    assert (await house.outcomes())[4] == "accepted"


async def test_what_waits_behind_a_dead_letter_and_is_none_any_more_does_not_keep_that_open(
    broken: House,
) -> None:
    house = broken
    await keep_otherwise(house, 3, '"with":["x"]', '"with":"x"')
    await ask(house, "retry", *await listed(house))
    await Mending(house.shop).once()
    assert await listed(house) == []
    outcomes = await house.outcomes()
    assert [outcomes[n] for n in (2, 3, 5, 6)] == ["accepted", "rejected", "accepted", "accepted"]


async def test_what_the_database_will_not_take_of_what_waited_is_found_by_halves_and_set_aside(
    early: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.petitions.handlers import world as worlds

    house, real = early, worlds.insert

    async def insert(conn: Any, rows: list[Any], now: Any) -> None:
        if any(row.petition_id.endswith("-2") for row in rows):
            raise exc.DataError("x", {}, ValueError("no such value"))
        await real(conn, rows, now)

    with monkeypatch.context() as patch:
        patch.setattr(worlds, "insert", insert)
        assert await Release(house.shop).once() == 4
        assert await house.outcomes() == {0: "accepted", 1: "accepted", 2: "dead_lettered", 3: "accepted"}
        assert await Release(house.shop).once() == 0
        # Its id is taken, and what is said of it meanwhile waits behind it.
        await take(house, 4, of_later(house, 2), event(house, "PetitionWithdrawn", 2, 23))
    outcomes = await house.outcomes()
    assert (outcomes[4], outcomes[5]) == ("duplicate", "waiting")
    (letter,) = await listed(house)
    assert (letter.subject, letter.behind) == (f"petition/kn-{house.unit_id}-2", 1)
    await ask(house, "retry", letter)
    await Mending(house.shop).once()
    assert await acts(house, 2) == ["PetitionReceived", "PetitionWithdrawn"]
    said = await house.rows(
        "SELECT said->>'outcome' FROM (SELECT id, convert_from(value, 'UTF8')::jsonb AS said "
        "FROM outbox_records WHERE topic LIKE '%receipts%') o WHERE (said->>'offset')::int = 2 ORDER BY id"
    )
    assert [row[0] for row in said] == ["waiting", "waiting", "accepted"]


async def test_nothing_that_waited_is_set_aside_for_a_fault_that_passes(
    early: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.petitions.handlers import world as worlds

    real, deadlocks = worlds.insert, [0]

    async def insert(conn: Any, rows: list[Any], now: Any) -> None:
        deadlocks[0] += 1
        if deadlocks[0] < 3:
            raise exc.DBAPIError("x", {}, DeadlockDetectedError())
        await real(conn, rows, now)

    monkeypatch.setattr(worlds, "insert", insert)
    assert await Release(early.shop).once() == 4
    assert await early.outcomes() == dict.fromkeys(range(4), "accepted")


async def test_what_goes_on_is_found_without_looking_at_each_of_the_many_that_wait(
    early: House,
) -> None:
    house = early
    async with house.engine.begin() as conn:
        await conn.exec_driver_sql(WAIT_BESIDE)
        await conn.exec_driver_sql("ANALYZE waiting")
    assert await pages_read(house.engine, waiting.READY, 86_400.0, 60.0, 500) < MANY / 4
    assert await Release(house.shop).once() == 4
    assert await house.outcomes() == dict.fromkeys(range(4), "accepted")
    assert await Release(house.shop).once() == 0


async def test_of_the_many_whose_time_has_come_those_that_came_first_are_taken_up_first(early: House) -> None:
    house = early
    assert await Release(house.shop).once(3) == 3
    assert await house.outcomes() == {0: "accepted", 1: "accepted", 2: "accepted", 3: "waiting"}


async def stands(promised: Callable[[], Awaitable[Any]]) -> bool:
    """Does the promise go on no more?"""
    return (await promised()).at == (await promised()).at


async def test_nothing_is_promised_of_what_is_still_to_be_taken_up_though_what_it_waits_for_has_come(
    house: House,
) -> None:
    """A petition may be there and its answer not yet: who ticked meanwhile would accuse falsely."""
    early = of_later(house, 1)
    await house.send(encoded(early))
    await take(house, 0, early)
    writer = ProgressWriter(house.shop, house.servers)

    async def promised() -> Any:
        async with house.engine.begin() as conn:
            await conn.exec_driver_sql("UPDATE outbox SET published_at = now()")
        return await writer.measure(offsets)

    async with OneUnit(house) as offsets:
        # While it waits in vain, a promise is one of the moment.
        first, second = [(await promised()).at for _ in range(2)]
        assert first < second
        await know_conference(house, "hn-2", offset=1)
        # It goes on for as long as it leaves to who is writing just now, and stops there.
        await until(lambda: stands(promised))
        held, still = [(await promised()).at for _ in range(2)]
        assert held == still
        assert await Release(house.shop).once() == 1
        assert (await promised()).at > still
