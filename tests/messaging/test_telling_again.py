"""Kafka has lost its topics: every fact is told again as it was, and what was decided is not decided anew."""

import pytest

from shared.messaging import topics
from shared.messaging.intake import Intake
from shared.messaging.offsets import Offsets
from shared.messaging.telling_again import StillThere, ToldAgain, nothing_there, tell_again
from tests.builders.envelopes import encoded, petition
from tests.messaging.conftest import House
from tests.messaging.test_made_anew import made_again
from tests.messaging.test_taking_up import begun, kn, published, told

PARKED = (
    'INSERT INTO parked_facts (topic, partition, "offset", subject, sequence, reason, value, recorded_at) '
    "VALUES ($1, 0, 3, 'conference/hn-9', 2, 'gap', '', now())"
)
STANDS = "INSERT INTO positions VALUES ($1, 0, 5)"
STOOD = "SELECT topic, next_offset FROM positions WHERE topic = $1 OR topic NOT LIKE 'doithoai.inbound.%'"


async def over(house: House) -> ToldAgain:
    async with Offsets(house.servers) as offsets:
        return await tell_again(house.engine, "petitions", offsets)


async def decided(house: House, *values: bytes) -> None:
    """Sent, and decided from where the database stands."""
    offsets = await house.send(*values)
    intake = Intake(house.shop)
    await intake.assigned([(house.topic, 0)])
    await intake.take([house.record(at, value) for at, value in zip(offsets, values, strict=True)])


async def test_where_the_topics_are_gone_each_fact_is_told_again_as_it_was_and_no_receipt_is(
    house: House,
) -> None:
    await begun(house)
    answers = topics.receipts(house.unit_id)
    before = await house.on_topic(house.shop.facts_topic)
    receipts = len(await house.on_topic(answers))
    assert await house.rows("SELECT 1 FROM outbox WHERE cardinality(topics) > 1"), "facts beside receipts"

    done = await over(house)

    assert done.facts == len(before) > 0
    assert (await over(house)).facts == 0, "what is on its way already is not told once more"
    await published(house)
    after = await house.on_topic(house.shop.facts_topic)
    assert sorted((r.key, r.value) for r in after) == sorted((r.key, r.value) for r in [*before, *before])
    assert len(await house.on_topic(answers)) == receipts


async def test_what_follows_reads_from_the_beginning_and_keeps_what_is_parked(house: House) -> None:
    followed = topics.FACTS["notices"]
    async with house.engine.begin() as conn:
        await conn.exec_driver_sql(STANDS, (followed,))
        await conn.exec_driver_sql(PARKED, (followed,))
    await over(house)
    assert await house.rows(STOOD, house.topic) == []
    assert [tuple(row) for row in await house.rows('SELECT subject, "offset" FROM parked_facts')] == [
        ("conference/hn-9", 3 - 5)
    ]


async def test_an_inbound_topic_that_begins_anew_is_read_from_its_beginning_though_more_was_read_before(
    house: House,
) -> None:
    first = [encoded(petition(house.unit_id, kn(house, number), "hn-1")) for number in range(3)]
    await decided(house, *first)
    await made_again(house)
    done = await over(house)
    assert done.read_anew[house.topic, 0] == 3
    await decided(house, first[1], encoded(petition(house.unit_id, kn(house, 7), "hn-1")))
    assert await house.outcomes() == {
        -3: "accepted",
        -2: "accepted",
        -1: "accepted",
        0: "duplicate",
        1: "accepted",
    }


async def test_an_inbound_topic_that_is_whole_stays_where_it_stands(house: House) -> None:
    await decided(house, encoded(petition(house.unit_id, kn(house, 1), "hn-1")))
    done = await over(house)
    assert (house.topic, 0) not in done.read_anew
    assert await house.outcomes() == {0: "accepted"}


async def test_where_there_are_facts_on_a_topic_none_is_told_again(house: House) -> None:
    await told(house, petition(house.unit_id, kn(house, 1), "hn-1"))
    await published(house)
    async with Offsets(house.servers) as offsets:
        with pytest.raises(StillThere, match=r"doithoai\..* holds facts.*docs/runbooks/restore\.md"):
            await nothing_there(offsets)
