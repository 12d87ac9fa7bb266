"""An officer corrects over HTTP what the own unit said, or takes it back, and says why (R29)."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.builders.envelopes import envelope
from tests.builders.petition_events import HEIR, HELPERS_HEIR, NOW, STRANGER, told
from tests.builders.problems import refused
from tests.component.petitions.conftest import Petitions
from tests.component.petitions.test_acting import ANSWER, PATH, acts_of

WHY = "Gửi nhầm kiến nghị"
BEGUN = "so-nong-nghiep-va-moi-truong"


@pytest.fixture
async def kn_1(petitions: Petitions) -> Petitions:
    """A pending petition to a conference of HEIR's predecessor."""
    await petitions.know()
    await petitions.take(told("PetitionReceived", "2024-05-20 09:00"))
    return petitions


async def answered(petitions: Petitions, web: httpx.AsyncClient) -> str:
    said = await web.post(f"{PATH}/answer", json=ANSWER, headers=await petitions.bearer(HEIR))
    assert said.json()["state"] == "resolved"
    return said.json()["event_id"]


async def test_an_answer_taken_back_is_no_answer_and_is_seen_struck_out(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    event_id = await answered(kn_1, web)
    said = {"corrects": event_id, "withdrawn": True, "reason": WHY}
    found = await web.post(f"{PATH}/correct", json=said, headers=await kn_1.bearer(HEIR))
    assert found.status_code == 200, found.text
    assert (found.json()["state"], found.json()["answer"]) == ("pending", None)
    _, struck = found.json()["history"]
    assert (struck["act"], struck["event_id"], struck["unit_id"]) == ("PetitionAnswered", event_id, HEIR)
    assert (struck["taken_back"]["unit_id"], struck["taken_back"]["reason"]) == (HEIR, WHY)
    assert await acts_of(kn_1) == [("PetitionAnswered", HEIR, 2), ("EventCorrected", HEIR, 3)]
    gone = {"corrects": found.json()["event_id"], "withdrawn": True, "reason": "Vẫn đúng"}
    back = await web.post(f"{PATH}/correct", json=gone, headers=await kn_1.bearer(HEIR))
    assert back.json()["state"] == "resolved"


async def test_an_answer_said_anew_names_its_petition_by_the_path(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    said = {"corrects": await answered(kn_1, web), "data": ANSWER | {"fully_resolved": False}, "reason": WHY}
    found = await web.post(f"{PATH}/correct", json=said, headers=await kn_1.bearer(HEIR))
    assert (found.status_code, found.json()["state"]) == (200, "pending")


WRONG: list[tuple[dict[str, Any], int, str, str]] = [
    ({}, 422, "data", "chỉ một trong hai"),
    ({"withdrawn": True, "data": ANSWER}, 422, "withdrawn", "chỉ một trong hai"),
    ({"withdrawn": True, "time": "2024-05-22T09:00:00+07:00"}, 422, "time", "rút lại"),
    ({"data": {"corrects": "x", "data": ANSWER}}, 422, "data.corrects", "đính chính"),
    ({"data": {"mode": "written"}}, 422, "data.fully_resolved", "còn thiếu"),
    ({"data": ANSWER, "time": "2025-06-03T10:00:00+07:00"}, 422, "time", "hơn 5 phút"),
    (
        {"data": ANSWER, "time": "2024-05-20T08:59:00+07:00"},
        409,
        "time",
        "trước khi kiến nghị",
    ),
    ({"withdrawn": True, "reason": None}, 422, "reason", "chuỗi ký tự"),
    ({"withdrawn": True, "at": "2025-06-03T10:00:00+07:00"}, 422, "at", "hơn 5 phút"),
    ({"withdrawn": True, "corrects": "không có"}, 404, "corrects", "chỉ nơi đã gửi"),
]


@pytest.mark.parametrize(("more", "status", "field", "words"), WRONG)
async def test_what_is_wrong_is_named_and_nothing_is_written(
    kn_1: Petitions, web: httpx.AsyncClient, more: dict[str, Any], status: int, field: str, words: str
) -> None:
    said = {"corrects": await answered(kn_1, web), "reason": WHY} | more
    problem = refused(await web.post(f"{PATH}/correct", json=said, headers=await kn_1.bearer(HEIR)), status)
    assert problem["field"] == field
    assert words in problem["detail"]
    assert len(await acts_of(kn_1)) == 1


async def test_a_reception_is_not_taken_back_and_one_is_told_what_to_do_instead(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    await kn_1.know("hn-2", unit=HEIR)
    reception = envelope(
        "PetitionReceived", HEIR,
        told("PetitionReceived", "2025-05-20 09:00", petition_id="kn-2", conference_id="hn-2")["data"],
        "2025-05-20T09:00:00+07:00",
    )  # fmt: skip
    await kn_1.take(reception)
    said = {"corrects": reception["id"], "withdrawn": True, "reason": WHY}
    answer = await web.post("/api/petitions/kn-2/correct", json=said, headers=await kn_1.bearer(HEIR))
    problem = refused(answer, 409)
    assert (problem["reason"], problem["field"]) == ("not_allowed", "withdrawn")
    assert "refuse" in problem["detail"]


async def test_nobody_takes_back_what_another_unit_said(kn_1: Petitions, web: httpx.AsyncClient) -> None:
    said = {"corrects": await answered(kn_1, web), "withdrawn": True, "reason": WHY}
    problem = refused(await web.post(f"{PATH}/correct", json=said, headers=await kn_1.bearer(STRANGER)), 404)
    assert problem["reason"] == "unknown_subject"
    assert len(await acts_of(kn_1)) == 1


async def test_an_answer_is_not_moved_to_before_its_unit_was_asked(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    """Over HTTP nothing waits: one is told at once that there is no right to it."""
    await kn_1.take(told("PetitionTransferred", "2025-05-20 09:00", HEIR, to=HELPERS_HEIR))
    bearer = await kn_1.bearer(HELPERS_HEIR)
    answer = await web.post(f"{PATH}/answer", json=ANSWER, headers=bearer)
    said = {"corrects": answer.json()["event_id"], "data": ANSWER, "reason": WHY}
    early = await web.post(
        f"{PATH}/correct", json=said | {"time": "2025-05-20T08:59:00+07:00"}, headers=bearer
    )
    assert refused(early, 403)["reason"] == "not_your_unit"
    assert len(await acts_of(kn_1)) == 2
    moved = await web.post(
        f"{PATH}/correct", json=said | {"time": "2025-05-20T09:00:00+07:00"}, headers=bearer
    )
    assert moved.json()["state"] == "resolved", moved.text


async def test_what_was_filed_is_corrected_to_what_its_unit_could_have_received(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know("hn-2", unit=HEIR)
    await petitions.know("hn-3", unit=STRANGER)
    filing = told("PetitionReceived", "2025-05-20 09:00", conference_id="hn-2")["data"]
    wanted = {name: filing[name] for name in ("conference_id", "group", "business", "content")}
    petition_id = (await web.post("/api/petitions", json=wanted)).json()["petition_id"]
    filed = (await petitions.rows("SELECT event_id FROM acts WHERE name = 'PetitionReceived'"))[0][0]

    async def corrected(data: dict[str, Any], **more: Any) -> httpx.Response:
        said = {"corrects": filed, "data": filing | data, "reason": WHY, **more}
        path = f"/api/petitions/{petition_id}/correct"
        return await web.post(path, json=said, headers=await petitions.bearer(HEIR))

    elsewhere = refused(await corrected({"conference_id": "hn-3"}), 403)
    assert elsewhere["reason"] == "not_your_unit"
    early = refused(await corrected({}, time="2024-05-01T07:59:00+07:00"), 409)
    assert (early["reason"], early["field"]) == ("not_allowed", "time")
    assert (await corrected({"group": "credit"})).json()["group"] == "credit"
    # When it came was seen here: no unit says otherwise, and so puts off its own due day.
    otherwise = (NOW - timedelta(minutes=1)).isoformat()
    moved = refused(await corrected({}, time=otherwise), 409)
    assert (moved["reason"], moved["field"]) == ("not_allowed", "time")


async def test_an_answer_is_not_moved_to_before_its_unit_was_there(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    """Asked in February, it began on 1 March 2025."""
    await kn_1.take(told("PetitionTransferred", "2025-02-20 09:00", to=BEGUN))
    bearer = await kn_1.bearer(BEGUN)
    answer = await web.post(f"{PATH}/answer", json=ANSWER, headers=bearer)
    said = {"corrects": answer.json()["event_id"], "data": ANSWER, "time": "2025-02-28T23:59:59+07:00"}
    problem = refused(await web.post(f"{PATH}/correct", json=said | {"reason": WHY}, headers=bearer), 403)
    assert (problem["reason"], problem["field"]) == ("unknown_unit", "time")
    assert len(await acts_of(kn_1)) == 2
