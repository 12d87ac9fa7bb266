"""What we failed on goes on once it is mended: itself first, then what waited for it, in order."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import exc

from services.petitions.handlers import HANDLES
from shared.messaging import operators_queue
from shared.messaging.inbound import Inbound
from shared.messaging.intake import Intake
from shared.messaging.mending import Mending
from shared.messaging.operators_queue import Kept
from shared.messaging.release import Release
from shared.units import Registry
from tests.builders.envelopes import encoded, envelope, petition
from tests.messaging.conftest import House

LATER = datetime(2024, 12, 3, tzinfo=UTC)


def event(house: House, name: str, number: int, day: int, **data: Any) -> dict[str, Any]:
    subject = {"petition_id": f"kn-{house.unit_id}-{number}"}
    return envelope(name, house.unit_id, subject | data, f"2024-05-{day}T09:00:00+07:00")


def received(house: House, number: int) -> dict[str, Any]:
    return petition(house.unit_id, f"kn-{house.unit_id}-{number}", "hn-1")


def fails(*_: object) -> Any:
    raise ZeroDivisionError


def fails_otherwise(*_: object) -> Any:
    raise LookupError


async def listed(house: House, *, settled: bool = False) -> list[Kept]:
    async with house.engine.connect() as conn:
        return await operators_queue.everything(conn, "petitions", settled=settled)


async def ask(house: House, wish: operators_queue.Wish, *found: Kept) -> None:
    places = [one.place for one in found]
    async with house.engine.begin() as conn:
        assert await operators_queue.ask(conn, places, wish, "an operator", "why") == len(places)


async def acts(house: House, number: int) -> list[str]:
    subject = f"petition/kn-{house.unit_id}-{number}"
    rows = await house.rows("SELECT name FROM acts WHERE subject = $1 ORDER BY sequence", subject)
    return [row[0] for row in rows]


async def take(house: House, start: int, *events: dict[str, Any]) -> None:
    intake = Intake(house.shop)
    await intake.assigned([(house.topic, 0)])
    await intake.take([house.record(start + n, encoded(one)) for n, one in enumerate(events)])


@pytest.fixture
async def broken(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Two petitions; a reclassification of the first can't be decided, three events of it wait behind."""
    with monkeypatch.context() as patch:
        patch.setitem(HANDLES, "PetitionReclassified", fails)
        await take(
            house, 0, received(house, 1), received(house, 2),
            event(house, "PetitionReclassified", 1, 21, group="credit"),
            event(house, "CoordinationRequested", 1, 22, **{"with": ["x"]}),
            event(house, "PetitionWithdrawn", 2, 23),
        )  # fmt: skip
        await take(
            house, 5, event(house, "WrittenAnswerRequested", 1, 24), event(house, "PetitionWithdrawn", 1, 25)
        )
        assert await Release(house.shop).once() == 0
    return house


async def test_later_events_of_a_subject_wait_for_its_dead_letter_and_go_on_in_order_behind_it(
    broken: House,
) -> None:
    house = broken
    assert await house.outcomes() == {
        0: "accepted", 1: "accepted", 2: "dead_lettered", 3: "waiting", 4: "accepted",
        5: "waiting", 6: "waiting",
    }  # fmt: skip
    assert [await acts(house, n) for n in (1, 2)] == [
        ["PetitionReceived"],
        ["PetitionReceived", "PetitionWithdrawn"],
    ]
    (letter,) = await listed(house)
    assert letter.cause.startswith("ZeroDivisionError in fails")
    assert (letter.subject, letter.behind) == (f"petition/kn-{house.unit_id}-1", 3)
    # However long it takes: what waits for our mending never runs out of patience.
    async with house.engine.begin() as conn:
        await conn.exec_driver_sql("UPDATE patience SET kept_up_seconds = 1e9")
    assert await Release(house.shop).once() == 0
    assert await Mending(house.shop).once() == 0, "nobody has asked for it"

    await ask(house, "retry", letter)
    assert [await Mending(house.shop).once() for _ in range(2)] == [1, 0]
    assert set((await house.outcomes()).values()) == {"accepted"}
    assert await acts(house, 1) == [
        "PetitionReceived", "PetitionReclassified", "CoordinationRequested", "WrittenAnswerRequested",
        "PetitionWithdrawn",
    ]  # fmt: skip
    assert await listed(house) == []
    (kept,) = await listed(house, settled=True)
    assert (kept.state, kept.asked_by, kept.open) == ("retried", "an operator", False)
    assert await house.rows("SELECT 1 FROM waiting") == []
    assert await house.rows("SELECT 1 FROM receipts WHERE original IS NOT NULL") == [], "each is an act"


