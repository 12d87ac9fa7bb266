"""Somebody else's records on a topic of facts: held back, discarded, and from then on in nobody's way."""

import asyncio
import json
from collections.abc import Callable, Sequence

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer

from shared.messaging import topics
from shared.messaging.inbound import Record
from shared.messaging.offsets import Offsets
from shared.messaging.reading import records_between
from tests.builders.envelopes import encoded, petition, scheduling
from tests.builders.shell import Shell
from tests.journeys.conftest import Up

NOW = "2024-06-03T09:00:00+07:00"
UNIT = "so-xay-dung"
TOPIC = topics.FACTS["petitions"]
DISCARDED = """
INSERT INTO parked_facts (topic, partition, "offset", subject, sequence, reason, value, recorded_at, state)
VALUES ($1, $2, $3, 'petition/kn-1', 1, 'by mistake', '', now(), 'discarded')
"""


def servers(platform: Shell) -> str:
    return platform.addresses["kafka"]["bootstrap_servers"]


async def true_fact(platform: Shell) -> Record:
    async with Offsets(servers(platform)) as offsets:
        ends = await offsets.ends(await offsets.partitions([TOPIC]))
    read = records_between(servers(platform), {}, ends)
    found = [r async for several in read for r in several if r.key == b"petition/kn-1"]
    return found[0]


async def put(platform: Shell, *records: tuple[bytes | None, bytes]) -> list[str]:
    """Somebody writes these keys and values; how operators name them."""
    producer = AIOKafkaProducer(bootstrap_servers=servers(platform))
    await producer.start()
    try:
        done = [await producer.send_and_wait(TOPIC, value, key) for key, value in records]
        return [f"{each.topic}/{each.partition}/{each.offset}" for each in done]
    finally:
        await producer.stop()


def forged(true: Record, name: str) -> tuple[bytes | None, bytes]:
    return true.key, json.dumps({**json.loads(true.value or b""), "id": name}).encode()


def parked(platform: Up, records: Sequence[str]) -> list[str]:
    """What waits, once deadlines and reporting hold each of these back."""
    wanted = sorted(f"{service}:{record}" for service in ("deadlines", "reporting") for record in records)
    for _ in range(100):
        said = sorted(one["name"] for one in platform.said("dead-letters", "list"))
        if said == wanted:
            return said
    raise AssertionError(said)


def broken(platform: Shell) -> dict[str, list[str]]:
    """The laws that do not hold; the audit itself must end as an audit."""
    done = platform.run("audit", "--json")
    assert done.code in (0, 1), done.err
    return {law["law"]: law["broken"] for law in json.loads(done.out) if not law["holds"]}


def discard(platform: Up, *names: str) -> None:
    platform.said("dead-letters", "discard", *names, "--why", "không phải của nền tảng")


def all_is_well(platform: Up, discarded: int) -> None:
    assert platform.said("drain", "--timeout", "100")["drained"]
    assert broken(platform) == {}
    law = next(law for law in platform.said("audit") if law["law"].startswith("only facts stand"))
    assert law["figures"].endswith(f" facts, {discarded} records discarded")


async def give_up(platform: Shell, record: Record) -> None:
    connection = await asyncpg.connect(platform.addresses["databases"]["reporting"])
    try:
        await connection.execute(DISCARDED, *record.place)
    finally:
        await connection.close()


@pytest.mark.timeout(400)
def test_what_is_not_ours_on_a_topic_of_facts_is_named_discarded_and_in_nobodys_way(
    up: Callable[..., Up],
) -> None:
    platform = up(now=NOW)
    given = [encoded(event).decode() for event in (scheduling(UNIT, "hn-1"), petition(UNIT, "kn-1", "hn-1"))]
    for event in given:
        platform.said("publish", "-", given=event)
    assert platform.said("drain")["drained"]
    true = asyncio.run(true_fact(platform))
    alone = json.dumps({**json.loads(true.value or b""), "subject": "petition/kn-0", "sequence": 7}).encode()
    records = [forged(true, "forged"), (b"\xff", b"junk"), (None, b'{"id": "no fact"}'), (b"x", alone)]
    places = asyncio.run(put(platform, *records))
    names = parked(platform, places)
    found = broken(platform)
    assert found["only facts stand on the topics of facts"] == [f"no fact: {p}" for p in sorted(places[1:3])]
    assert "fork: petition/kn-1 #1" in found["petitions: sequences run 1..n"]
    # As long as one service holds them back, they count.
    discard(platform, *(name for name in names if name.startswith("deadlines")))
    found = broken(platform)
    assert "fork: petition/kn-1 #1" in found["petitions: sequences run 1..n"]
    discard(platform, *(name for name in names if name.startswith("reporting")))
    all_is_well(platform, len(places))

    assert platform.stop() == 0
    # A gap is what a database that was put back leaves: its operator says that it is none.
    shell = Shell(platform.data_dir)
    refused = shell.run("take-up")
    assert f"--not-ours {places[3]}`" in refused.err
    assert shell.said("take-up", "--not-ours", places[3])["petitions"]["retaken"] == []
    again = shell.run("take-up", "--not-ours", places[3])
    assert (again.code, "--not-ours: no fact lies at" in again.err) == (2, True)

    platform = up(now=NOW, data_dir=platform.data_dir)
    places += asyncio.run(put(platform, forged(true, "forged again")))
    discard(platform, *parked(platform, places[4:]))
    assert platform.stop() == 0
    platform = up(now=NOW, data_dir=platform.data_dir)
    all_is_well(platform, len(places))
    asyncio.run(give_up(platform, true))
    assert broken(platform)["petitions: outbox = doithoai.petitions.v1"] == [
        f"not on the topic: {json.loads(true.value or b'')['id']}"
    ]
