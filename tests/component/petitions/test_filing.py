"""A business petitions over HTTP: stored before it is answered, once per key, nothing personal told (R15)."""

from typing import Any

import httpx
import pytest

from tests.builders.out_of_step import put_out_of_step
from tests.builders.petition_events import HEIR, OWNER, told
from tests.builders.problems import refused
from tests.component.petitions.conftest import Petitions, client_of

PATH = "/api/petitions"
BODY: dict[str, Any] = {
    "conference_id": "hn-1",
    "group": "land",
    "business": {"name": "Công ty TNHH Sông Cấm", "kind": "enterprise", "tax_code": "0200000000"},
    "content": "Kiến nghị về thủ tục thuê đất",
}
HOUSEHOLD = {"name": "Hộ bà Canary-7731", "kind": "household", "tax_code": "0987654321"}
CONTACT = {"name": "Canary-8842", "phone": "0987654322", "email": "canary@example.invalid"}
SECRETS = ("anary", "0987654321", "0987654322")


async def stored(petitions: Petitions) -> list[tuple[Any, ...]]:
    return await petitions.rows("SELECT petition_id, conference_id, unit_id, state FROM petitions")


async def test_a_petition_is_stored_and_published_before_it_is_answered(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    answer = await web.post(PATH, json=BODY)
    assert answer.status_code == 201
    petition_id, code = answer.json()["petition_id"], answer.json()["tracking_code"]
    assert len(code) >= 14
    assert await stored(petitions) == [(petition_id, "hn-1", OWNER, "pending")]
    assert await petitions.rows("SELECT topic, key FROM outbox_records") == [
        ("doithoai.petitions.v1", f"petition/{petition_id}")
    ]
    act = await petitions.rows(
        "SELECT name, unit_id, sequence, data->>'channel' FROM acts WHERE topic LIKE '%pet%'"
    )
    assert act == [("PetitionReceived", OWNER, 1, "form")]


async def test_a_unit_may_not_send_an_event_under_the_id_of_what_was_filed_about_the_same_petition(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    filed = (await web.post(PATH, json=BODY)).json()["petition_id"]
    await petitions.know("hn-2")
    (event_id,) = (await petitions.rows("SELECT event_id FROM inbox"))[0]
    answer = told("PetitionAnswered", "2025-06-02 10:01", HEIR, petition_id=filed)
    about_another = told("PetitionReceived", "2024-05-20 09:00", conference_id="hn-2")
    await petitions.take(answer | {"id": event_id})
    outcome = "SELECT outcome, reason, field FROM receipts"
    assert await petitions.rows(outcome) == [("rejected", "conflicting_duplicate", "id")]
    # Under its own id it is an answer; and the id is free for what is about something else.
    await petitions.take(answer, about_another | {"id": event_id})
    found = (await web.get(f"{PATH}/{filed}")).json()
    assert [act["act"] for act in found["history"]] == ["PetitionReceived", "PetitionAnswered"]
    assert (await web.get(f"{PATH}/kn-1")).json()["state"] == "pending"


async def test_an_unknown_conference_is_not_found(petitions: Petitions, web: httpx.AsyncClient) -> None:
    await petitions.know("hn-2")
    problem = refused(await web.post(PATH, json=BODY), 404)
    assert (problem["status"], problem["type"]) == (404, "about:blank")
    assert "hn-1" in problem["detail"]
    assert await stored(petitions) == []


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("conference_id", {**BODY, "conference_id": "HN 1"}),
        ("group", {**BODY, "group": "housing"}),
        ("group", {name: value for name, value in BODY.items() if name != "group"}),
        ("business.kind", {**BODY, "business": {"name": "x", "kind": "bank"}}),
        ("business.name", {**BODY, "business": {"kind": "enterprise"}}),
        ("content", {**BODY, "content": "x" * 20_001}),
        ("content", {**BODY, "content": "a\0b"}),
        ("content", {**BODY, "content": 7}),
        ("contact.phone", {**BODY, "contact": {"phone": 84}}),
        ("data", []),
    ],
)
async def test_a_wrong_field_is_named(
    petitions: Petitions, web: httpx.AsyncClient, field: str, body: object
) -> None:
    await petitions.know()
    assert refused(await web.post(PATH, json=body), 422)["field"] == field
    assert await stored(petitions) == []


