"""What poison costs.

The record alone, with its reason; never a neighbour, never the partition (PITFALLS, first table).
"""

from typing import Any, cast

import pytest
from aiokafka.producer import message_accumulator
from sqlalchemy import exc

from services.petitions.handlers import HANDLES
from shared.messaging import topics
from shared.messaging.breaker import Breaker
from shared.messaging.inbound import Record
from shared.messaging.intake import Intake
from tests.builders.envelopes import encoded, envelope, petition
from tests.builders.header_names import InOtherLetters
from tests.builders.poison import POISON
from tests.builders.waiting import until
from tests.messaging.conftest import House

CODECS = ["gzip", "snappy", "lz4", "zstd"]


def good(house: House, number: int) -> bytes:
    return encoded(petition(house.unit_id, f"kn-{house.unit_id}-{number}", "hn-1"))


@pytest.mark.parametrize(
    "headers",
    [[("tracing", b"\xff\xfe")], [("tracing", None)], [("ce_id", b"\xff"), ("ce_specversion", b"\x00")]],
)
async def test_a_header_that_is_not_text_loses_neither_the_record_nor_its_neighbours(
    house: House, headers: list[tuple[str, bytes | None]]
) -> None:
    await house.send(good(house, 1))
    await house.send(good(house, 2), headers=headers)
    await house.send(good(house, 3))
    broker = await house.consume(f"poison-{house.unit_id}")
    try:
        await until(lambda: _has(house, 3))
    finally:
        await broker.stop()
    assert await house.outcomes() == {0: "accepted", 1: "accepted", 2: "accepted"}


async def test_a_header_whose_name_is_not_text_stops_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.send(good(house, 1))
    with monkeypatch.context() as odd:
        odd.setattr(message_accumulator, "DefaultRecordBatchBuilder", InOtherLetters)
        await house.send(good(house, 2), headers=[("đơn", b"1")])
    await house.send(good(house, 3))
    broker = await house.consume(f"poison-{house.unit_id}")
    try:
        await until(lambda: _has(house, 3))
    finally:
        await broker.stop()
    assert await house.outcomes() == {0: "accepted", 1: "accepted", 2: "accepted"}


async def _has(house: House, records: int) -> bool:
    return len(await house.outcomes()) == records


async def test_whatever_is_on_a_topic_ends_as_a_receipt_and_the_good_ones_are_accepted(house: House) -> None:
    poison = [one.value(house.unit_id) for one in POISON]
    for number, value in enumerate(poison):
        await house.send(good(house, number), value)
    broker = await house.consume(f"poison-{house.unit_id}")
    try:
        await until(lambda: _has(house, 2 * len(poison)))
    finally:
        await broker.stop()
    assert list((await house.outcomes()).values()) == ["accepted", "rejected"] * len(poison)
    rejected = await house.rows(
        "SELECT reason, field, original FROM receipts WHERE outcome = 'rejected' ORDER BY \"offset\""
    )
    assert [(reason, field) for reason, field, _ in rejected] == [(one.reason, one.field) for one in POISON]
    assert [original for _, _, original in rejected] == poison


async def test_an_event_that_deciding_fails_on_is_dead_lettered_alone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setitem(cast(dict[str, Any], HANDLES), "PetitionRefused", fails)
    refusal = {"petition_id": f"kn-{house.unit_id}-1", "reason": "judicial"}
    bad = encoded(envelope("PetitionRefused", house.unit_id, refusal, "2024-05-21T09:00:00+07:00"))
    await Intake(house.shop).take(
        [house.record(n, v) for n, v in enumerate([good(house, 1), bad, good(house, 2)])]
    )
    assert await house.outcomes() == {0: "accepted", 1: "dead_lettered", 2: "accepted"}
    letters = await house.rows('SELECT "offset", value, cause FROM dead_letters')
    assert [(offset, value) for offset, value, _ in letters] == [(1, bad)]
    assert letters[0].cause.startswith("ZeroDivisionError")
    told = "SELECT value, headers->>'topic', headers->>'offset' FROM outbox_records WHERE topic = $1"
    assert await house.rows(told, topics.DEAD_LETTERS) == [(bad, house.topic, "1")]


async def test_failures_that_lie_among_what_is_decided_stop_no_topic(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = house.shop.gate.judge

    def judge(record: Record, now: Any) -> Any:
        if record.offset % 3 == 1:
            raise ZeroDivisionError
        return real(record, now)

    monkeypatch.setattr(house.shop.gate, "judge", judge)
    intake = Intake(house.shop, Breaker("petitions", limit=3))
    await intake.take([house.record(n, good(house, n)) for n in range(12)])
    assert intake.breaker.stopped == {}
    assert await house.outcomes() == {n: "dead_lettered" if n % 3 == 1 else "accepted" for n in range(12)}


async def test_a_record_the_database_will_not_take_is_found_by_halves(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.petitions.handlers import world as worlds

    real = worlds.insert

    async def insert(conn: Any, rows: list[Any], now: Any) -> None:
        if any(row.petition_id.endswith("-5") for row in rows):
            raise exc.DataError("x", {}, ValueError("no such value"))
        await real(conn, rows, now)

    monkeypatch.setattr(worlds, "insert", insert)
    await Intake(house.shop).take([house.record(n, good(house, n)) for n in range(8)])
    outcomes = await house.outcomes()
    assert outcomes == {n: "dead_lettered" if n == 5 else "accepted" for n in range(8)}
    assert (await house.rows("SELECT next_offset FROM positions WHERE topic = $1", house.topic))[0][0] == 8


@pytest.mark.parametrize("codec", CODECS)
async def test_every_codec_a_sender_may_use_is_read(house: House, codec: str) -> None:
    await house.send(*[good(house, n) for n in range(20)], compression_type=codec)
    broker = await house.consume(f"codec-{house.unit_id}")
    try:
        await until(lambda: _has(house, 20))
    finally:
        await broker.stop()
    assert set((await house.outcomes()).values()) == {"accepted"}
