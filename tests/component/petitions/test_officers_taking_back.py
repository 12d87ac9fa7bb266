"""An officer takes back what their unit said by mistake, and says it anew (R23, R29)."""

from typing import Any

import httpx

from tests.builders.forms import Page, sent
from tests.builders.petition_events import HEIR, OWNER, STRANGER, told
from tests.component.petitions.conftest import Petitions, client_of
from tests.component.petitions.test_officers_acting import ANSWER, PATH, facts, filled, kn_1

__all__ = ["kn_1"]
RIGHT = ANSWER | {"answer-ket-qua": "co"}
ACT, WHY = "correct-viec", "correct-ly-do"


async def answered(petitions: Petitions, web: httpx.AsyncClient) -> tuple[dict[str, str], str]:
    """An officer who has answered, and the id of the event by which they did."""
    officer = await petitions.signed_in(HEIR)
    page = await sent(web, f"{PATH}/answer", await filled(web, officer, RIGHT), officer)
    assert page.status == 200
    told = (await web.get("/api/petitions/kn-1", headers=await petitions.bearer(HEIR))).json()
    return officer, told["history"][-1]["event_id"]


async def taken_back(web: httpx.AsyncClient, officer: dict[str, str], typed: dict[str, str]) -> Page:
    return await sent(web, f"{PATH}/correct", await filled(web, officer, typed), officer)


def offered(page: Page) -> list[str]:
    """The acts that may be chosen, by what they are called."""
    return [line for line in page.texts.get(ACT, "").splitlines() if line and line != "Xin chọn"]


async def test_an_answer_that_was_taken_back_counts_no_more_and_stands_struck_in_the_history(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    officer, event_id = await answered(kn_1, web)
    page = await taken_back(web, officer, {ACT: event_id, WHY: "Gửi nhầm kiến nghị"})
    assert (page.status, "Đã rút lại việc đã ghi." in page.texts["xong"]) == (200, True)
    assert "Đang giải quyết" in page.html
    assert "<s>09:30 ngày 01/6/2025: Trả lời — Sở Xây dựng</s>" in page.html
    assert "lý do: Gửi nhầm kiến nghị" in page.html
    *_, (name, unit_id, data, _) = await facts(kn_1, "kn-1")
    said: dict[str, Any] = {"corrects": event_id, "withdrawn": True, "reason": "Gửi nhầm kiến nghị"}
    assert (name, unit_id, data) == ("EventCorrected", HEIR, said)
    # What is gone is offered no more, and can be said anew.
    assert offered(page) == []
    again = await sent(web, f"{PATH}/answer", await filled(web, officer, ANSWER), officer)
    assert "Đã ghi nhận trả lời." in again.texts["xong"]


async def test_a_refusal_by_mistake_is_taken_back_though_nothing_else_can_be_done(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await kn_1.signed_in(HEIR)
    refused = await sent(
        web, f"{PATH}/refuse", await filled(web, officer, {"refuse-ly-do": "complaint"}), officer
    )
    assert [name for name in refused.fields if name.endswith("-luc")] == []
    _, event_id = refused.choices[ACT]
    page = await taken_back(web, officer, {ACT: event_id, WHY: "Chọn nhầm"})
    assert "Đang giải quyết" in page.html


async def test_only_what_the_unit_said_itself_is_offered_and_never_the_reception(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    await kn_1.take(told("PetitionReclassified", "2024-05-21 09:00"))
    officer = await kn_1.signed_in(HEIR)
    assert ACT not in Page(await web.get(PATH, headers=officer)).fields
    officer, _ = await answered(kn_1, web)
    page = Page(await web.get(PATH, headers=officer))
    assert offered(page) == ["09:30 ngày 01/6/2025: Trả lời"]
    # Of its predecessor, who received it too.
    page = Page(await web.get(PATH, headers=await kn_1.signed_in(OWNER)))
    assert offered(page) == ["09:00 ngày 21/5/2024: Chuyển kiến nghị sang nhóm khác"]
    assert ACT not in Page(await web.get(PATH, headers=await kn_1.signed_in(STRANGER))).fields


async def test_what_is_missing_is_named_and_what_another_unit_said_is_taken_back_by_nobody_else(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    other = told("PetitionReclassified", "2024-05-21 09:00")
    await kn_1.take(other)
    officer, event_id = await answered(kn_1, web)
    page = await taken_back(web, officer, {ACT: "", WHY: ""})
    assert page.errors() == {
        ACT: "Việc ghi sai chưa được chọn.",
        WHY: "Lý do rút lại không được để trống.",
    }
    before = await facts(kn_1, "kn-1")
    page = await taken_back(web, officer, {ACT: other["id"], WHY: "Không phải của mình"})
    assert (page.status, page.fields[WHY]) == (404, "Không phải của mình")
    assert "chỉ nơi đã gửi mới đính chính hoặc rút lại được" in page.texts["loi"]
    assert await facts(kn_1, "kn-1") == before
    assert event_id in page.choices[ACT]


async def test_while_the_database_is_away_the_choice_comes_back(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    officer, event_id = await answered(kn_1, web)
    form = await filled(web, officer, {ACT: event_id, WHY: "Gửi nhầm"})
    async with client_of("postgresql://x@127.0.0.1:1/x") as nowhere:
        page = await sent(nowhere, f"{PATH}/correct", form, officer)
    assert (page.status, {name: page.fields[name] for name in form}) == (503, form)
    assert (await sent(web, f"{PATH}/correct", form, officer)).status == 200
