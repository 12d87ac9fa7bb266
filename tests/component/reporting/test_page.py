"""The front page says what is late, what is due next and the quarter's summary, to anyone, safely."""

import re
from html.parser import HTMLParser

from shared.dialogue.acts import Act
from tests.builders.acts import CONFERENCE, PETITION, UNIT, act, at, held, received, scheduled
from tests.builders.reporting_side import ReportingSide

HOSTILE = '<script>alert("x")</script>{{ 7*7 }}<b>'
RECORDED = at("2025-02-01 08:00")


def petition(petition_id: str, time: str = "2024-06-03 09:00", **business: str) -> Act:
    return act(
        "PetitionReceived", time, petition_id=petition_id, conference_id=CONFERENCE, group="land",
        business={"name": "Hộ bà Trần Thị Riêng", "kind": "household", "tax_code": "0312345678", **business},
        content="Nội dung riêng tư của kiến nghị", channel="form",
        contact={"name": "Trần Thị Riêng", "phone": "0912345678", "email": "rieng@example.vn"},
    )  # fmt: skip


def deadline(kind: str, due_on: str, **more: object) -> Act:
    data = {
        "deadline_id": f"{kind}:{due_on}", "kind": kind, "rule": "R17", "unit_id": UNIT, "due_on": due_on,
        "conference_id": CONFERENCE, "soft": False, "provisional": False, "calendar_version": 1,
    }  # fmt: skip
    return act("DeadlineSet", "2025-02-01", recorded_at=RECORDED, **{**data, **more})


