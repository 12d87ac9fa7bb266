"""A business registers over HTTP: stored before it is answered, once per key, never told to all (R7, R8)."""

import asyncio
from typing import Any

import httpx
import pytest

from services.notices.handlers.register import time_ordered_id
from shared.web import commands
from tests.builders.conference_events import NOW, told
from tests.builders.problems import refused
from tests.builders.statements import statements
from tests.component.notices.conftest import Notices

PATH = "/api/notices/conferences/hn-1/registrations"
BODY = {
    "business": {"name": "Công ty TNHH Sông Cấm", "kind": "enterprise", "tax_code": "0200000000"},
    "attendees": 2,
}
SCHEDULED = told("ConferenceScheduled", "2024-05-02T08:00:00+07:00")


async def registered(notices: Notices) -> list[tuple[Any, ...]]:
    return await notices.rows("SELECT registration_id, conference_id, attendees FROM registrations")


async def test_a_registration_is_stored_and_published_before_it_is_answered(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    answer = await web.post(PATH, json=BODY)
    assert answer.status_code == 201
    registration_id = answer.json()["registration_id"]
    assert answer.json() == {"registration_id": registration_id, "conference_id": "hn-1"}
    assert await registered(notices) == [(registration_id, "hn-1", 2)]
    fact = (await notices.rows("SELECT name, unit_id, sequence FROM acts ORDER BY sequence"))[-1]
    assert fact == ("ParticipantRegistered", "so-xay-dung", 2)
    assert (await web.get("/api/notices/conferences/hn-1")).json()["registrations"] == 1


async def test_a_unit_may_not_send_an_event_under_the_id_of_a_registration_for_the_same_conference(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    registration_id = (await web.post(PATH, json=BODY)).json()["registration_id"]
    posted = told("NoticePosted", "2024-05-20T08:00:00+07:00")
    await notices.take(posted | {"id": registration_id}, posted)
    outcome = "SELECT outcome, reason, field FROM receipts WHERE event_id = $1"
    assert await notices.rows(outcome, registration_id) == [("rejected", "conflicting_duplicate", "id")]
    assert await notices.rows(outcome, posted["id"]) == [("accepted", None, None)]


async def test_a_unit_takes_back_what_it_registered_and_not_that_a_business_did_here(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """R8: with nobody registered the conference may be stopped. What a business wrote may be put right."""
    own = told("ParticipantRegistered", "2025-05-20T09:00:00+07:00") | {"id": time_ordered_id(NOW)}
    await notices.take(SCHEDULED, own)
    assert (await web.post(PATH, json=BODY)).status_code == 201
    name = "SELECT event_id, data FROM acts WHERE name = 'ParticipantRegistered' AND event_id <> $1"
    ((here, data),) = await notices.rows(name, own["id"])
    about = {"withdrawn": True, "conference_id": "hn-1", "reason": "không đến"}
    took_back = [
        told("EventCorrected", "2025-06-02T09:59:00+07:00", corrects=corrects, **about)
        for corrects in (here, own["id"])
    ]
    put_right = told(
        "EventCorrected",
        "2025-06-02T09:59:00+07:00",
        corrects=here,
        data=data | {"attendees": 1},
        reason="đếm lại",
    )
    await notices.take(*took_back, put_right)
    said = await notices.receipts()
    assert [said[event["id"]] for event in (*took_back, put_right)] == [
        ("rejected", "not_allowed"), ("accepted", None), ("accepted", None),
    ]  # fmt: skip
    assert (await web.get("/api/notices/conferences/hn-1")).json()["registrations"] == 1


async def test_an_unknown_conference_is_not_found(notices: Notices, web: httpx.AsyncClient) -> None:
    for conference_id in ("hn-2", "HN%00", "x" * 65):
        refused(await web.post(f"/api/notices/conferences/{conference_id}/registrations", json=BODY), 404)
    assert await registered(notices) == []


async def test_the_same_key_and_body_are_answered_the_same_and_stored_once(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    key = {"Idempotency-Key": "k-1"}
    first = await web.post(PATH, json=BODY, headers=key)
    again = await web.post(PATH, json=dict(reversed(BODY.items())), headers=key)
    assert (again.status_code, again.json()) == (first.status_code, first.json()) == (201, first.json())
    assert len(await registered(notices)) == 1
    problem = refused(await web.post(PATH, json=BODY | {"attendees": 3}, headers=key), 422)
    assert problem["field"] == "Idempotency-Key"
    other = await web.post(PATH, json=BODY, headers={"Idempotency-Key": "k-2"})
    assert other.json() != first.json()
    assert len(await registered(notices)) == 2


async def test_what_is_not_a_registration_is_refused_by_field(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    nameless = {**BODY, "business": {"kind": "enterprise"}}
    assert refused(await web.post(PATH, json=nameless), 422)["field"] == "business.name"
    strange = {**BODY, "business": {"name": "x", "kind": "bank"}}
    assert refused(await web.post(PATH, json=strange), 422)["field"] == "business.kind"
    assert refused(await web.post(PATH, json=BODY | {"attendees": 0}), 422)["field"] == "attendees"
    assert refused(await web.post(PATH, json=[]), 422)["field"] == "data"
    nul = {**BODY, "business": {"name": "x\0", "kind": "enterprise"}}
    assert refused(await web.post(PATH, json=nul), 422)["field"] == "business.name"
    refused(await web.post(PATH, content=b"{"), 400)
    refused(await web.post(PATH, content=b'"\xff"'), 400)
    refused(await web.post(PATH, content=b" " * (256 * 1024 + 1)), 413)
    assert await registered(notices) == []


async def test_while_the_conference_is_locked_nothing_is_stored_and_the_business_is_asked_to_come_back(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    async with notices.engine.begin() as conn:
        await conn.exec_driver_sql("SELECT 1 FROM subjects WHERE subject = 'conference/hn-1' FOR UPDATE")
        answer = await web.post(PATH, json=BODY)
    refused(answer, 503)
    assert int(answer.headers["retry-after"]) > 0
    assert await registered(notices) == []


async def test_of_many_who_register_for_a_locked_conference_one_waits_for_all_and_no_other_for_them(
    notices: Notices, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "SETTINGS", "SET LOCAL lock_timeout = '100ms'")
    other = SCHEDULED | {
        "id": "e-other",
        "subject": "hn-2",
        "data": SCHEDULED["data"] | {"conference_id": "hn-2"},
    }
    await notices.take(SCHEDULED, other)
    async with notices.engine.begin() as conn:
        await conn.exec_driver_sql("SELECT 1 FROM subjects WHERE subject = 'conference/hn-1' FOR UPDATE")
        with statements() as said:
            answers = await asyncio.gather(
                *(web.post(PATH, json=BODY) for _ in range(10)),
                web.post(PATH.replace("hn-1", "hn-2"), json=BODY),
            )
    assert [answer.status_code for answer in answers] == [503] * 10 + [201]
    # All together, then the first of them alone, then the other's: nobody waits behind ten timeouts.
    assert len([each for each in said if each.startswith("INSERT INTO subjects")]) == 3


async def test_a_registration_is_never_dated_before_its_conference_was_scheduled(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    """A unit's clock may run up to five minutes ahead."""
    ahead = told("ConferenceScheduled", "2025-06-02T10:04:00+07:00")
    await notices.take(ahead)
    assert (await web.post(PATH, json=BODY)).status_code == 201


async def test_nothing_personal_of_a_registration_is_published(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(SCHEDULED)
    body = {
        "business": {"name": "Hộ bà Canary-7731", "kind": "household", "tax_code": "0987654321"},
        "attendees": 1,
        "contact": {"name": "Canary-8842", "phone": "0987654322"},
    }
    assert (await web.post(PATH, json=body)).status_code == 201
    shown = (await web.get("/api/notices/conferences/hn-1")).text
    published = [bytes(value).decode() for (value,) in await notices.rows("SELECT value FROM outbox_records")]
    for text in (*published, shown):
        assert not any(secret in text for secret in ("anary", "0987654321", "0987654322"))


async def test_the_api_says_what_a_registration_is(web: httpx.AsyncClient) -> None:
    document = (await web.get("/api/notices/openapi.json")).json()
    operation = document["paths"]["/api/notices/conferences/{conference_id}/registrations"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["business", "attendees"]
    assert schema["properties"]["business"]["properties"]["kind"]["enum"] == [
        "enterprise",
        "cooperative",
        "household",
    ]
    assert "$ref" not in str(schema)


def test_ids_are_of_the_contracts_form_and_in_the_order_of_time() -> None:
    ids = [time_ordered_id(NOW.replace(microsecond=n * 1000)) for n in range(5)]
    assert ids == sorted(ids)
    assert all(len(id) == 36 and id[14] == "7" and id[19] in "89ab" for id in ids)
