"""Ready is who can work, alive is who gets on; each says what is the matter."""

import httpx

from cli.answering import PREFIXES
from shared.web.access import Access
from shared.web.app import build_app
from shared.web.origin import Origin
from tests.component.web.conftest import Door

TOPIC = "doithoai.inbound.so-xay-dung.petitions"
STOP = "INSERT INTO stopped_topics (topic, cause, failures, stopped_at) VALUES ($1, 'bug', 10, now())"


async def test_a_stopped_topic_is_told_by_readiness(door: Door) -> None:
    assert (await door.ask("/health/ready")).status_code == 200
    await door.run(STOP, TOPIC)
    answer = await door.ask("/health/ready")
    assert (answer.status_code, answer.json()["stopped_topics"]) == (503, [TOPIC])


async def test_behind_one_port_all_four_must_be_ready(door: Door) -> None:
    apps = {
        prefix: build_app("petitions", "t", [], Access(door.engine, True))
        for prefix in ("/", "/api/petitions")
    }
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Origin(apps)), base_url="http://x") as client:
        assert (await client.get("/health/ready")).json() == {"status": "ready"}
        await door.run(STOP, TOPIC)
        answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["petitions"] == {"stopped_topics": [TOPIC]}


async def test_each_service_is_called_by_its_name_whatever_else_it_answers(door: Door) -> None:
    apps = {name: build_app(name, "t", [], Access(door.engine, True)) for name in {*PREFIXES.values()}}
    origin = Origin({prefix: apps[name] for prefix, name in PREFIXES.items()})
    await door.run(STOP, TOPIC)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(origin), base_url="http://x") as client:
        assert set((await client.get("/health/ready")).json()) == {"status", *apps}


async def test_a_worker_that_stands_still_is_told_by_liveness(door: Door) -> None:
    app = build_app("petitions", "t", [], Access(door.engine, True))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        assert (await client.get("/health/live")).status_code == 200
        app.state.alive = lambda: False
        for path in ("/health/live", "/health/ready"):
            assert (await client.get(path)).status_code == 503


async def test_a_worker_that_was_never_given_its_partitions_is_alive_and_not_ready(door: Door) -> None:
    app = build_app("petitions", "t", [], Access(door.engine, True))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        app.state.reached = lambda: False
        assert (await client.get("/health/live")).status_code == 200
        answer = await client.get("/health/ready")
        assert (answer.status_code, answer.json()["worker"]) == (503, "has not been given its partitions yet")
        app.state.reached = lambda: True
        assert (await client.get("/health/ready")).status_code == 200
