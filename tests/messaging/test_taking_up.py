"""A database that was put back: its service does not start, takes up what its topic knows, and goes on."""

from dataclasses import replace
from typing import Any

import asyncpg
import msgspec
import pytest

from cli import laws
from services.petitions.handlers.taking_up import take_up
from services.petitions.main import build_shop
from shared.database.engine import build_engine
from shared.messaging import ahead, positions, topics
from shared.messaging.ahead import AheadOfDatabase, BehindDatabase, Forked
from shared.messaging.inbound import Inbound, Place
from shared.messaging.intake import Intake
from shared.messaging.made_here import FILED
from shared.messaging.offsets import Offsets
from shared.messaging.positions import Stretch
from shared.messaging.relay import Relay, build_producer
from shared.messaging.release import Release
from shared.messaging.taking_up import FACT, RECORD, TakenUp
from shared.messaging.transaction import Judged, settle
from shared.web.telling import TOLD
from tests.builders.envelopes import another_unit, encoded, envelope, petition
from tests.faults.small_life import seen
from tests.messaging.conftest import House, know_conference

AT = "2024-05-21T09:00:00+07:00"
ACTS = (
    "SELECT subject, sequence, name, time, unit_id, event_id, data, recorded_at, fact_id FROM acts "
    "ORDER BY subject, sequence"
)
STOOD = "SELECT topic, partition, next_offset FROM positions WHERE topic = $1"
TRACK = "INSERT INTO tracking VALUES ($1, $2)"
BACK = "UPDATE positions SET next_offset = $3 WHERE topic = $1 AND partition = $2"
LEDGER = 'SELECT topic, "offset", event_id, type, outcome, reason FROM receipts ORDER BY 1, 2'
HOUSEHOLD = {"name": "Hộ Kinh doanh An", "kind": "household", "tax_code": "031099001122"}
CONTACT = {"name": "Anh An"}


async def put_back(house: House) -> House:
    """The same house on a copy of its database as it is now: what a restore to this moment gives."""
    name = f"{house.engine.url.database}_then"
    await house.engine.dispose()
    server = house.engine.url.set(drivername="postgresql", database="postgres")
    connection = await asyncpg.connect(server.render_as_string(hide_password=False))
    try:
        await connection.execute(f'create database "{name}" template "{house.engine.url.database}"')
    finally:
        await connection.close()
    url = house.engine.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    engine = build_engine(url, application="put-back", pool_size=2)
    return replace(house, engine=engine, shop=build_shop(engine, house.shop.clock))


@pytest.fixture
async def lived(house: House) -> House:
    """A house with something before the restore."""
    return await begun(house)


async def begun(house: House) -> House:
    """Its topics begin where other tests' records end, and it has told something."""
    async with Offsets(house.servers) as offsets:
        ends = await offsets.ends(await offsets.partitions([house.shop.facts_topic]))
        inbound = await offsets.ends(await offsets.partitions(pattern=topics.inbound_pattern("petitions")))
    decided = [Stretch(topic, number, 0, end) for (topic, number), end in sorted(inbound.items()) if end]
    async with house.engine.begin() as conn:
        await ahead.reach(conn, ends)
        await positions.advance(conn, decided)
    await told(house, petition(house.unit_id, kn(house, 1), "hn-1"))
    # Waits for its conference when the database is copied.
    await told(house, petition(house.unit_id, kn(house, 2), "hn-2"))
    await published(house)
    return house


def kn(house: House, number: int) -> str:
    return f"kn-{house.unit_id}-{number}"


async def told(house: House, *events: dict[str, Any]) -> None:
    """Put on the unit's topic, and decided."""
    offsets = await house.send(*(encoded(event) for event in events))
    intake = Intake(house.shop)
    await intake.assigned([(house.topic, 0)])
    await intake.take([house.record(o, encoded(e)) for o, e in zip(offsets, events, strict=True)])


async def published(house: House) -> None:
    producer = build_producer(house.servers, "petitions")
    await producer.start()
    try:
        while await Relay(house.shop, house.servers).publish(producer):
            pass
    finally:
        await producer.stop()


async def filed(house: House, number: int, *, by_unit: bool = False) -> str:
    """A petition over HTTP, from a business or typed in by its unit, with what no fact has; its event id."""
    event = petition(house.unit_id, kn(house, number), "hn-1", business=HOUSEHOLD, contact=CONTACT)
    event_id = f"{TOLD if by_unit else FILED}{house.unit_id}-{number}"
    source = f"/units/{house.unit_id}" if by_unit else "/services/petitions"
    await commanded(house, event, source=source, event_id=event_id)
    async with house.engine.begin() as conn:
        await conn.exec_driver_sql(TRACK, (f"code-{number}", kn(house, number)))
    return event_id


async def commanded(house: House, event: dict[str, Any], **instead: Any) -> None:
    """Decided without a record, as over HTTP."""
    judged = house.shop.gate.judge(house.record(0, encoded(event)), house.shop.clock.now())
    assert isinstance(judged, Inbound)
    async with house.engine.begin() as conn:
        await settle(
            conn, house.shop, [Judged(None, msgspec.structs.replace(judged, record=None, **instead))]
        )


