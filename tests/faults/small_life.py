"""A life in small: one service's machinery in this process, through deaths, a lost database and poison.

The campaign's laws, on the least of machinery: what is put, what is told, what is stored, what is published.
"""

import json
from collections.abc import Sequence, Set
from contextlib import contextmanager
from typing import Any

import asyncpg
import pytest
from sqlalchemy.exc import OperationalError

from cli import laws
from cli.streams import FactSeen
from shared.events.catalogue import name_of
from shared.messaging import intake as intakes
from shared.messaging.inbound import Place, Record
from shared.messaging.intake import Intake
from shared.messaging.positions import Fenced, Skipped
from shared.messaging.relay import Relay, build_producer
from tests.builders.envelopes import encoded, envelope, petition
from tests.messaging.conftest import House

AT = "2024-05-21T09:00:00+07:00"
PETITIONS, ACTS = 8, 4


class Died(BaseException):
    """As of `kill -9`: nobody catches it, and the database rolls back."""


async def live_through(house: House) -> list[str]:
    """Everything that broke a law, in words; nothing on a machinery that is what it should be."""
    expected = _life(house.unit_id)
    offsets = await house.send(*(value for value, _ in expected))
    records = [house.record(o, v) for o, (v, _) in zip(offsets, expected, strict=True)]
    first, second, third = records[:20], records[20:40], records[40:]
    with _dying_once(intakes, "settle", Died()), pytest.raises(Died):
        await _taken(house, first)
    with _dying_once(intakes, "settle", OperationalError("x", {}, ConnectionResetError())):
        await _taken(house, second)
    await _taken(house, third)
    await _published(house)
    return await _broken(house, {o: outcome for o, (_, outcome) in zip(offsets, expected, strict=True)})


def _life(unit_id: str) -> list[tuple[bytes, str]]:
    """Petitions with several acts each, an impostor and something unreadable among every four; each once."""
    said: list[tuple[bytes, str]] = []
    for number in range(PETITIONS):
        id_ = f"kn-{unit_id}-{number}"
        said.append((encoded(petition(unit_id, id_, "hn-1")), "accepted"))
        for _ in range(ACTS):
            moved = {"petition_id": id_, "group": "credit"}
            said.append((encoded(envelope("PetitionReclassified", unit_id, moved, AT)), "accepted"))
        if number % 2:
            spoof = encoded(envelope("PetitionWithdrawn", "so-y-te", {"petition_id": id_}, AT))
            said += [(spoof, "rejected"), (b'{"specversion": "1.0", "id": ', "rejected")]
    return said


@contextmanager
def _dying_once(owner: Any, name: str, how: BaseException) -> Any:
    """The next call of the function does its work and then fails, inside the transaction."""
    real, left = getattr(owner, name), [how]

    async def dies(*given: Any, **named: Any) -> Any:
        found = await real(*given, **named)
        if left:
            raise left.pop()
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, dies)
        yield


async def _taken(house: House, new: Sequence[Record]) -> None:
    """A new process is handed what lies behind its position, and the new records after it."""
    intake = Intake(house.shop)
    at = (await intake.assigned([(house.topic, 0)])).get((house.topic, 0), 0)
    known = await house.on_topic(house.topic)
    handed = [house.record(r.offset, r.value) for r in known if at <= r.offset <= new[-1].offset]
    for records in (handed[:10], handed[10:]):
        if records:
            try:
                await intake.take(records)
            except (Fenced, Skipped):
                await intake.assigned([(house.topic, 0)])


async def _published(house: House) -> None:
    """The relay dies before it sends, and another takes over."""
    producer = build_producer(house.servers, "petitions")
    await producer.start()
    try:
        relay = Relay(house.shop, house.servers)
        with _dying_once(relay, "_lanes", Died()), pytest.raises(Died):
            await relay.publish(producer)
        for _ in range(3):
            await Relay(house.shop, house.servers).publish(producer)
    finally:
        await producer.stop()


async def _lie(places: Set[Place]) -> Set[Place]:
    """Whatever was put in this life is a record."""
    return places


async def _broken(house: House, expected: dict[int, str]) -> list[str]:
    """The audit's laws on this house, and whether each record was told what it should be."""
    outcomes = await house.outcomes()
    broken = [
        f"told {outcomes.get(offset)} instead of {outcome}: {offset}"
        for offset, outcome in expected.items()
        if outcomes.get(offset) != outcome
    ]
    facts = [seen(record) for record in await house.on_topic(house.shop.facts_topic)]
    mine = [fact for fact in facts if fact.subject.startswith(f"petition/kn-{house.unit_id}-")]
    url = house.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url)
    try:
        ranges = {(house.topic, 0): (0, max(expected) + 1)}
        for law in (
            await laws.every_record_has_one_outcome("petitions", ranges, connection, _lie),
            await laws.outbox_is_topic("petitions", mine, connection),
            await laws.sequences_run_from_one("petitions", mine, connection),
        ):
            broken += law.broken
    finally:
        await connection.close()
    return broken


def seen(record: Any) -> FactSeen:
    """The fact; what another test has put there that is none counts for nothing."""
    try:
        found = json.loads(record.value)
    except ValueError:
        found = None
    said, key = found if isinstance(found, dict) else {}, (record.key or b"").decode("utf-8", "replace")
    name = name_of(said.get("type", "")) or ""
    return FactSeen(record.topic, said.get("id", ""), name, said.get("subject", key), said.get("sequence", 0),
                    key)  # fmt: skip
