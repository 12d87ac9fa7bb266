"""An agency without a Kafka client sends events over HTTP: onto its own topics, each with a receipt."""

import asyncio
import json
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any

import httpx
import pytest

from shared import units
from shared.database.credentials import Role
from shared.events.fields import MAX_EVENT_BYTES
from shared.messaging import topics
from shared.messaging.admin import create_topics
from shared.messaging.broker import build_broker
from shared.messaging.consumer import Subscription
from shared.messaging.intake import Intake
from shared.messaging.relay import Relay
from shared.messaging.worker import Worker
from shared.settings import Settings
from tests.builders.conference_events import told
from tests.builders.envelopes import encoded, petition
from tests.component.notices.conftest import Notices, client_of

PATH, TIME = "/api/events", "2024-05-02T08:00:00+07:00"
ONE = {"content-type": "application/cloudevents+json"}
BATCH = {"content-type": "application/cloudevents-batch+json"}
OTHER = "so-tu-phap"
_used = count(-2, -1)


@dataclass
class Agency:
    """A unit with topics of its own, its token, and the door it sends through; its events are taken in."""

    unit_id: str
    door: httpx.AsyncClient
    token: dict[str, str]
    notices: Notices

    async def sends(self, content: bytes, **headers: str) -> httpx.Response:
        return await self.door.post(PATH, content=content, headers=self.token | ONE | headers)

    async def sends_all(self, *parts: Any, **headers: str) -> httpx.Response:
        content = json.dumps(parts, ensure_ascii=False).encode()
        return await self.sends(content, **BATCH, **headers)

    def scheduled(self, conference_id: str = "hn-1") -> dict[str, Any]:
        data = {"conference_id": conference_id, "unit_id": self.unit_id}
        return told("ConferenceScheduled", TIME, self.unit_id, **data)


@pytest.fixture
async def agency(notices: Notices, bootstrap_servers: str) -> AsyncIterator[Agency]:
    """A unit that no other test uses."""
    registry = units.shipped()
    unit_id = [u for u in registry.with_topics() if registry.valid_at(u, date(2024, 5, 2))][next(_used)]
    await create_topics(bootstrap_servers, [*topics.of_platform(), *topics.of_unit(unit_id)])
    broker, stop = build_broker(bootstrap_servers, "notices"), asyncio.Event()
    # A group of its own: that of the service is other tests' too, and hears late of new topics.
    own = [topics.inbound(unit_id, "notices")]
    Subscription(broker, Intake(notices.shop), group=f"events-{unit_id}", replica="0", topics=own)
    worker = Worker("notices", broker, [Relay(notices.shop, bootstrap_servers).run], [])
    running = asyncio.create_task(worker.run(stop))
    await worker.started.wait()
    async with client_of(Settings(kafka=bootstrap_servers, database=notices.url)) as door:
        yield Agency(unit_id, door, await notices.bearer(unit_id), notices)
    stop.set()
    await running


def said(answer: httpx.Response) -> list[tuple[str, str | None]]:
    assert answer.status_code == 202, answer.text
    return [(receipt["outcome"], receipt.get("reason")) for receipt in answer.json()["receipts"]]


async def test_each_event_of_a_batch_has_its_receipt_in_order_whatever_its_neighbours_are(
    agency: Agency,
) -> None:
    scheduled = agency.scheduled()
    stray = told("ConferenceHeld", TIME, OTHER)
    unknown = agency.scheduled() | {"type": "vn.haiphong.doithoai.Nothing.v1"}
    posted = told("NoticePosted", "2024-05-20T08:00:00+07:00", agency.unit_id)
    answer = await agency.sends_all(scheduled, stray, 7, unknown, posted, agency.scheduled())
    assert said(answer) == [
        ("accepted", None), ("rejected", "not_your_unit"), ("rejected", "malformed"),
        ("rejected", "unknown_type"), ("accepted", None), ("rejected", "not_allowed"),
    ]  # fmt: skip
    places = [(receipt["topic"], receipt["offset"]) for receipt in answer.json()["receipts"]]
    assert places == [(topics.inbound(agency.unit_id, "notices"), offset) for offset in range(6)]
    acts = await agency.notices.rows("SELECT name, unit_id FROM acts ORDER BY sequence")
    assert acts == [("ConferenceScheduled", agency.unit_id), ("NoticePosted", agency.unit_id)]


async def test_a_receipt_is_asked_for_later_by_its_unit_alone(agency: Agency) -> None:
    scheduled = agency.scheduled()
    assert said(await agency.sends(encoded(scheduled))) == [("accepted", None)]
    assert said(await agency.sends(encoded(scheduled))) == [("duplicate", None)]
    found = (await agency.door.get(f"/api/receipts/{scheduled['id']}", headers=agency.token)).json()
    assert (found["outcome"], found["offset"]) == ("accepted", 0)
    assert [receipt["outcome"] for receipt in found["receipts"]] == ["accepted", "duplicate"]
    others = await agency.notices.bearer(OTHER)
    for path, token in ((scheduled["id"], others), ("e-0", agency.token)):
        assert (await agency.door.get(f"/api/receipts/{path}", headers=token)).status_code == 404


async def test_a_receipt_is_found_by_the_id_as_its_sender_wrote_it_and_as_it_is_kept(agency: Agency) -> None:
    kept = "hội nghị 1"
    in_parts = unicodedata.normalize("NFD", kept)
    assert said(await agency.sends(encoded(agency.scheduled() | {"id": in_parts}))) == [("accepted", None)]
    for asked in (in_parts, kept):
        found = (await agency.door.get(f"/api/receipts/{asked}", headers=agency.token)).json()
        assert (found["event_id"], found["outcome"]) == (kept, "accepted")


