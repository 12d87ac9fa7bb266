"""What waits for an officer's unit stands on one list, the most urgent first, page by page (R6, R11, R14)."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from services.petitions.pages import worklist
from shared.dialogue.groups import LABELS
from tests.builders.forms import Page
from tests.builders.petition_events import HEIR, OWNER, STRANGER, told
from tests.builders.statements import statements
from tests.component.petitions.conftest import Petitions
from tests.component.petitions.test_changed_units import HELD, NEW, OTHER, split

__all__ = ["split"]
PATH = "/can-bo/kien-nghi"
PASSED_ON = '<h2 id="chuyen-den">'
LISTED = re.compile(r'<a href="/can-bo/kien-nghi/([a-z0-9-]+)">')


@pytest.fixture
async def eight(petitions: Petitions) -> Petitions:
    """Eight petitions to HEIR's predecessor in all states, one to another unit; it is 2 June 2025."""
    await petitions.know()
    await petitions.know("hn-2", unit=STRANGER)
    await petitions.take(
        *(
            told("PetitionReceived", f"2024-05-2{n} 09:00", petition_id=f"kn-{n}", group="land")
            for n in range(8)
        ),
        told("PetitionReceived", "2024-05-20 09:00", STRANGER, petition_id="kn-9", conference_id="hn-2"),
        told("PetitionTransferred", "2024-05-28 09:00", petition_id="kn-2", to=STRANGER),
        told("PetitionEscalated", "2024-05-28 09:00", petition_id="kn-3"),
        told("PetitionAnswered", "2024-05-28 09:00", petition_id="kn-4"),
        told("PetitionAnswered", "2024-05-28 09:00", petition_id="kn-5", mode="at_conference"),
        told("WrittenAnswerRequested", "2024-05-29 09:00", petition_id="kn-5"),
        told("PetitionWithdrawn", "2024-05-28 09:00", petition_id="kn-6"),
        told("PetitionAnswered", "2024-05-28 09:00", petition_id="kn-7", fully_resolved=False),
        told("PetitionReclassified", "2024-05-28 09:00", petition_id="kn-3", group="credit"),
    )
    for name, number, due_on in (
        ("DeadlineSet", 0, "2025-06-10"),
        ("DeadlineSet", 1, "2025-06-02"),
        ("DeadlineSet", 2, "2025-05-30"),
        ("DeadlineSet", 3, "2025-06-10"),
        ("DeadlineMet", 4, "2025-05-02"),
        ("DeadlineMet", 5, "2025-05-02"),
        ("DeadlineVoided", 6, "2025-05-02"),
        ("DeadlineMet", 7, "2025-05-02"),
        ("DeadlineSet", 9, "2025-05-01"),
    ):
        await petitions.due(name, f"kn-{number}", due_on, late=False)
    written = {"deadline_id": "written_answer:kn-5", "kind": "written_answer"}
    await petitions.due("DeadlineSet", "kn-5", "2025-06-01", **written)
    return petitions


async def asked(web: httpx.AsyncClient, officer: dict[str, str], **said: str) -> Page:
    parameters = {name.replace("_", "-"): value for name, value in said.items()}
    return Page(await web.get(PATH, params=parameters, headers=officer))


def listed(page: Page) -> list[str]:
    assert page.status == 200, page.html
    return LISTED.findall(page.html.partition(PASSED_ON)[0])


