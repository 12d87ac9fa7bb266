"""What is held back is named by `drain` at once, and an operator sees it and has it taken up again."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import asyncpg
import httpx
import pytest
from aiokafka import AIOKafkaProducer

from shared.messaging import topics
from shared.messaging.outbox import Fact
from tests.builders.envelopes import encoded, scheduling
from tests.journeys.conftest import Up

NOW = "2024-06-03T09:00:00+07:00"
UNIT = "so-xay-dung"
AT = datetime.fromisoformat("2024-06-01T09:00:00+07:00")
SUBJECT = "conference/hn-1"


async def put(platform: Up, number: int) -> None:
    """Somebody writes a fact about the conference under this number: after 1, a gap or what fills it."""
    fact = Fact("ConferenceHeld", SUBJECT, number, AT, {"conference_id": "hn-1", "participants": 20},
                f"by hand|{number}", None, UNIT, AT)  # fmt: skip
    message = fact.message("notices", topics.FACTS["notices"])
    producer = AIOKafkaProducer(bootstrap_servers=platform.addresses["kafka"]["bootstrap_servers"])
    await producer.start()
    try:
        await producer.send_and_wait(message.topic, message.value, message.key.encode())
    finally:
        await producer.stop()


async def followed_to(platform: Up, sequence: int) -> list[int]:
    """How far petitions, deadlines and reporting have followed the conference."""
    found: list[int] = []
    for service in ("petitions", "deadlines", "reporting"):
        connection = await asyncpg.connect(platform.addresses["databases"][service])
        try:
            found.append(
                await connection.fetchval(
                    "SELECT last_sequence FROM followed WHERE topic = $1 AND subject = $2",
                    topics.FACTS["notices"],
                    SUBJECT,
                )
            )
        finally:
            await connection.close()
    return found


def waiting(platform: Up, number: int) -> list[dict[str, Any]]:
    """The queue, once all three have parked what they can't work in."""
    for _ in range(100):
        said = platform.said("dead-letters", "list")
        if len(said) == number:
            return said
    raise AssertionError(said)


@pytest.mark.timeout(300)
def test_drain_names_what_is_held_back_and_an_operator_has_it_taken_up(up: Callable[..., Up]) -> None:
    platform = up(now=NOW)
    conference = encoded(scheduling(UNIT, "hn-1")).decode()
    assert platform.said("publish", "-", given=conference)["counts"] == {"accepted": 1}
    assert platform.said("drain")["drained"]
    asyncio.run(put(platform, 3))
    found = waiting(platform, 3)
    assert {(one["kind"], one["subject"], one["cause"]) for one in found} == {
        ("parked_fact", SUBJECT, "gap: expected number 2")
    }
    drained = platform.run("drain", "--timeout", "100")
    assert drained.code == 1
    assert f"parked in reporting: {SUBJECT} (gap: expected number 2)" in drained.err
    assert "will not by itself" in drained.err

    asyncio.run(put(platform, 2))
    assert {one["behind"] for one in waiting(platform, 6)} == {1}
    shown = platform.run("dead-letters", "show", found[0]["name"])
    assert shown.code == 0
    assert '"sequence":3' in shown.out
    token = platform.said("token", "add", "--operator")["token"]
    route = f"/api/petitions/dead-letters/{found[0]['name'].partition(':')[2]}"
    assert found[0]["name"].startswith("petitions:")
    with httpx.Client(base_url=platform.http, timeout=30) as client:
        assert client.post(f"{route}/retry").status_code == 401
        client.headers["Authorization"] = f"Bearer {token}"
        assert client.get("/api/petitions/dead-letters").json()["total"] == 2
        for _ in range(2):
            answer = client.post(f"{route}/retry")
            assert (answer.status_code, answer.json()["state"]) == (200, "retried"), answer.text
    assert len(waiting(platform, 4)) == 4
    done = platform.said("dead-letters", "retry", "--subject", SUBJECT)
    assert (len(done["settled"]), done["open"], done["not_yet"]) == (4, {}, [])
    assert asyncio.run(followed_to(platform, 3)) == [3, 3, 3]
    assert platform.said("drain")["drained"]
    assert platform.run("dead-letters", "retry", "petitions:nothing/0/0").code == 2
    assert json.loads(platform.run("dead-letters", "list", "--json").out) == []
    assert platform.stop() == 0