async def test_what_else_comes_under_its_id_does_not_change_what_became_of_an_event(agency: Agency) -> None:
    scheduled = agency.scheduled()
    late = scheduled | {"type": "vn.haiphong.doithoai.Nothing.v1"}
    other = scheduled | {"time": "2024-05-02T09:00:00+07:00"}
    for event in (late, scheduled, other, scheduled):
        await agency.sends(encoded(event))
    found = (await agency.door.get(f"/api/receipts/{scheduled['id']}", headers=agency.token)).json()
    assert (found["outcome"], found["offset"]) == ("accepted", 1)
    told = [(receipt["outcome"], receipt.get("reason")) for receipt in found["receipts"]]
    assert told == [
        ("rejected", "unknown_type"), ("accepted", None),
        ("rejected", "conflicting_duplicate"), ("duplicate", None),
    ]  # fmt: skip


async def test_what_nobody_has_decided_yet_is_told_to_be_waiting(agency: Agency) -> None:
    """No worker of petitions runs here."""
    answer = await agency.sends(encoded(petition(agency.unit_id, "kn-1", "hn-1")))
    assert said(answer) == [("waiting", None)]
    assert answer.json()["receipts"][0]["topic"] == topics.inbound(agency.unit_id, "petitions")


async def test_the_same_key_is_answered_the_same_and_sends_nothing_again(agency: Agency) -> None:
    key, content = {"Idempotency-Key": "k-1"}, encoded(agency.scheduled())
    first, again = await agency.sends(content, **key), await agency.sends(content, **key)
    assert said(first) == [("accepted", None)]
    assert again.json() == first.json()
    problem = await agency.sends(encoded(agency.scheduled("hn-2")), **key)
    assert (problem.status_code, problem.json()["field"]) == (422, "Idempotency-Key")
    assert await agency.notices.rows("SELECT count(*) FROM receipts") == [(1,)]


async def test_of_many_at_once_with_one_key_one_is_sent_and_all_are_answered_alike(
    agency: Agency, bootstrap_servers: str
) -> None:
    """Two replicas: what one reserves the other sees."""
    content = encoded(agency.scheduled())
    async with client_of(Settings(kafka=bootstrap_servers, database=agency.notices.url)) as door:
        doors = [agency, replace(agency, door=door)] * 4
        answers = await asyncio.gather(*(one.sends(content, **{"Idempotency-Key": "k-1"}) for one in doors))
    assert [said(answer) for answer in answers] == [[("accepted", None)]] * 8
    assert [answer.json() for answer in answers] == [answers[0].json()] * 8
    assert answers[0].json()["receipts"][0]["offset"] == 0
    assert await agency.notices.rows("SELECT count(*) FROM receipts") == [(1,)]


async def test_of_many_at_once_with_one_key_and_different_events_one_is_taken(agency: Agency) -> None:
    contents = [encoded(agency.scheduled(f"hn-{number}")) for number in range(4)]
    key = {"Idempotency-Key": "k-1"}
    answers = await asyncio.gather(*(agency.sends(content, **key) for content in contents))
    assert sorted(answer.status_code for answer in answers) == [202, 422, 422, 422]
    assert await agency.notices.rows("SELECT count(*) FROM acts") == [(1,)]


async def test_what_cannot_be_told_apart_or_is_too_large_is_refused_before_anything_is_sent(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    token = await notices.bearer(OTHER)
    large = b'{"id": "%s"}' % (b"x" * MAX_EVENT_BYTES)
    second = b"[{}," + large + b"]"
    for content, headers, status in (
        (b'{"id":', ONE, 400),
        (b"\xff\xfe", ONE, 400),
        (b"{}", BATCH, 400),
        (b"[{}, {]", BATCH, 400),
        (large, ONE, 413),
        (second, BATCH, 413),
        (b"[" + b",".join([b"{}"] * 1001) + b"]", BATCH, 413),
    ):
        answer = await web.post(PATH, content=content, headers=token | headers)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert content is not second or "Sự kiện thứ 2 có" in answer.json()["detail"]
    # Nothing was sent: Kafka is not there, and was not missed.
    assert (await web.post(PATH, content=b"[]", headers=token | BATCH)).json() == {"receipts": []}


async def test_without_kafka_one_is_asked_to_come_back(notices: Notices, web: httpx.AsyncClient) -> None:
    token = await notices.bearer(OTHER)
    for answer in (
        await web.post(PATH, content=encoded(told("ConferenceHeld", TIME, OTHER)), headers=token | ONE),
        await web.get("/api/receipts/e-1", headers=token),
    ):
        assert answer.status_code == 503, answer.text
        assert int(answer.headers["retry-after"]) > 0


async def test_what_perhaps_lies_on_kafka_may_be_sent_again_with_its_key_and_nothing_else(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    headers = await notices.bearer(OTHER) | ONE | {"Idempotency-Key": "k-1"}
    held, other = (encoded(told("ConferenceHeld", TIME, OTHER)) for _ in range(2))
    first = await web.post(PATH, content=held, headers=headers)
    assert first.status_code == 503
    assert (await web.post(PATH, content=held, headers=headers)).json() == first.json()
    problem = await web.post(PATH, content=other, headers=headers)
    assert (problem.status_code, problem.json()["field"]) == (422, "Idempotency-Key")


async def test_only_a_units_system_sends_events(notices: Notices, web: httpx.AsyncClient) -> None:
    assert (await web.post(PATH, content=b"{}", headers=ONE)).status_code == 401
    for role in (Role.OFFICER, Role.DPI, Role.OPERATOR):
        token = await notices.bearer(OTHER if role is Role.OFFICER else None, role)
        assert (await web.post(PATH, content=b"{}", headers=token | ONE)).status_code == 403
