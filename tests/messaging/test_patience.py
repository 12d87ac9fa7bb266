"""What waits in vain is given up once all is known that was put on the topics within its patience."""

from datetime import datetime, timedelta

import pytest

from shared.messaging.inbound import PATIENCE_SECONDS, Patience, Record
from shared.messaging.intake import Intake
from shared.messaging.progress import Progress, ProgressReader
from shared.messaging.release import PatienceClock, Release
from shared.messaging.topics import FACTS, INBOUND_SERVICES
from shared.messaging.waiting import LEAP_S
from tests.builders.envelopes import another_unit, encoded, envelope
from tests.messaging.conftest import House
from tests.messaging.test_intake import received

PATIENCE, STEADY = timedelta(seconds=PATIENCE_SECONDS[Patience.ENTITLEMENT]), timedelta(seconds=LEAP_S)
TICK = timedelta(milliseconds=1)


class Waits:
    """An answer that waits for its unit's right, and the clock of a replica by which it grows old."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.reader = ProgressReader(house.servers)
        self.replicas = [self.replica()]

    def replica(self) -> PatienceClock:
        return PatienceClock(self.house.shop, self.reader, [FACTS["notices"]])

    async def begins(self) -> datetime:
        """Since when it waits."""
        await self.petition_comes()
        await self.answer_comes()
        ((since,),) = await self.house.rows("SELECT received_at FROM waiting")
        return since

    async def petition_comes(self) -> None:
        await Intake(self.house.shop).take([self.house.record(0, encoded(received(self.house, 1)))])

    async def answer_comes(self) -> None:
        answer = {"petition_id": "kn-1", "mode": "written", "fully_resolved": True}
        other = another_unit(self.house.unit_id)
        event = encoded(envelope("PetitionAnswered", other, answer, "2024-06-12T09:00:00+07:00"))
        await Intake(self.house.shop).take([Record(f"doithoai.inbound.{other}.petitions", 0, 0, None, event)])

    async def promised(self, at: datetime, **ends: int) -> str:
        """What has become of it once the services have promised this moment, up to these ends of facts."""
        self.reader.latest = {
            name: Progress(name, at, {0: ends[name]} if name in ends else {}) for name in INBOUND_SERVICES
        }
        for clock in self.replicas:
            async with self.house.engine.begin() as conn:
                await clock.step(conn)
        await Release(self.house.shop).once()
        told = await self.house.rows("SELECT outcome FROM receipts WHERE type = 'PetitionAnswered'")
        return told[0][0] if told else "not yet sent"

    async def promised_steadily(self, first: datetime, last: datetime) -> str:
        """The same, after one promise upon the other."""
        while first < last:
            await self.promised(first)
            first += STEADY
        return await self.promised(last)


@pytest.fixture
def waits(house: House) -> Waits:
    return Waits(house)


@pytest.mark.parametrize("known", [timedelta(0), timedelta(seconds=8)], ids=["all", "not yet all"])
async def test_who_waits_in_vain_is_given_up_when_all_that_came_within_its_patience_is_known(
    waits: Waits, known: timedelta
) -> None:
    now = waits.house.shop.clock.now() - known
    assert await waits.promised(now) == "not yet sent"
    since = await waits.begins()
    assert await waits.promised_steadily(now, since + PATIENCE - TICK) == "waiting"
    assert await waits.promised(since + PATIENCE + TICK) == "rejected"


async def test_several_replicas_count_each_second_once(waits: Waits) -> None:
    waits.replicas.append(waits.replica())
    since = await waits.begins()
    assert await waits.promised_steadily(since, since + PATIENCE - TICK) == "waiting"
    # One may have heard of the newest promise later than another.
    assert await waits.promised(since + PATIENCE - STEADY) == "waiting"
    assert await waits.promised(since + PATIENCE - TICK) == "waiting"
    assert await waits.promised(since + PATIENCE + TICK) == "rejected"


async def test_over_what_the_platform_did_not_keep_up_with_nobody_grows_old(waits: Waits) -> None:
    since = await waits.begins()
    await waits.promised(since)
    back = since + timedelta(hours=1)
    assert await waits.promised(back) == "waiting"
    assert await waits.promised_steadily(back, back + PATIENCE - TICK) == "waiting"
    assert await waits.promised(back + PATIENCE + TICK) == "rejected"


async def test_a_clock_that_went_ahead_and_was_put_right_holds_up_nobody(waits: Waits) -> None:
    since = await waits.begins()
    assert await waits.promised(since + timedelta(days=1)) == "waiting"
    assert await waits.promised_steadily(since, since + PATIENCE - TICK) == "waiting"
    assert await waits.promised(since + PATIENCE + TICK) == "rejected"


async def test_by_a_promise_of_long_ago_nobody_grows_old(waits: Waits) -> None:
    since = await waits.begins()
    await waits.promised(since)
    later = since + PATIENCE * 2
    waits.house.shop.clock.not_before(later + STEADY)
    assert await waits.promised_steadily(since, later) == "waiting"


async def test_what_is_promised_counts_once_it_is_followed(waits: Waits) -> None:
    since = await waits.begins()
    await waits.promised_steadily(since, since + PATIENCE - TICK)
    assert await waits.promised(since + PATIENCE + TICK, notices=1) == "waiting"
    # What nobody follows here holds up nobody.
    assert await waits.promised(since + PATIENCE + TICK, petitions=1) == "rejected"


async def test_who_waits_for_a_right_once_its_subject_has_come_waits_from_then_on(waits: Waits) -> None:
    clock = waits.house.shop.clock
    await waits.promised(clock.now())
    await waits.answer_comes()
    clock.not_before(since := clock.now() + timedelta(seconds=8))
    await waits.petition_comes()
    assert await waits.promised(since) == "waiting"
    assert await waits.promised_steadily(since, since + PATIENCE - TICK) == "waiting"
    assert await waits.promised(clock.now() + PATIENCE) == "rejected"