async def test_a_retry_that_fails_again_keeps_everything_as_it_was(
    broken: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = broken
    before = await house.outcomes()
    (letter,) = await listed(house)
    with monkeypatch.context() as patch:
        patch.setitem(HANDLES, "PetitionReclassified", fails_otherwise)
        await ask(house, "retry", letter)
        assert await Mending(house.shop).once() == 1
    (again,) = await listed(house)
    assert (again.state, again.attempts, again.asked, again.behind) == ("open", 2, None, 3)
    assert again.cause.startswith("LookupError in fails_otherwise"), "by what it fails on now"
    assert await house.outcomes() == before
    # Its sender repeats it meanwhile: it is the same event, and is not decided before.
    await take(house, 7, event(house, "PetitionReclassified", 1, 21, group="credit"))
    await ask(house, "retry", again)
    await Mending(house.shop).once()
    outcomes = await house.outcomes()
    assert [outcomes[n] for n in (2, 3, 5, 6)] == ["accepted"] * 4


async def test_a_discarded_letter_is_told_to_its_sender_kept_with_its_reason_and_holds_up_nobody(
    broken: House,
) -> None:
    house = broken
    (letter,) = await listed(house)
    await ask(house, "discard", letter)
    await Mending(house.shop).once()
    assert await acts(house, 1) == [
        "PetitionReceived", "CoordinationRequested", "WrittenAnswerRequested", "PetitionWithdrawn",
    ]  # fmt: skip
    (kept,) = await listed(house, settled=True)
    assert (kept.state, kept.asked_by, kept.asked_why) == ("discarded", "an operator", "why")
    assert kept.settled_at is not None
    said = await house.rows(
        "SELECT said->>'outcome', said->>'reason', said->>'detail' FROM (SELECT id, "
        "convert_from(value, 'UTF8')::jsonb AS said FROM outbox_records WHERE topic LIKE '%receipts%') o "
        "WHERE (said->>'offset')::int = 2 ORDER BY id"
    )
    assert [row[0] for row in said] == ["waiting", "rejected"]
    assert tuple(said[1])[1:] == ("discarded", "why")
    ledger = await house.rows('SELECT outcome, reason, detail FROM receipts WHERE "offset" = 2')
    assert [tuple(row) for row in ledger] == [("rejected", "discarded", "why")]
    # Its id is free again.
    await take(house, 7, event(house, "PetitionReclassified", 2, 21, group="credit"))
    assert (await house.outcomes())[7] == "accepted"


async def test_the_bytes_of_a_dead_letter_are_the_senders_also_when_it_had_waited(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = event(house, "PetitionReclassified", 1, 21, group="credit")
    with monkeypatch.context() as patch:
        await take(house, 0, early)
        assert await house.outcomes() == {0: "waiting"}
        patch.setitem(HANDLES, "PetitionReclassified", fails)
        await take(house, 1, received(house, 1))
        assert await Release(house.shop).once() == 1
    assert await house.outcomes() == {0: "dead_lettered", 1: "accepted"}
    (letter,) = await listed(house)
    async with house.engine.connect() as conn:
        assert (await operators_queue.original(conn, letter)).value == encoded(early)
    await ask(house, "retry", letter)
    await Mending(house.shop).once()
    assert await acts(house, 1) == ["PetitionReceived", "PetitionReclassified"]


async def test_what_the_database_would_not_take_is_retried_with_what_came_after_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.petitions.handlers import world as worlds

    real = worlds.insert

    async def insert(conn: Any, rows: list[Any], now: Any) -> None:
        if any(row.petition_id.endswith("-1") for row in rows):
            raise exc.DataError("x", {}, ValueError("no such value"))
        await real(conn, rows, now)

    with monkeypatch.context() as patch:
        patch.setattr(worlds, "insert", insert)
        await take(house, 0, received(house, 1), received(house, 2), event(house, "PetitionWithdrawn", 1, 22))
        assert await house.outcomes() == {0: "dead_lettered", 1: "accepted", 2: "waiting"}
        await ask(house, "retry", *await listed(house))
        await Mending(house.shop).once()
        (letter,) = await listed(house)
        assert letter.attempts == 2
    await ask(house, "retry", letter)
    await Mending(house.shop).once()
    assert set((await house.outcomes()).values()) == {"accepted"}
    assert await acts(house, 1) == ["PetitionReceived", "PetitionWithdrawn"]


async def test_a_record_that_judging_failed_on_is_judged_again_with_its_headers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = received(house, 1)
    headers = [(f"ce_{name}", str(whole[name]).encode()) for name in whole if name != "data"]
    record = house.record(0, json.dumps(whole["data"]).encode(), [*headers, ("odd", b"\xff"), ("none", None)])
    with monkeypatch.context() as patch:
        patch.setattr(house.shop.gate, "judge", fails)
        await Intake(house.shop).take([record])
    (letter,) = await listed(house)
    assert letter.subject is None
    await ask(house, "retry", letter)
    await Mending(house.shop).once()
    assert await house.outcomes() == {0: "accepted"}
    assert await acts(house, 1) == ["PetitionReceived"]


async def test_a_record_is_judged_again_by_the_units_as_they_are_now(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(house.shop.gate, "judge", fails)
        await take(house, 0, received(house, 1))
    # Nothing has come in since the unit was founded.
    house.shop.gate.registry = Registry([])
    await ask(house, "retry", *await listed(house))
    await Mending(house.shop).once()
    assert await house.outcomes() == {0: "accepted"}


async def test_over_http_nothing_is_said_of_a_subject_before_its_dead_letter(broken: House) -> None:
    from shared.messaging.transaction import Judged, settle

    house = broken
    found = house.shop.gate.judge(house.record(9, encoded(event(house, "PetitionWithdrawn", 1, 26))), LATER)
    assert isinstance(found, Inbound)
    async with house.engine.connect() as conn:
        done = await settle(conn, house.shop, [Judged(None, found)])
        await conn.rollback()
    assert [type(outcome).__name__ for _, outcome in done.outcomes] == ["Waiting"]