async def test_what_is_to_be_done_stands_by_its_due_day_and_says_in_words_what_is_overdue(
    eight: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await eight.signed_in(HEIR)
    page = await asked(web, officer)
    assert listed(page) == ["kn-2", "kn-5", "kn-1", "kn-0", "kn-3", "kn-7"]
    rows = page.html.split("<tbody")[1].split("<tr ")[1:]
    for row, said in zip(
        rows,
        (
            ("Thứ Sáu, 30/5/2025 <strong", "Quá hạn", "Đã chuyển cơ quan khác giải quyết", "Đất đai"),
            ("Chủ nhật, 01/6/2025 <strong", "Quá hạn", "còn phải trả lời bằng văn bản"),
            ("Thứ Hai, 02/6/2025 <strong", "Đến hạn hôm nay", "Đang giải quyết", "09:00 ngày 21/5/2024"),
            ("Thứ Ba, 10/6/2025<", "/hoi-nghi/hn-1", "Tháo gỡ khó khăn</a>, 10/6/2024"),
            ("Thứ Ba, 10/6/2025<", "Đang xin ý kiến chỉ đạo", "Tín dụng"),
            ("Đã trả lời, chưa giải quyết triệt để",),
        ),
        strict=True,
    ):
        for words in said:
            assert words in row, row
    assert ["Quá hạn" in row for row in rows] == [True, True, False, False, False, False]
    assert "6 kiến nghị phải giải quyết" in page.html
    assert "2 đã quá hạn" in page.html
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize(
    "said, expected",
    [
        ({"tinh_trang": "pending"}, ["kn-1", "kn-0", "kn-7"]),
        ({"tinh_trang": "transferred"}, ["kn-2"]),
        ({"nhom": "credit"}, ["kn-3"]),
        ({"nhom": "land", "tinh_trang": "awaiting_direction"}, []),
        ({"nhom": "capital"}, []),
        ({"tinh_trang": "refused"}, []),
    ],
)
async def test_the_list_is_filtered_by_state_and_group(
    eight: Petitions, web: httpx.AsyncClient, said: dict[str, str], expected: list[str]
) -> None:
    page = await asked(web, await eight.signed_in(HEIR), **said)
    assert listed(page) == expected
    assert page.fields["tinh-trang"] == said.get("tinh_trang", "")
    assert page.fields["nhom"] == said.get("nhom", "")
    assert ("Không có kiến nghị nào như vậy" in page.html) == (expected == [])


async def test_what_is_closed_is_shown_where_it_is_asked_for_oldest_first(
    eight: Petitions, web: httpx.AsyncClient
) -> None:
    assert listed(await asked(web, await eight.signed_in(STRANGER), tinh_trang="resolved")) == []
    # Who closed them has ended since; they stay its own (R6).
    async with eight.engine.begin() as conn:
        await conn.exec_driver_sql("UPDATE petitions SET unit_id = $1", (HEIR,))
    officer = await eight.signed_in(HEIR)
    page = await asked(web, officer, tinh_trang="resolved")
    assert listed(page) == ["kn-4", "kn-5"]
    assert "tiếp nhận sớm nhất trước" in page.html
    assert "Hạn trả lời" not in page.html.split("<thead")[1].split("</thead")[0]
    assert listed(await asked(web, officer, tinh_trang="withdrawn")) == ["kn-6"]


async def test_each_unit_has_its_own_list_and_one_of_which_nothing_is_open_an_empty_one(
    eight: Petitions, web: httpx.AsyncClient
) -> None:
    assert listed(await asked(web, await eight.signed_in(STRANGER))) == ["kn-9"]
    page = await asked(web, await eight.signed_in("cuc-thue-thanh-pho"))
    assert (page.status, listed(page)) == (200, [])
    assert "không có kiến nghị nào phải giải quyết" in page.html


@pytest.mark.parametrize("most", [1, 2, 5, 6])
async def test_the_pages_of_the_worklist_are_the_list(
    eight: Petitions, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(worklist, "PAGE", most)
    officer = await eight.signed_in(HEIR)
    found: list[str] = []
    following: dict[str, str] = {}
    while True:
        page = await asked(web, officer, **following)
        assert 0 < len(listed(page)) <= most
        assert "6 kiến nghị phải giải quyết" in page.html
        found += listed(page)
        further = [link for link in page.links if "sau=" in link]
        if not further:
            break
        following = {name: value for name, (value,) in parse_qs(urlsplit(further[0]).query).items()}
    assert found == ["kn-2", "kn-5", "kn-1", "kn-0", "kn-3", "kn-7"]


@pytest.mark.parametrize("unit_id", [NEW, OTHER, HEIR])
async def test_what_a_unit_inherited_is_on_its_list_and_what_it_did_not_is_not(
    split: Petitions, web: httpx.AsyncClient, unit_id: str
) -> None:
    """R6."""
    for number in range(30):
        await split.due("DeadlineSet", f"kn-{number}", f"2025-07-{30 - number:02}")
    page = await asked(web, await split.signed_in(unit_id))
    assert listed(page) == [f"kn-{number}" for number in reversed(HELD[unit_id])]
    assert OWNER not in page.html


async def test_the_worklist_costs_as_many_statements_however_long_it_is(
    split: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await split.signed_in(NEW)
    for most in ({}, {"nhom": "land"}, {"tinh_trang": "resolved"}):
        with statements() as found:
            assert (await asked(web, officer, **most)).status == 200
        # Whose password, which law, what a decision named, the list, what was passed on, the conferences.
        assert len(found) <= 6, found


@pytest.mark.parametrize(
    "said",
    [{"tinh_trang": "lost"}, {"nhom": "housing"}, {"sau": "x"}, {"sau": "WyJ4Il0"}],
)
async def test_what_can_not_be_asked_for_is_refused_in_a_page(
    eight: Petitions, web: httpx.AsyncClient, said: dict[str, str]
) -> None:
    assert (await asked(web, await eight.signed_in(HEIR), **said)).status == 422


async def test_a_place_in_the_list_is_of_the_unit_and_the_filter_that_it_was_made_for(
    eight: Petitions, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "PAGE", 1)
    (link, *_) = [link for link in (await asked(web, await eight.signed_in(HEIR))).links if "sau=" in link]
    behind = parse_qs(urlsplit(link).query)["sau"][0]
    assert (await asked(web, await eight.signed_in(STRANGER), sau=behind)).status == 422
    assert (await asked(web, await eight.signed_in(HEIR), sau=behind, nhom="land")).status == 422


async def test_a_petition_that_was_passed_on_to_the_unit_is_opened_by_its_id(
    eight: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await eight.signed_in(STRANGER)
    answer = await web.get(PATH, params={"ma": " kn-2 "}, headers=officer)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}/kn-2")
    assert answer.headers["cache-control"] == "no-store"
    page = Page(await web.get(f"{PATH}/kn-2", headers=officer))
    assert "Kiến nghị về thủ tục thuê đất" in page.html
    for wrong in ("KN 2", "//elsewhere.example", "a\nb"):
        assert (await asked(web, officer, ma=wrong)).status == 404


async def test_the_filter_has_the_groups_in_their_order_and_says_what_the_list_is_of(
    eight: Petitions, web: httpx.AsyncClient
) -> None:
    """R28."""
    html = (await asked(web, await eight.signed_in(HEIR))).html
    places = [html.index(f'<option value="{group}">{name}</option>') for group, name in LABELS.items()]
    assert places == sorted(places)
    assert "chuyển đi không dừng hạn trả lời" in html
