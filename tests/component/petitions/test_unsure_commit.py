"""Whatever breaks under a filing: it is stored once or not at all, and who files learns which."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from shared.messaging import topics
from shared.messaging.admin import create_topics
from shared.messaging.relay import Relay, build_producer
from tests.builders.problems import refused
from tests.builders.wire import Wire, wire_to
from tests.component.petitions.conftest import Petitions, client_of
from tests.component.petitions.test_filing import BODY, PATH, stored

KEY = {"Idempotency-Key": "k-1"}


@asynccontextmanager
async def through_a_wire(petitions: Petitions) -> AsyncGenerator[tuple[Wire, httpx.AsyncClient]]:
    """The service's web side, and the wire between it and its database."""
    where = urlsplit(petitions.url)
    assert where.hostname
    assert where.port
    async with (
        wire_to(where.hostname, where.port) as wire,
        client_of(petitions.url.replace(f":{where.port}/", f":{wire.port}/")) as web,
    ):
        yield wire, web


@pytest.mark.parametrize("headers", [KEY, {}], ids=["with a key", "without a key"])
@pytest.mark.parametrize("cut", ["cut_before", "cut_after"], ids=["the word is lost", "the answer is lost"])
async def test_a_commit_with_an_unknown_outcome_is_found_out_and_the_petition_stored_once(
    petitions: Petitions, cut: str, headers: dict[str, str]
) -> None:
    await petitions.know()
    async with through_a_wire(petitions) as (wire, web):
        setattr(wire, cut, b"COMMIT;")
        answer = await web.post(PATH, json=BODY, headers=headers)
        assert wire.cuts == 1
        assert answer.status_code == 201
        ((petition_id, *_),) = await stored(petitions)
        assert answer.json()["petition_id"] == petition_id
        tracked = await web.get(f"{PATH}/track/{answer.json()['tracking_code']}")
        assert tracked.status_code == 200
        if headers:
            again = await web.post(PATH, json=BODY, headers=headers)
            assert (again.status_code, again.json()) == (201, answer.json())
    assert len(await stored(petitions)) == 1


async def test_where_it_stays_unknown_one_is_told_so_and_a_retry_finds_out(petitions: Petitions) -> None:
    await petitions.know()
    async with through_a_wire(petitions) as (wire, web):
        wire.cut_after = b"COMMIT;"
        wire.dead_after_cut = True
        problem = refused(await web.post(PATH, json=BODY, headers=KEY), 503)
        assert "chưa rõ" in problem["detail"]
        wire.dead_after_cut = False
        answer = await web.post(PATH, json=BODY, headers=KEY)
        assert answer.status_code == 201
    ((petition_id, *_),) = await stored(petitions)
    assert answer.json()["petition_id"] == petition_id


async def test_petitions_are_taken_in_while_kafka_is_away_and_published_when_it_is_back(
    petitions: Petitions, bootstrap_servers: str, unused_tcp_port: int
) -> None:
    await petitions.know()
    nowhere = f"127.0.0.1:{unused_tcp_port}"
    async with client_of(petitions.url, kafka=nowhere) as web:
        answer = await web.post(PATH, json=BODY, headers=KEY)
        assert answer.status_code == 201
        assert (await web.get("/health/ready")).status_code == 200
    key = f"petition/{answer.json()['petition_id']}"
    unpublished = "SELECT key FROM outbox_records WHERE published_at IS NULL"
    assert await petitions.rows(unpublished) == [(key,)]
    await create_topics(bootstrap_servers, topics.of_platform())
    producer = build_producer(bootstrap_servers, "petitions")
    await producer.start()
    try:
        await Relay(petitions.shop, bootstrap_servers).publish(producer)
    finally:
        await producer.stop()
    assert await petitions.rows(unpublished) == []
