"""What nobody took in is kept for 90 days, and no longer: people may be named in it."""

import pytest

from services.petitions.handlers import HANDLES
from shared.messaging import forgetting, topics
from shared.messaging.forgetting import Forgetting
from shared.messaging.mending import Mending
from tests.builders.envelopes import encoded
from tests.messaging.conftest import House
from tests.messaging.test_mending import ask, event, fails, listed, received, take

OLDER = "UPDATE {} SET {} = {} - make_interval(days => $1)"
AGES = [
    ("receipts", "recorded_at"),
    ("dead_letters", "settled_at"),
    ("outbox", "recorded_at"),
    ("outbox", "published_at"),
]
WITH_ORIGINAL = 'SELECT "offset" FROM receipts WHERE original IS NOT NULL ORDER BY "offset"'


async def older(house: House, days: int) -> None:
    """Everything that was noted was noted so many days earlier."""
    async with house.engine.begin() as conn:
        for table, column in AGES:
            await conn.exec_driver_sql(OLDER.format(table, column, column), (days,))


async def kept(house: House) -> list[int]:
    return [row[0] for row in await house.rows(WITH_ORIGINAL)]


async def test_the_original_of_what_was_rejected_is_kept_for_90_days_and_its_receipt_for_ever(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "A_STEP", 2)
    wrong = [event(house, "PetitionReclassified", 1, day, group="none") for day in (21, 22, 23)]
    await take(house, 0, received(house, 1), *wrong, event(house, "PetitionWithdrawn", 2, 21))
    said = await house.outcomes()
    assert said == {0: "accepted", 1: "rejected", 2: "rejected", 3: "rejected", 4: "waiting"}
    await older(house, 89)
    assert await Forgetting(house.shop).once() == 0
    assert await kept(house) == [1, 2, 3, 4]
    await older(house, 2)
    assert await Forgetting(house.shop).once() == 3
    # What waits is decided from its original yet.
    assert await kept(house) == [4]
    assert await house.outcomes() == said


async def test_a_letter_that_was_seen_to_keeps_its_story_and_one_that_is_open_its_bytes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await take(house, 0, received(house, 1), received(house, 2))
    with monkeypatch.context() as patch:
        patch.setitem(HANDLES, "PetitionReclassified", fails)
        failing = [event(house, "PetitionReclassified", number, 21, group="credit") for number in (1, 2)]
        await take(house, 2, *failing)
    first, second = await listed(house)
    await ask(house, "discard", first)
    await Mending(house.shop).once()
    async with house.engine.begin() as conn:
        await conn.exec_driver_sql("UPDATE dead_letters SET key = 'a key'")
    await older(house, 89)
    assert await Forgetting(house.shop).once() == 0
    await older(house, 2)
    # Of the one that was discarded: the receipt's original and the letter's bytes.
    assert await Forgetting(house.shop).once() == 2
    kept_of = 'SELECT "offset", key, value, headers, event FROM dead_letters'
    bytes_of = {offset: bytes_ for offset, *bytes_ in await house.rows(kept_of)}
    assert bytes_of[first.place[2]] == [None] * 4
    assert None not in bytes_of[second.place[2]]
    # A record may have no value, and somebody's name among its headers.
    async with house.engine.begin() as conn:
        await conn.exec_driver_sql("UPDATE dead_letters SET headers = '{}' WHERE state = 'discarded'")
    assert await Forgetting(house.shop).once() == 1
    settled = next(one for one in await listed(house, settled=True) if one.place == first.place)
    assert (settled.state, settled.asked_by, settled.asked_why) == ("discarded", "an operator", "why")
    await ask(house, "retry", second)
    await Mending(house.shop).once()
    assert (await house.outcomes())[second.place[2]] == "accepted"


async def test_what_was_put_on_the_topic_of_dead_letters_is_kept_as_long_as_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "SELECT topic, key, value FROM outbox_records ORDER BY id, place"
    with monkeypatch.context() as patch:
        patch.setitem(HANDLES, "PetitionReclassified", fails)
        failing = event(house, "PetitionReclassified", 1, 21, group="credit")
        await take(house, 0, received(house, 1), failing, event(house, "PetitionWithdrawn", 2, 21))
    before = await house.rows(said)
    put = [place for place, (topic, _, _) in enumerate(before) if topic == topics.DEAD_LETTERS]
    assert [before[place][2] for place in put] == [encoded(failing)]
    await older(house, 91)
    # What Kafka has not taken yet is needed.
    assert await Forgetting(house.shop).once() == 0
    async with house.engine.begin() as conn:
        await conn.exec_driver_sql("UPDATE outbox SET published_at = recorded_at")
    assert await Forgetting(house.shop).once() == 1
    after = await house.rows(said)
    assert [after[place][2] for place in put] == [b""]
    assert [row[:2] for row in after] == [row[:2] for row in before]
    others = [place for place in range(len(before)) if place not in put]
    assert len(others) > 2
    assert [after[place] for place in others] == [before[place] for place in others]
    assert await Forgetting(house.shop).once() == 0
    assert [one.state for one in await listed(house)] == ["open"]
