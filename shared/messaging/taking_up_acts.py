"""How does a service that takes events in take its acts up again?

What was told is kept as it was told, with the sender's own record where it still lies; what was decided and
not told in the end is decided anew, after that.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import insert_rows
from shared.database.rows import execute
from shared.dialogue.acts import Act
from shared.events.public import public
from shared.messaging import ahead, inbox, outbox, positions, receipts, taking_up, topics, waiting
from shared.messaging.ahead import Ahead, Told
from shared.messaging.desk import Shop, World
from shared.messaging.following import Projection
from shared.messaging.inbound import Accepted, Outcome, Place, Record
from shared.messaging.offsets import Offsets
from shared.messaging.outbox import Message
from shared.messaging.positions import Partition, Stretch
from shared.messaging.reading import records_between
from shared.messaging.receipts import Receipt
from shared.messaging.retold import Prefix
from shared.messaging.senders_words import Said, SendersWords, kept_events, lost_with
from shared.messaging.taking_up import FACT, RECORD, Retaken, TakenUp
from shared.messaging.told_receipts import told_receipts
from shared.messaging.transaction import ACT_COLUMNS

CHUNK = 500
RETRIED = "UPDATE dead_letters SET state = 'retried', settled_at = $1 WHERE id = ANY($2::bigint[])"

Also = Callable[[AsyncConnection, Sequence[Retaken]], Awaitable[list[Retaken]]]
"""What a service does besides in the same transaction; returns the facts with what else of them is lost."""


@dataclass(frozen=True, slots=True)
class Known:
    """What Kafka knows, read before anything is written."""

    ahead: Ahead
    begins: Mapping[Partition, int]
    records: Sequence[Record]
    """Of the inbound topics, behind where the database stands."""
    answers: Mapping[Place, Outcome]


async def take_up_acts(
    shop: Shop,
    projection: Projection,
    servers: str,
    offsets: Offsets,
    not_ours: Collection[Place],
    also: Also | None = None,
) -> TakenUp:
    """Takes the service's own facts up, in one transaction; Forked if they don't follow on what it has.

    `not_ours`: what lies there on its topic is none of them.
    """
    await taking_up.follow_to_the_end(shop, projection, servers, offsets)
    known = await _known(shop, servers, offsets, not_ours)
    done = TakenUp(shop.service)
    async with shop.engine.begin() as conn:
        told = await ahead.in_sequence(conn, known.ahead.facts)
        now = taking_up.moment(shop, told)
        await _keep_law(conn, shop, [each for each in told if each.fact.name not in shop.desk.events])
        await shop.renew(conn)
        kept = await kept_events(conn, shop)
        judged = [(record, shop.gate.judge(record, now)) for record in known.records]
        words = SendersWords(shop, judged, known.answers, kept)
        said = {each.fact.id: words.of(each) for each in told if each.fact.name in shop.desk.events}
        done.retaken = [_retaken(each, said.get(each.fact.id)) for each in told]
        if also is not None:
            done.retaken = await also(conn, done.retaken)
        await taking_up.keep(conn, shop, done.retaken, known.ahead.ends, now)
        untold: list[Message] = []
        whole = list(said.values())
        for start in range(0, len(whole), CHUNK):
            untold += await _accept(conn, shop, whole[start : start + CHUNK], known.answers, done, now)
        await outbox.put(conn, untold, now)
        prefix = Prefix(shop, judged, known.answers, kept, {s.told.fact.id: s for s in whole}.values())
        await prefix.decide(conn, done, now)
        await positions.advance(conn, _stretches(known.begins, prefix.until()))
    return done


async def _known(shop: Shop, servers: str, offsets: Offsets, not_ours: Collection[Place]) -> Known:
    found = await ahead.look(shop.engine, shop.service, servers, offsets, not_ours)
    inbound = await offsets.partitions(pattern=topics.inbound_pattern(shop.service))
    ends = await offsets.ends(inbound)
    async with shop.engine.connect() as conn:
        begins = await positions.read(conn, ends)
        kept = await kept_events(conn, shop)
    records = [record async for several in records_between(servers, begins, ends) for record in several]
    records.sort(key=lambda record: record.place)
    units = {topics.unit_of(record.topic) for record in records}
    units |= {topics.unit_of(one.event.record.topic) for one in kept.values() if one.event.record}
    answers = await told_receipts(servers, offsets, shop.service, units)
    return Known(found, begins, records, answers)


async def _keep_law(conn: AsyncConnection, shop: Shop, told: Sequence[Told]) -> None:
    """What the city decided, not a unit: of no unit, caused by no event (change_unit.py)."""
    rows = [
        (f.subject, f.sequence, f.topic, f.name, f.time, "", f.id, f.data, f.recorded_at, f.id)
        for f in (each.fact for each in told)
    ]
    await insert_rows(conn, shop.tables.acts, ACT_COLUMNS, rows)


def _retaken(told: Told, said: Said | None) -> Retaken:
    if said is None:
        return Retaken(told, FACT)
    return Retaken(told, RECORD if said.whole else FACT, lost_with(said))


async def _accept(
    conn: AsyncConnection,
    shop: Shop,
    said: Sequence[Said],
    answers: Mapping[Place, Outcome],
    done: TakenUp,
    now: datetime,
) -> list[Message]:
    """Keeps these acts as they were told; returns the receipts that nobody was sent."""
    world = await shop.desk.load(conn, [one.event for one in said])
    rows: list[tuple[Any, ...]] = []
    for one in said:
        fact, event = one.told.fact, one.event
        act = event.act(fact.recorded_at, _data(world, one, done))
        world.accept(event, act, fact.sequence)
        rows.append(_act_row(one, act))
    await insert_rows(conn, shop.tables.acts, ACT_COLUMNS, rows)
    await world.write(conn, now)
    await inbox.take(conn, shop.tables.inbox, [one.event for one in said if not one.kept], inbox.IF_FREE)
    kept = [one.kept for one in said if one.kept]
    await waiting.drop(conn, [each.event for each in kept if each.letter is None])
    await execute(conn, RETRIED, now, [each.letter for each in kept if each.letter is not None])
    given = [
        Receipt(event.record, event.event_id, event.name, Accepted())
        for event in (one.event for one in said)
        if event.record is not None
    ]
    messages = await receipts.write(conn, shop.tables.receipts, given, now, final=True)
    return [
        message
        for receipt, message in zip(given, messages, strict=True)
        if not isinstance(answers.get(receipt.record.place), Accepted)
    ]


def _data(world: World, said: Said, done: TakenUp) -> Mapping[str, Any]:
    """The act as it was kept: as its sender said it if the fact says the same, else as the fact has it."""
    fact = said.told.fact
    if not said.whole:
        return fact.data
    try:
        verdict = world.decide(said.event)
    except Exception:
        # It was accepted once; that deciding fails today changes nothing about that.
        verdict = None
    data = said.event.data
    if isinstance(verdict, Accepted) and verdict.data is not None:
        data = verdict.data
    if msgspec.json.decode(msgspec.json.encode(public(data))) == fact.data:
        return data
    done.differing.append(f"{fact.subject} #{fact.sequence}: the record of {fact.event_id} says otherwise")
    return fact.data


def _act_row(said: Said, act: Act) -> tuple[Any, ...]:
    fact = said.told.fact
    return (
        fact.subject, fact.sequence, fact.topic, act.name, act.time, act.unit_id, act.event_id, act.data,
        fact.recorded_at, fact.id,
    )  # fmt: skip


def _stretches(begins: Mapping[Partition, int], until: Mapping[Partition, int]) -> list[Stretch]:
    return [
        Stretch(topic, partition, begins[topic, partition], end)
        for (topic, partition), end in sorted(until.items())
        if end > begins[topic, partition]
    ]