class Structure(HTMLParser):
    """The page's elements, and every header cell's attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.headers: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "th":
            self.headers.append(dict(attrs))


async def page(side: ReportingSide, **query: str) -> str:
    found = await side.get("/", **query)
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/html")
    return found.text


async def test_overdue_petitions_stand_by_unit_and_age_with_their_as_of(side: ReportingSide) -> None:
    await side.tell([scheduled("2024-06-10 08:00"), held("2024-06-10 12:00"), received("2024-06-03 09:00")])
    text = await page(side)
    assert "<title>Đối thoại doanh nghiệp — Hải Phòng</title>" in text
    assert "Số liệu tính đến 09:00 ngày 03/3/2025" in text
    section = text[text.index('id="qua-han"') : text.index('id="sap-den-han"')]
    assert "Sở Xây dựng" in section
    assert re.search(r'data-label="Trễ trên 14 ngày làm việc" class="n">1<', section)
    assert "Toàn thành phố" in section


async def test_a_petition_overdue_on_a_weekend_is_in_the_youngest_column(side: ReportingSide) -> None:
    # Due Thursday 20/02/2025; the page is asked on the Saturday after.
    await side.tell([scheduled("2025-02-11 08:00"), received("2025-02-10 09:00")])
    side.clock.not_before(at("2025-02-22 10:00"))
    text = await page(side)
    assert "Toàn thành phố" in text


async def test_what_is_due_in_ten_working_days_is_listed_provisional_marked(side: ReportingSide) -> None:
    facts = [
        deadline("result_report", "2025-03-05", provisional=True),
        deadline("notice_portal", "2025-03-17"),
        deadline("conclusion_notice", "2025-03-18"),
        deadline("notice_one_stop_desk", "2025-02-28"),
    ]
    await side.take([side.topics.put(fact, f"conference/{CONFERENCE}", "deadlines") for fact in facts])
    text = await page(side)
    section = text[text.index('id="sap-den-han"') : text.index('id="tong-hop"')]
    assert "05/3/2025" in section
    assert section.count("tạm tính") == 1
    assert "17/3/2025" in section
    assert "Báo cáo kết quả hội nghị" in section
    # The 11th working day, and one past.
    assert "18/3/2025" not in section
    assert "28/02/2025" not in section


async def test_a_deadline_that_was_met_or_voided_is_not_due_any_more(side: ReportingSide) -> None:
    facts = [deadline("result_report", "2025-03-05"), deadline("notice_portal", "2025-03-06")]
    met = Act("DeadlineMet", RECORDED, UNIT, "m", {**facts[0].data, "late": False}, RECORDED)
    void = Act("DeadlineVoided", RECORDED, UNIT, "v", {**facts[1].data, "reason": "cancelled"}, RECORDED)
    for fact in (*facts, met, void):
        await side.take([side.topics.put(fact, f"conference/{CONFERENCE}", "deadlines")])
    assert "Không có việc nào đến hạn" in await page(side)


async def test_what_was_moved_is_due_on_its_new_day_and_what_was_met_before_is_not_due_again(
    side: ReportingSide,
) -> None:
    """R15: a move says nothing of whether it is done."""
    owed, done = deadline("result_report", "2025-03-05"), deadline("notice_portal", "2025-03-06")
    met = Act("DeadlineMet", RECORDED, UNIT, "m", {**done.data, "late": False}, RECORDED)
    moved = [
        Act(
            "DeadlineMoved", RECORDED, UNIT, f"v-{day}",
            {**fact.data, "due_on": day, "from": fact.data["due_on"], "reason": "rescheduled"}, RECORDED,
        )
        for fact, day in ((owed, "2025-03-07"), (done, "2025-03-10"))
    ]  # fmt: skip
    for fact in (owed, done, met, *moved):
        await side.take([side.topics.put(fact, f"conference/{CONFERENCE}", "deadlines")])
    text = await page(side)
    section = text[text.index('id="sap-den-han"') : text.index('id="tong-hop"')]
    days = ["05/3/2025", "06/3/2025", "07/3/2025", "10/3/2025"]
    assert [day for day in days if day in section] == ["07/3/2025"]


async def test_the_quarter_asked_for_is_shown_with_its_download_of_the_same_figures(
    side: ReportingSide,
) -> None:
    await side.tell([scheduled("2024-06-10 08:00"), held("2024-06-10 12:00"), received("2024-06-03 09:00")])
    text = await page(side, quarter="2024-Q2")
    assert '<option value="2024-Q2" selected>Quý II năm 2024</option>' in text
    assert "Thời gian tổ chức: 10/6/2024" in text
    assert "Còn 1 kiến nghị đang giải quyết; 1 quá hạn" in text
    link = re.search(r'href="(/api/reports/quarters/2024-Q2\.xlsx\?as_of=[^"&]+&amp;known_at=[^"&]+)"', text)
    assert link
    assert (await side.get(link[1].replace("&amp;", "&"))).status_code == 200


async def test_a_quarter_that_is_none_shows_the_running_one(side: ReportingSide) -> None:
    await side.promise(at("2025-03-01"))
    text = await page(side, quarter="'><script>")
    assert '<option value="2025-Q1" selected>' in text
    assert "Quý được hỏi không hợp lệ" in text
    assert "Quý được hỏi không hợp lệ" not in await page(side, quarter="2025-Q1")


async def test_the_quarters_beside_the_one_shown_are_a_link_away(side: ReportingSide) -> None:
    await side.tell([scheduled("2024-06-10 08:00")])
    first, running = await page(side, quarter="2024-Q2"), await page(side)
    assert '<a href="/?quarter=2025-Q1#tong-hop" rel="next">Quý I năm 2025 →</a>' in first
    assert 'rel="prev"' not in first
    assert '<a href="/?quarter=2024-Q2#tong-hop" rel="prev">← Quý II năm 2024</a>' in running
    assert 'rel="next"' not in running


async def test_the_page_begins_with_what_matters_most_as_of_when(side: ReportingSide) -> None:
    await side.tell([scheduled("2024-06-10 08:00"), held("2024-06-10 12:00"), received("2024-06-03 09:00")])
    text = await page(side, quarter="2024-Q2")
    glance = text[text.index('class="glance"') : text.index('id="qua-han"')]
    assert "Nhìn nhanh, tính đến 09:00 ngày 03/3/2025" in glance
    assert '<strong class="late">1</strong>' in glance
    assert "kiến nghị tiếp nhận trong Quý II năm 2024" in glance


async def test_each_conference_and_each_edition_has_its_own_download(side: ReportingSide) -> None:
    await side.tell([scheduled("2024-06-10 08:00"), held("2024-06-10 12:00"), received("2024-06-03 09:00")])
    assert "đã chốt" not in await page(side, quarter="2024-Q2")
    assert (await side.post("/api/reports/quarters/2024-Q2/editions")).status_code == 201
    text = await page(side, quarter="2024-Q2")
    assert "Các bản tổng hợp đã chốt" in text
    for pattern in (
        r'href="(/api/reports/conferences/hn-1/appendix\.xlsx\?as_of=[^"]+)">Tải Phụ lục 1<',
        r'href="(/api/reports/quarters/2024-Q2/editions/1\.xlsx)">Bản số 1<',
    ):
        link = re.search(pattern, text)
        assert link, pattern
        assert (await side.get(link[1].replace("&amp;", "&"))).status_code == 200


async def test_hostile_names_are_text_and_the_page_runs_no_script(side: ReportingSide) -> None:
    told = scheduled("2024-06-10 08:00")
    hostile = Act(
        told.name, told.time, told.unit_id, told.event_id, {**told.data, "theme": HOSTILE}, told.recorded_at
    )
    await side.tell([hostile, petition("kn-9", name=HOSTILE)])
    found = await side.get("/", quarter="2024-Q2")
    assert "<script" not in found.text
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;{{ 7*7 }}&lt;b&gt;" in found.text
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert "script-src" not in found.headers["content-security-policy"]


async def test_nothing_personal_is_kept_or_shown(side: ReportingSide) -> None:
    await side.tell([scheduled("2024-06-10 08:00"), petition("kn-9")])
    answers = [
        await page(side, quarter="2024-Q2"),
        (await side.get("/api/reports/quarters/2024-Q2")).text,
        (await side.get(f"/api/reports/conferences/{CONFERENCE}/appendix")).text,
        str(await side.rows("SELECT data FROM acts")),
    ]
    for personal in ("Riêng", "0912345678", "rieng@example.vn", "0312345678"):
        assert not [text for text in answers if personal in text]
    assert not [text for text in answers[:3] if "riêng tư" in text]


async def test_the_page_has_landmarks_one_heading_of_first_rank_and_scoped_headers(
    side: ReportingSide,
) -> None:
    await side.tell([scheduled("2024-06-10 08:00"), received("2024-06-03 09:00")])
    found = Structure(await page(side, quarter="2024-Q2"))
    assert {"header", "nav", "main", "footer"} <= set(found.tags)
    assert found.tags.count("h1") == 1
    assert "script" not in found.tags
    assert all(header.get("scope") for header in found.headers)
    assert PETITION not in str(found.headers)


async def test_while_nobody_can_vouch_for_the_figures_the_page_says_so(side: ReportingSide) -> None:
    await side.take([side.topics.put(scheduled("2024-06-10 08:00"))])
    await side.fold()
    assert "Hệ thống đang nạp thông tin" in await page(side)