async def lost_minutes(house: House) -> set[str]:
    """What the database that was put back does not know: an act, a refusal, a repeat, a release, filings."""
    answer = {"petition_id": kn(house, 1), "mode": "written", "fully_resolved": True}
    answered = envelope("PetitionAnswered", house.unit_id, answer, AT)
    other = petition(house.unit_id, kn(house, 3), "hn-1", business=HOUSEHOLD, contact=CONTACT)
    late = envelope("PetitionReclassified", house.unit_id, {"petition_id": kn(house, 9), "group": "land"}, AT)
    foreign = {**other, "source": f"/units/{another_unit(house.unit_id)}"}
    await told(house, answered, answered, other, foreign, late)
    await know_conference(house, "hn-2", 1)
    await Release(house.shop).once()
    event_ids = {await filed(house, 4), await filed(house, 5, by_unit=True)}
    await published(house)
    return event_ids


async def taken_up(house: House, *not_ours: Place) -> TakenUp:
    async with Offsets(house.servers) as offsets:
        return await take_up(house.shop, house.servers, offsets, not_ours)


async def agrees(house: House) -> None:
    async with Offsets(house.servers) as offsets:
        await ahead.must_agree(house.engine, "petitions", house.servers, offsets)


async def test_a_database_that_was_put_back_takes_up_what_its_topic_knows(lived: House) -> None:
    then = await put_back(lived)
    event_ids = await lost_minutes(lived)
    with pytest.raises(AheadOfDatabase, match=r"5 facts .* was put back.*docs/runbooks/restore\.md"):
        await agrees(then)
    answers = topics.receipts(lived.unit_id)
    before = [len(await lived.on_topic(topic)) for topic in (lived.shop.facts_topic, answers)]
    done = await taken_up(then)
    await agrees(then)

    assert done.differing == []
    came = {one.told.fact.subject.rpartition("-")[2]: (one.came_from, set(one.lost)) for one in done.retaken}
    gone = {"contact", "household", "idempotency_key", "tracking_code"}
    assert came == dict.fromkeys("123", (RECORD, set())) | dict.fromkeys("45", (FACT, gone))
    whole, again = await lived.rows(ACTS), await then.rows(ACTS)
    # All as it was, what agencies sent with whatever is personal in it; of what was filed, the fact.
    mine, mine_again = (
        [row for row in rows if row.subject.startswith("petition/") and row.event_id not in event_ids]
        for rows in (whole, again)
    )
    assert mine_again == mine
    households = [row.data["business"] for row in again if row.event_id in event_ids]
    assert households == [{"kind": "household"}] * 2
    assert await then.rows(LEDGER) == await lived.rows(LEDGER)
    assert len(await then.rows("SELECT 1 FROM tracking WHERE tracking_code NOT LIKE 'code-%'")) == 2

    await published(then)
    after = [len(await lived.on_topic(topic)) for topic in (lived.shop.facts_topic, answers)]
    assert after[0] == before[0], "nothing is told twice"
    # The one that waits on was decided anew, and is told so once more.
    assert after[1] - before[1] == len(done.decided_again) == 1
    await went_on(then)


async def went_on(house: House) -> None:
    """The next act of each subject has the next number."""
    await told(house, *(asked(house, number) for number in (1, 4)))
    await published(house)
    found = [seen(record) for record in await house.on_topic(house.shop.facts_topic)]
    mine = [fact for fact in found if fact.subject.startswith(f"petition/kn-{house.unit_id}-")]
    url = house.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url)
    try:
        assert (await laws.sequences_run_from_one("petitions", mine, connection)).broken == []
        assert (await laws.outbox_is_topic("petitions", mine, connection)).broken == []
    finally:
        await connection.close()


def asked(house: House, number: int) -> dict[str, Any]:
    return envelope("WrittenAnswerRequested", house.unit_id, {"petition_id": kn(house, number)}, AT)


async def test_a_database_that_went_on_without_taking_up_is_refused_as_forked(lived: House) -> None:
    then = await put_back(lived)
    await lost_minutes(lived)
    await commanded(then, asked(then, 1))
    with pytest.raises(Forked, match=r"is one fact on .* and another in the database"):
        await taken_up(then)
    with pytest.raises(Forked, match=r"docs/runbooks/restore\.md"):
        await agrees(then)


async def test_a_topic_that_lost_what_was_published_is_noticed(lived: House) -> None:
    async with Offsets(lived.servers) as offsets:
        ends = await offsets.ends(await offsets.partitions([lived.shop.facts_topic]))
    async with lived.engine.begin() as conn:
        await ahead.reach(conn, {partition: end + 1 for partition, end in ends.items()})
    with pytest.raises(BehindDatabase, match="Kafka has lost something"):
        await agrees(lived)


async def test_what_was_sent_and_not_marked_is_no_reason_to_refuse(lived: House) -> None:
    stood = await lived.rows(STOOD, lived.shop.facts_topic)
    await told(lived, asked(lived, 1))
    await published(lived)
    async with lived.engine.begin() as conn:
        await conn.exec_driver_sql("UPDATE outbox SET published_at = NULL")
        for topic, partition, offset in stood:
            await conn.exec_driver_sql(BACK, (topic, partition, offset))
    await agrees(lived)
