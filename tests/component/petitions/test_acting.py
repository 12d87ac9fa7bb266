"""An officer acts on a petition over HTTP: as the token's unit, by the rules of events (R10-R16)."""

from typing import Any

import httpx
import msgspec
import pytest

from shared.database.credentials import Role
from tests.builders.envelopes import envelope
from tests.builders.petition_events import HEIR, OFFICE, OWNER, STRANGER, told
from tests.builders.problems import refused
from tests.component.petitions.conftest import Petitions

PATH = "/api/petitions/kn-1"
ANSWER: dict[str, Any] = {"mode": "written", "fully_resolved": True, "content": "Đã giải quyết"}
ACTIONS: list[tuple[str, dict[str, Any], str, str]] = [
    ("answer", ANSWER, "PetitionAnswered", "resolved"),
    ("transfer", {"to": STRANGER}, "PetitionTransferred", "transferred"),
    ("escalate", {"to": "city_committee"}, "PetitionEscalated", "awaiting_direction"),
    ("direct", {"by": "UBND thành phố", "content": "Giao Sở"}, "DirectionGiven", "pending"),
    ("coordinate", {"with": [STRANGER]}, "CoordinationRequested", "pending"),
    ("refuse", {"reason": "complaint"}, "PetitionRefused", "refused"),
    ("reclassify", {"group": "credit"}, "PetitionReclassified", "pending"),
    ("request-written", {}, "WrittenAnswerRequested", "pending"),
    ("withdraw", {}, "PetitionWithdrawn", "withdrawn"),
]

WRONG: list[tuple[str, Any, int, str | None, str]] = [
    ("answer", {**ANSWER, "at": "2025-06-02T10:06:00+07:00"}, 422, "in_the_future", "at"),
    ("answer", {**ANSWER, "at": "2024-05-20T08:59:00+07:00"}, 409, "not_allowed", "at"),
    ("answer", {**ANSWER, "mode": "by phone"}, 422, "invalid_data", "mode"),
    ("answer", {"mode": "written"}, 422, "invalid_data", "fully_resolved"),
    ("answer", {**ANSWER, "content": 7}, 422, "invalid_data", "content"),
    ("refuse", {"reason": "bored"}, 422, "invalid_data", "reason"),
    ("coordinate", {"with": []}, 422, "invalid_data", "with"),
    ("answer", {**ANSWER, "at": "hôm qua"}, 422, None, "at"),
    ("answer", {**ANSWER, "at": 7}, 422, None, "at"),
    ("answer", {**ANSWER, "content": "a\0b"}, 422, None, "content"),
    ("answer", [], 422, None, "data"),
]
"""What is asked, and how it is refused."""


def in_vietnamese(problem: dict[str, Any]) -> None:
    """What has no Vietnamese words stands in English, in brackets."""
    assert "được (" not in problem["detail"]
    assert "hợp lệ (" not in problem["detail"]
    assert not problem["detail"].isascii()


@pytest.fixture
async def kn_1(petitions: Petitions) -> Petitions:
    """A pending petition to a conference of HEIR's predecessor."""
    await petitions.know()
    await petitions.take(told("PetitionReceived", "2024-05-20 09:00"))
    return petitions


async def acts_of(petitions: Petitions, petition_id: str = "kn-1") -> list[tuple[Any, ...]]:
    """What was done after the reception."""
    statement = "SELECT name, unit_id, sequence FROM acts WHERE subject = $1 ORDER BY sequence"
    return (await petitions.rows(statement, f"petition/{petition_id}"))[1:]


