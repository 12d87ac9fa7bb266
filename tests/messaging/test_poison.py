"""What poison costs.

The record alone, with its reason; never a neighbour, never the partition (PITFALLS, first table).
"""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import exc

from services.petitions.handlers import HANDLES
from shared.messaging.intake import Intake
from tests.builders.envelopes import encoded, envelope, petition
from tests.messaging.conftest import House

AT = "2024-05-20T09:00:00+07:00"
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
        await house.until(lambda: _has(house, 3))
    finally:
        await broker.stop()
    assert await house.outcomes() == {0: "accepted", 1: "accepted", 2: "accepted"}


async def _has(house: House, records: int) -> bool:
    return len(await house.outcomes()) == records


HELD = {"conference_id": "hn-1", "participants": 1}
POISON: list[tuple[Callable[[str], bytes | None], str, str | None]] = [
    (lambda _: None, "malformed", None),
    (lambda _: b"", "malformed", None),
    (lambda _: b"{", "malformed", None),
    (lambda _: b"null", "malformed", None),
    (lambda _: b"[" * 50_000, "malformed", None),
    (lambda _: b"\xff\xfe", "malformed", None),
    (lambda _: b"\x00" * 1_000_000, "malformed", None),
    (lambda _: b'{"specversion":"1.0"}', "malformed", "data"),
    (lambda unit: encoded(petition(unit, "kn-x", "hn-1", content="x" * 300_000)), "too_large", None),
    (lambda _: encoded(petition("so-y-te", "kn-y", "hn-1")), "not_your_unit", "source"),
    (lambda unit: encoded(envelope("PetitionReceived", unit, {}, AT)), "invalid_data", "petition_id"),
    (
        lambda unit: encoded(petition(unit, "kn-z", "hn-1", "2024-12-02T10:00:00+07:00")),
        "in_the_future",
        "time",
    ),
    (lambda unit: encoded(envelope("ConferenceHeld", unit, HELD, AT)), "unknown_type", "type"),
    (
        lambda unit: json.dumps(petition(unit, "s", "hn-1", content="\ud800")).encode(),
        "invalid_data",
        "content",
    ),
    (lambda unit: encoded(petition(unit, "kn-n", "hn-1", content="a\x00b")), "invalid_data", "content"),
    (lambda unit: encoded(petition(unit, "kn-t", "hn-1", "2024-05-20T09:00:00")), "malformed", "time"),
]
"""What a unit may put on its topic, and how its receipt names what is wrong."""


async def test_whatever_is_on_a_topic_ends_as_a_receipt_and_the_good_ones_are_accepted(house: House) -> None:
    poison = [made(house.unit_id) for made, _, _ in POISON]
    for number, value in enumerate(poison):
        await house.send(good(house, number), value)
    broker = await house.consume(f"poison-{house.unit_id}")
    try:
        await house.until(lambda: _has(house, 2 * len(poison)))
    finally:
        await broker.stop()
    assert list((await house.outcomes()).values()) == ["accepted", "rejected"] * len(poison)
    rejected = await house.rows(
        "SELECT reason, field, original FROM receipts WHERE outcome = 'rejected' ORDER BY \"offset\""
    )
    assert [(reason, field) for reason, field, _ in rejected] == [tuple(rest) for _, *rest in POISON]
    assert [original for _, _, original in rejected] == poison


async def test_an_event_that_deciding_fails_on_is_dead_lettered_alone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setitem(HANDLES, "PetitionRefused", fails)  # type: ignore[arg-type]
    refusal = {"petition_id": f"kn-{house.unit_id}-1", "reason": "judicial"}
    bad = encoded(envelope("PetitionRefused", house.unit_id, refusal, "2024-05-21T09:00:00+07:00"))
    await Intake(house.shop).take(
        [house.record(n, v) for n, v in enumerate([good(house, 1), bad, good(house, 2)])]
    )
    assert await house.outcomes() == {0: "accepted", 1: "dead_lettered", 2: "accepted"}
    letters = await house.rows('SELECT "offset", value, cause FROM dead_letters')
    assert [(offset, value) for offset, value, _ in letters] == [(1, bad)]
    assert letters[0].cause.startswith("ZeroDivisionError")


async def test_a_record_the_database_will_not_take_is_found_by_halves(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.petitions.handlers import world as worlds

    real = worlds.upsert

    async def upsert(conn: object, rows: list[object], now: object) -> None:
        if any(row.petition_id.endswith("-5") for row in rows):  # type: ignore[attr-defined]
            raise exc.DataError("x", {}, ValueError("no such value"))
        await real(conn, rows, now)  # type: ignore[arg-type]

    monkeypatch.setattr(worlds, "upsert", upsert)
    await Intake(house.shop).take([house.record(n, good(house, n)) for n in range(8)])
    outcomes = await house.outcomes()
    assert outcomes == {n: "dead_lettered" if n == 5 else "accepted" for n in range(8)}
    assert (await house.rows("SELECT next_offset FROM positions WHERE topic = $1", house.topic))[0][0] == 8


@pytest.mark.parametrize("codec", CODECS)
async def test_every_codec_a_sender_may_use_is_read(house: House, codec: str) -> None:
    await house.send(*[good(house, n) for n in range(20)], compression_type=codec)
    broker = await house.consume(f"codec-{house.unit_id}")
    try:
        await house.until(lambda: _has(house, 20))
    finally:
        await broker.stop()
    assert set((await house.outcomes()).values()) == {"accepted"}
