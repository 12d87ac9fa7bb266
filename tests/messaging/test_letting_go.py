"""Does a batch go once it is taken? What a timer's context holds stays for minutes, a ring for longer."""

import gc
from collections.abc import Iterator

import pytest
from aiokafka import ConsumerRecord

from tests.builders.waiting import until
from tests.messaging.conftest import House
from tests.messaging.test_consumer import more, values


@pytest.fixture
def uncollected() -> Iterator[None]:
    """The collector does not look."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def held(house: House) -> list[ConsumerRecord]:
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, ConsumerRecord) and one.topic == house.topic and one.value
    ]


@pytest.mark.usefixtures("uncollected")
async def test_records_that_were_taken_are_let_go_when_the_next_come(house: House) -> None:
    broker = await house.consume(f"lets-go-{house.unit_id}")
    for number in range(3):
        await house.send(*values(house, range(number * 10, number * 10 + 10)))
        await until(lambda number=number: more(house, number * 10 + 9, number * 10 + 10))
    found = sorted(one.offset for one in held(house))
    await broker.stop()
    assert [offset for offset in found if offset < 20] == []