async def test_each_action_is_the_event_of_the_tokens_unit(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    received = [
        told("PetitionReceived", "2024-05-20 09:00", petition_id=f"kn-{action}") for action, *_ in ACTIONS
    ]
    await petitions.take(*received)
    headers = await petitions.bearer(HEIR, Role.OFFICER)
    for action, body, name, state in ACTIONS:
        petition_id = f"kn-{action}"
        answer = await web.post(f"/api/petitions/{petition_id}/{action}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["petition_id"], answer.json()["state"]) == (petition_id, state)
        assert await acts_of(petitions, petition_id) == [(name, HEIR, 2)]
        (value,) = (await petitions.rows("SELECT value FROM outbox_records ORDER BY id, place"))[-1]
        fact = msgspec.json.decode(bytes(value))
        assert fact["type"] == f"vn.haiphong.doithoai.{name}.v1"
        assert (fact["unitid"], fact["causationid"]) == (HEIR, answer.json()["event_id"])
        assert fact["data"] == body | {"petition_id": petition_id}


async def test_another_units_token_is_refused_and_nothing_is_written(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    before = await written(kn_1)
    headers = await kn_1.bearer(STRANGER)
    said = ANSWER | {"unit_id": HEIR, "source": f"/units/{HEIR}"}
    problem = refused(await web.post(f"{PATH}/answer", json=said, headers=headers), 403)
    assert problem["reason"] == "not_your_unit"
    in_vietnamese(problem)
    assert await written(kn_1) == before


async def test_who_speaks_for_no_unit_acts_on_no_petition_not_even_on_this_machine(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    for role in (Role.DPI, Role.OPERATOR):
        headers = await kn_1.bearer(None, role)
        refused(await web.post(f"{PATH}/answer", json=ANSWER, headers=headers), 403)
    refused(await web.post(f"{PATH}/answer", json=ANSWER), 401)
    assert await acts_of(kn_1) == []


async def written(petitions: Petitions) -> list[tuple[Any, ...]]:
    return await petitions.rows(
        "SELECT (SELECT count(*) FROM acts), (SELECT count(*) FROM outbox_records), "
        "(SELECT count(*) FROM inbox), (SELECT count(*) FROM waiting), (SELECT count(*) FROM idempotency), "
        "(SELECT sum(last_sequence) FROM subjects)"
    )


async def test_what_is_wrong_is_named_with_the_receipts_reason(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    headers = await kn_1.bearer(HEIR)
    for action, body, status, reason, field in WRONG:
        problem = refused(await web.post(f"{PATH}/{action}", json=body, headers=headers), status)
        assert (problem.get("reason"), problem["field"]) == (reason, field)
        in_vietnamese(problem)
    # OWNER ended on 28/02/2025: what it does now is nobody's act.
    ended = await kn_1.bearer(OWNER)
    problem = refused(await web.post(f"{PATH}/withdraw", headers=ended), 403)
    assert problem["reason"] == "unknown_unit"
    in_vietnamese(problem)
    assert await acts_of(kn_1) == []


async def test_an_act_after_the_end_is_not_allowed_and_one_dated_before_it_is(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    headers = await kn_1.bearer(HEIR)
    withdrawn = await web.post(f"{PATH}/withdraw", json={"at": "2025-05-30T09:00:00+07:00"}, headers=headers)
    assert withdrawn.json()["state"] == "withdrawn"
    problem = refused(await web.post(f"{PATH}/answer", json=ANSWER, headers=headers), 409)
    assert (problem["reason"], problem["field"]) == ("not_allowed", "at")
    in_vietnamese(problem)
    before = ANSWER | {"at": "2025-05-29T09:00:00+07:00"}
    assert (await web.post(f"{PATH}/answer", json=before, headers=headers)).json()["state"] == "withdrawn"
    assert [name for name, _, _ in await acts_of(kn_1)] == ["PetitionWithdrawn", "PetitionAnswered"]


SET_ASIDE = (
    "INSERT INTO dead_letters "
    '(topic, partition, "offset", value, reason, cause, state, recorded_at, subject) '
    "VALUES ('t', 0, 0, 'x', 'r', 'c', 'open', now(), 'petition/kn-1')"
)


async def test_what_is_held_behind_our_own_fault_is_told_so_and_not_that_there_is_no_such_petition(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    headers = await kn_1.bearer(HEIR)
    event_id = (await web.post(f"{PATH}/answer", json=ANSWER, headers=headers)).json()["event_id"]
    async with kn_1.engine.begin() as conn:
        await conn.exec_driver_sql(SET_ASIDE)
    before = await written(kn_1)
    unsaid = {"corrects": event_id, "withdrawn": True, "reason": "gửi nhầm"}
    for action, body in (("answer", ANSWER), ("correct", unsaid)):
        answer = await web.post(f"{PATH}/{action}", json=body, headers=headers)
        problem = refused(answer, 503)
        assert int(answer.headers["retry-after"]) > 0
        assert "đang được khắc phục" in problem["detail"]
    assert await written(kn_1) == before


async def test_an_unknown_petition_is_not_found(kn_1: Petitions, web: httpx.AsyncClient) -> None:
    headers = await kn_1.bearer(HEIR)
    for petition_id in ("kn-2", "KN 1"):
        refused(await web.post(f"/api/petitions/{petition_id}/answer", json=ANSWER, headers=headers), 404)


async def test_the_same_key_acts_once_and_another_units_is_another(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    headers = await kn_1.bearer(HEIR) | {"Idempotency-Key": "k-1"}
    first = await web.post(f"{PATH}/answer", json=ANSWER, headers=headers)
    again = await web.post(f"{PATH}/answer", json=ANSWER, headers=headers)
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(await acts_of(kn_1)) == 1
    problem = refused(
        await web.post(f"{PATH}/answer", json=ANSWER | {"content": "khác"}, headers=headers), 422
    )
    assert problem["field"] == "Idempotency-Key"
    others = await kn_1.bearer(STRANGER) | {"Idempotency-Key": "k-1"}
    refused(await web.post(f"{PATH}/answer", json=ANSWER, headers=others), 403)


async def test_a_unit_it_was_passed_to_may_answer_and_the_office_directs(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    assert (
        await web.post(f"{PATH}/transfer", json={"to": STRANGER}, headers=await kn_1.bearer(HEIR))
    ).status_code == 200
    answer = await web.post(f"{PATH}/answer", json=ANSWER, headers=await kn_1.bearer(STRANGER))
    assert answer.json()["state"] == "resolved"
    said = {"by": "UBND thành phố", "content": "Giao Sở"}
    directed = await web.post(f"{PATH}/direct", json=said, headers=await kn_1.bearer(OFFICE))
    assert directed.status_code == 200


async def test_what_a_petition_says_is_shown_to_who_may_answer_it_and_to_nobody_else(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    contact = {"phone": "0987654322"}
    await petitions.take(told("PetitionReceived", "2024-05-20 09:00", contact=contact))
    own = (await web.get(PATH, headers=await petitions.bearer(HEIR))).json()
    assert own["contact"] == contact
    assert own["content"] == "Kiến nghị về thủ tục thuê đất"
    for headers in (await petitions.bearer(STRANGER), await petitions.bearer(None, Role.DPI), {}):
        shown = await web.get(PATH, headers=headers)
        assert shown.status_code == 200
        assert "0987654322" not in shown.text
        assert "thuê đất" not in shown.text


async def test_what_was_done_over_http_is_corrected_by_its_event_id(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    answer = await web.post(f"{PATH}/answer", json=ANSWER, headers=await kn_1.bearer(HEIR))
    data = ANSWER | {"petition_id": "kn-1", "fully_resolved": False}
    said = {"corrects": answer.json()["event_id"], "data": data, "reason": "ghi nhầm"}
    await kn_1.take(envelope("EventCorrected", HEIR, said, "2025-06-02T10:00:00+07:00"))
    assert (await web.get(PATH)).json()["state"] == "pending"
