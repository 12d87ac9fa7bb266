"""A topic on which everything fails is stopped, said so, and goes on by itself when it is mended."""

from functools import partial
from typing import Any

import pytest

from services.petitions.handlers import HANDLES
from shared.messaging.breaker import LIMIT, Breaker, Halted, Stop
from shared.messaging.following import Follower
from shared.messaging.intake import Intake
from shared.messaging.liveness import Stillness
from shared.messaging.upkeep import Upkeep
from tests.builders.envelopes import encoded, petition
from tests.builders.waiting import until
from tests.messaging.conftest import House, OneUnit
from tests.messaging.test_following import Notes, fact, lying, parked

TOTAL = 150


async def stopped(house: House) -> list[str]:
    return [row[0] for row in await house.rows("SELECT topic FROM stopped_topics")]


async def count(house: House, table: str) -> int:
    return (await house.rows(f"SELECT count(*) FROM {table}"))[0][0]


async def test_a_topic_on_which_everything_fails_is_stopped_and_goes_on_when_it_is_mended(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> Any:
        raise ZeroDivisionError

    async def is_stopped() -> bool:
        return await stopped(house) == [house.topic]

    async def all_decided() -> bool:
        return await count(house, "receipts") == TOTAL

    intake = Intake(house.shop, Breaker("petitions", pause_s=0.5))
    with monkeypatch.context() as patch:
        patch.setitem(HANDLES, "PetitionReceived", fails)
        await house.send(
            *[encoded(petition(house.unit_id, f"kn-{house.unit_id}-{n}", "hn-1")) for n in range(TOTAL)]
        )
        broker = await house.consume(f"stop-{house.unit_id}", intake=intake)
        await until(is_stopped)
        # It was tried once or twice: each try costs one dead letter, the stream stays where it is.
        await until(partial(_more_than, intake, 1.5))
        assert await count(house, "dead_letters") < LIMIT + 5
    try:
        await until(all_decided)
    finally:
        await broker.stop()
    assert await stopped(house) == []
    outcomes = list((await house.outcomes()).values())
    assert outcomes.count("dead_lettered") == await count(house, "dead_letters") < LIMIT + 8
    assert set(outcomes) == {"accepted", "dead_lettered"}


async def _more_than(intake: Intake, pause_s: float) -> bool:
    return any(stop.pause_s > pause_s for stop in intake.breaker.stopped.values())


async def test_a_follower_that_can_work_nothing_in_stops_and_parks_no_more(house: House) -> None:
    class Broken(Notes):
        async def apply(self, conn: Any, facts: Any, now: Any) -> None:
            if not self.mended:
                raise ZeroDivisionError
            await super().apply(conn, facts, now)

        mended = False

    at = [0.0]
    notes = Broken()
    follower = Follower(house.shop, notes, Breaker("petitions", pause_s=5, tick=lambda: at[0]))
    records = lying([fact(f"conference/{n}", 1) for n in range(40)])
    with pytest.raises(Halted) as halted:
        await follower.take(records)
    assert halted.value.resting == {records[0].topic: 5.0}
    assert await stopped(house) == [records[0].topic]
    assert len(await parked(house)) == LIMIT - 1
    with pytest.raises(Halted):
        await follower.take(records)
    assert len(await parked(house)) == LIMIT - 1
    at[0], notes.mended = 5.0, True
    with pytest.raises(Halted):
        await follower.take(records)
    assert await stopped(house) == []
    await follower.take(records)
    assert [subject for subject, _ in notes.worked] == [f"conference/{n}" for n in range(LIMIT - 1, 40)]


async def test_what_one_replica_has_stopped_is_said_again_after_another_was_given_the_topic(
    house: House,
) -> None:
    ours, theirs = Intake(house.shop), Intake(house.shop)
    ours.breaker.stopped[house.topic] = Stop("bug", LIMIT, 5.0, 5.0)
    upkeep = Upkeep(house.shop, house.servers, [], Stillness([ours]))
    async with OneUnit(house) as offsets:
        await upkeep.measure(offsets)
        assert await stopped(house) == [house.topic]
        await theirs.assigned([(house.topic, 0)])
        await upkeep.measure(offsets)
        assert await stopped(house) == [house.topic]
        # And who is given it after the one that stopped it is gone, clears what that one said.
        await theirs.assigned([(house.topic, 0)])
        assert await stopped(house) == []