@pytest.mark.parametrize(
    ("content", "status"), [(b"{", 400), (b'"\xff"', 400), (b" " * (256 * 1024 + 1), 413)]
)
async def test_what_is_no_json_or_too_much_is_refused(
    petitions: Petitions, web: httpx.AsyncClient, content: bytes, status: int
) -> None:
    refused(await web.post(PATH, content=content), status)
    assert await stored(petitions) == []


async def test_the_same_key_and_body_are_answered_the_same_and_stored_once(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    key = {"Idempotency-Key": "k-1"}
    first = await web.post(PATH, json=BODY, headers=key)
    again = await web.post(PATH, json=dict(reversed(BODY.items())), headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(await stored(petitions)) == 1
    problem = refused(await web.post(PATH, json=BODY | {"content": "khác"}, headers=key), 422)
    assert problem["field"] == "Idempotency-Key"
    assert (await web.post(PATH, json=BODY, headers={"Idempotency-Key": "k-2"})).json() != first.json()
    assert len(await stored(petitions)) == 2


async def test_without_a_key_each_post_is_a_petition_of_its_own(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    first, second = await web.post(PATH, json=BODY), await web.post(PATH, json=BODY)
    assert {*first.json().values()} & {*second.json().values()} == set()
    assert len(await stored(petitions)) == 2


async def test_what_is_personal_stays_in_the_database_that_took_it_in(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    answer = await web.post(PATH, json=BODY | {"business": HOUSEHOLD, "contact": CONTACT})
    kept = await petitions.rows(
        "SELECT data->'business'->>'name', data->'contact'->>'phone' FROM acts WHERE topic LIKE '%pet%'"
    )
    assert kept == [("Hộ bà Canary-7731", "0987654322")]
    code, petition_id = answer.json()["tracking_code"], answer.json()["petition_id"]
    shown = [await web.get(path) for path in (f"{PATH}/track/{code}", f"{PATH}/{petition_id}", PATH)]
    assert [page.status_code for page in shown] == [200, 200, 200]
    seen = [
        *(page.text for page in (answer, *shown)),
        *(bytes(value).decode() for (value,) in await petitions.rows("SELECT value FROM outbox_records")),
    ]
    assert not [text for text in seen if any(secret in text for secret in SECRETS)]


async def test_a_petition_is_never_dated_before_its_conference_was_scheduled(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    """A unit's clock may run up to five minutes ahead of ours."""
    await petitions.know(scheduled="2025-06-02 10:04")
    assert (await web.post(PATH, json=BODY)).status_code == 201


async def test_without_its_database_nothing_is_taken_in_and_one_is_asked_to_come_back(
    unused_tcp_port: int,
) -> None:
    async with client_of(f"postgresql://nobody@127.0.0.1:{unused_tcp_port}/petitions") as web:
        for answer in (
            await web.post(PATH, json=BODY),
            await web.get(PATH),
            await web.get(f"{PATH}/kn-1"),
            await web.get(f"{PATH}/track/AAAA-BBBB-CCCC"),
        ):
            refused(answer, 503)
            assert int(answer.headers["retry-after"]) > 0
        assert (await web.get("/health/ready")).status_code == 503
        assert (await web.get("/health/live")).status_code == 200


async def test_where_its_database_is_read_only_one_is_asked_to_come_back_and_afterwards_taken_in(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    await petitions.read_only("on")
    refused(await web.post(PATH, json=BODY), 503)
    assert (await web.get("/health/ready")).json()["database"] == "read-only"
    assert (await web.get(PATH)).status_code == 200
    await petitions.read_only("off")
    assert (await web.post(PATH, json=BODY)).status_code == 201
    assert (await web.get("/health/ready")).status_code == 200


async def test_a_database_that_came_back_is_used_again(petitions: Petitions, web: httpx.AsyncClient) -> None:
    await petitions.know()
    assert (await web.post(PATH, json=BODY)).status_code == 201
    await petitions.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert (await web.post(PATH, json=BODY)).status_code == 201


async def test_a_connection_that_is_out_of_step_with_its_server_is_used_no_more(
    petitions: Petitions, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await petitions.know()
    assert (await web.post(PATH, json=BODY)).status_code == 201
    out_of_step = put_out_of_step(monkeypatch, "execute")
    assert (await web.post(PATH, json=BODY)).status_code == 201
    assert len(out_of_step) == 1
    assert out_of_step[0].is_closed()


async def test_the_api_says_what_a_petition_is(web: httpx.AsyncClient) -> None:
    document = (await web.get("/api/petitions/openapi.json")).json()
    schema = document["paths"][PATH]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["conference_id", "group", "business", "content"]
