"""Somebody else's record under a number that was given away does not stop who owns the topic for ever."""

import json
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from structlog.testing import capture_logs

from cli.failure import Failure
from cli.take_up import take_up as take_up_all
from shared.messaging import topics
from shared.messaging.ahead import Forked
from shared.messaging.inbound import Place
from shared.messaging.not_ours import named
from shared.settings import SERVICES
from tests.conftest import DatabaseUrl
from tests.messaging.conftest import House
from tests.messaging.test_taking_up import (
    BACK,
    STOOD,
    agrees,
    asked,
    begun,
    commanded,
    kn,
    lost_minutes,
    published,
    put_back,
    taken_up,
    told,
)

NOT_MARKED = "UPDATE outbox SET published_at = NULL"


@pytest.fixture
async def lived(house: House) -> House:
    return await begun(house)


async def its_fact(house: House, number: int, sequence: int = 1) -> Any:
    """The record of the petition's fact."""
    subject = f"petition/{kn(house, number)}".encode()
    found = await house.on_topic(house.shop.facts_topic)
    return next(r for r in found if r.key == subject and json.loads(r.value)["sequence"] == sequence)


async def forged(house: House, true: Any, **instead: Any) -> Place:
    """Somebody puts another fact under the number of this one, behind all that stands there."""
    value = {**json.loads(true.value), "id": f"forged-{house.unit_id}", **instead}
    producer = AIOKafkaProducer(bootstrap_servers=house.servers)
    await producer.start()
    try:
        put = await producer.send_and_wait(
            true.topic, json.dumps(value).encode(), key=true.key, partition=true.partition
        )
        return put.topic, put.partition, put.offset
    finally:
        await producer.stop()


async def not_marked(house: House, stood: list[Any]) -> None:
    """The process died between sending and marking."""
    async with house.engine.begin() as conn:
        await conn.exec_driver_sql(NOT_MARKED)
        for topic, partition, offset in stood:
            await conn.exec_driver_sql(BACK, (topic, partition, offset))


@pytest.mark.parametrize("marked", [True, False])
async def test_what_stands_behind_the_fact_of_its_number_is_passed_over_and_named(
    lived: House, marked: bool
) -> None:
    stood = await lived.rows(STOOD, lived.shop.facts_topic)
    await told(lived, asked(lived, 1))
    await published(lived)
    true = await its_fact(lived, 1, 2)
    first, _ = await forged(lived, true), await forged(lived, true, id="another")
    if not marked:
        await not_marked(lived, stood)
    with capture_logs() as said:
        await agrees(lived)
    (warned,) = [line for line in said if line["log_level"] == "warning"]
    assert warned["event"] == "records that are not ours were passed over"
    assert (warned["records"], warned["first"]) == (2, named(first))
    with capture_logs() as said:
        await agrees(lived)
    assert said == [], "it is not met a second time"


@pytest.mark.parametrize("sent", [True, False])
async def test_what_stands_before_the_fact_of_its_number_is_refused_with_its_place(
    lived: House, sent: bool
) -> None:
    true = await its_fact(lived, 1)
    stood = await lived.rows(STOOD, lived.shop.facts_topic)
    await told(lived, asked(lived, 1))
    place = await forged(lived, true, sequence=2)
    if sent:
        await published(lived)
        await not_marked(lived, stood)
    with pytest.raises(Forked, match=rf"{named(place)} .*put back, or that record is not this platform's"):
        await agrees(lived)


async def test_after_a_restore_an_operator_says_which_record_is_not_ours(lived: House) -> None:
    then = await put_back(lived)
    await lost_minutes(lived)
    place = await forged(lived, await its_fact(lived, 1, 2))
    far = await forged(lived, await its_fact(lived, 1, 2), sequence=99, id="far")
    with pytest.raises(Forked, match=f"is told twice on {named(place)}: .*--not-ours {named(place)}`"):
        await taken_up(then)
    with pytest.raises(Forked, match=f"comes after #2 on {named(far)}: .*--not-ours {named(far)}`"):
        await taken_up(then, place)
    done = await taken_up(then, place, far)
    assert [one for one in done.retaken if one.told.record.place in (place, far)] == []
    assert len(done.retaken) == 5
    await agrees(then)
    assert [one.retaken for one in [await taken_up(then)]] == [[]]


async def test_a_database_that_went_on_by_force_can_not_be_told_from_a_forged_fact_by_its_place(
    lived: House,
) -> None:
    """What it has told since stands behind what was told before."""
    then = await put_back(lived)
    await lost_minutes(lived)
    stood = await then.rows(STOOD, then.shop.facts_topic)
    await commanded(then, asked(then, 1))
    await published(then)
    await not_marked(then, stood)
    with pytest.raises(Forked, match="it went on after it was put back"):
        await agrees(then)


async def test_a_place_where_take_up_would_look_at_no_fact_is_refused_before_anything_is_written(
    lived: House, service_url: DatabaseUrl
) -> None:
    databases = {service: service_url(service) for service in SERVICES}
    fact = await its_fact(lived, 1)
    partition = (fact.topic, fact.partition)
    nothing = await forged(lived, fact, id=None)
    for place in (nothing, (*partition, 10**9), (fact.topic, 99, 0), (topics.FACTS["reporting"], 0, 10**9)):
        with pytest.raises(Failure, match=f"--not-ours: no fact lies at {named(place)} ") as refused:
            await take_up_all(lived.servers, databases, lived.shop.clock, [place])
        assert refused.value.code == 2
