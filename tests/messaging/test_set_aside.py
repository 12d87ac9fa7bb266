"""Whom this platform has failed is named with each promise, until what came of it is on its topic."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.messaging import set_aside as named
from shared.messaging.intake import Intake
from shared.messaging.mending import Mending
from shared.messaging.progress import Progress, ProgressReader
from shared.messaging.release import PatienceClock, Release
from shared.messaging.set_aside import SetAside, set_aside
from shared.messaging.topics import INBOUND_SERVICES
from tests.builders.envelopes import encoded, petition
from tests.builders.patience import grow_older
from tests.messaging.conftest import House
from tests.messaging.test_mending import ask, broken, listed, received, take

__all__ = ["broken"]
LONG_AGO, LATER = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


async def aside(house: House, at: datetime) -> SetAside | None:
    async with house.engine.connect() as conn:
        return await set_aside(conn, at)


async def test_a_dead_letter_is_named_with_the_promise_until_it_is_past_its_mending(broken: House) -> None:
    house, whom = broken, SetAside(frozenset({f"petition/kn-{broken.unit_id}-1"}))
    assert await aside(house, LATER) == whom
    await ask(house, "retry", *await listed(house))
    await Mending(house.shop).once()
    ((settled,),) = await house.rows("SELECT settled_at FROM dead_letters")
    # What came of it may not be on its topic at a moment that was promised before it was mended.
    assert await aside(house, settled) == whom
    assert await aside(house, settled + timedelta(microseconds=1)) == SetAside()


async def test_what_could_not_be_judged_may_be_anything_that_its_unit_says(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(house.shop.gate, "judge", fails)
    readable, deep = encoded(received(house, 1)), b'{"data":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001
    values = [readable, b"\xff no JSON", deep]
    await Intake(house.shop).take([house.record(n, value) for n, value in enumerate(values)])
    assert await aside(house, LATER) == SetAside(
        frozenset({f"petition/kn-{house.unit_id}-1"}), frozenset({house.unit_id})
    )


async def test_of_a_unit_that_tells_of_its_conferences_the_year_is_named_as_well(broken: House) -> None:
    house = broken
    async with house.engine.begin() as conn:
        await conn.exec_driver_sql(
            "UPDATE dead_letters SET topic = $1, subject = 'conference/hn-1'",
            (house.topic.replace(".petitions", ".notices"),),
        )
    assert await aside(house, LATER) == SetAside(frozenset({"conference/hn-1", f"unit/{house.unit_id}"}))


async def test_more_than_can_be_named_is_promised_to_nobody(
    broken: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(named, "MOST", 0)
    assert await aside(broken, LATER) is None
    assert await aside(broken, LONG_AGO) is None


def held_by_notices(house: House, *subjects: str) -> PatienceClock:
    """The patience clock of a service that is told that notices has failed these."""
    reader, now = ProgressReader(house.servers), house.shop.clock.now()
    aside = SetAside(frozenset(subjects))
    reader.latest = {name: Progress(name, now, {}, aside) for name in INBOUND_SERVICES}
    return PatienceClock(house.shop, reader, [])


@pytest.mark.parametrize("why", ["a dead letter there", "parked facts here"])
async def test_what_waits_for_one_whom_this_platform_has_failed_keeps_its_patience(
    house: House, why: str
) -> None:
    """It is our fault and not its sender's that what it waits for does not come."""
    event_of = petition(house.unit_id, f"kn-{house.unit_id}-9", f"hn-{house.unit_id[:40]}-unknown")
    await take(house, 0, event_of)
    assert await house.outcomes() == {0: "waiting"}
    ((awaits,),) = await house.rows("SELECT awaits FROM waiting")
    if why == "parked facts here":
        async with house.engine.begin() as conn:
            await conn.exec_driver_sql(
                'INSERT INTO parked_facts (topic, partition, "offset", subject, sequence, reason, value, '
                "recorded_at) VALUES ('t', 0, 0, $1, 1, 'gap', '', now())",
                (awaits,),
            )
    for patience, outcome in (
        (held_by_notices(house, awaits if why == "a dead letter there" else "conference/other"), "waiting"),
        (held_by_notices(house), "rejected"),
    ):
        await grow_older(house.engine, 1e6)
        async with house.engine.begin() as conn:
            if outcome == "rejected":
                await conn.exec_driver_sql("UPDATE parked_facts SET state = 'retried'")
            await patience.step(conn)
        await Release(house.shop).once()
        assert await house.outcomes() == {0: outcome}
