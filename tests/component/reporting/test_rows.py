"""Which rows Phụ lục 3 has, in which order, and what each says (R24–R28)."""

from typing import Any

import pytest
from msgspec.structs import replace

from shared.dialogue.acts import Act
from shared.dialogue.groups import GROUPS
from tests.builders.acts import (
    CONFERENCE,
    act,
    cancelled,
    held,
    received,
    reclassified,
    refused,
    rescheduled,
    scheduled,
    withdrawn,
)
from tests.builders.reporting_side import ReportingSide, rows_of

JULY = "2024-07-31T12:00:00+07:00"
ZERO = {"received": 0, "resolved": 0, "transferred": 0, "awaiting_direction": 0, "pending": 0, "overdue": 0}


def conference(conference_id: str, unit: str, starts: str, theme: str | None = "Chuyên đề") -> Act:
    told = scheduled(starts, unit=unit)
    return replace(told, data={**told.data, "conference_id": conference_id, "theme": theme})


async def the_row(side: ReportingSide, quarter: str = "2024-Q2", as_of: str = JULY) -> dict[str, Any]:
    (row,) = rows_of(await side.summary(quarter, as_of=as_of))
    return dict(row)


async def test_a_department_has_one_row_with_the_groups_that_occur_in_the_order_of_the_forms(
    side: ReportingSide,
) -> None:
    await side.tell(
        [
            scheduled("2024-06-10 08:00"),
            held("2024-06-10 12:00"),
            received("2024-06-03 09:00", "other", petition="kn-2"),
            received("2024-06-03 09:00", "capital", petition="kn-3"),
            received("2024-06-03 09:00", "land"),
            refused("2024-06-04 09:00"),
        ]
    )
    row = await the_row(side)
    assert (row["group"], row["groups"]) == (None, ["capital", "other"])
    assert (row["received"], row["refused"]) == (2, 1)
    assert row["note"] == "Còn 2 kiến nghị đang giải quyết; 2 quá hạn; 1 kiến nghị bị từ chối"
    assert (row["unit_name"], row["starts_on"]) == ("Sở Xây dựng", "2024-06-10")


async def test_a_district_has_its_seven_groups_zeros_included(side: ReportingSide) -> None:
    told = conference("hn-1", "dist-an-lao", "2024-06-10 08:00", None)
    await side.tell([told, held("2024-06-10 12:00"), received("2024-06-03 09:00", "credit")])
    summary = await side.summary("2024-Q2", as_of="2024-06-05T00:00:00+07:00")
    rows = rows_of(summary)
    assert [row["group"] for row in rows] == list(GROUPS)
    assert [row["received"] for row in rows] == [0, 0, 1, 0, 0, 0, 0]
    assert "groups" not in rows[0]
    assert {row["section"] for row in rows} == {"II"}
    assert [section["section"] for section in summary["sections"]] == ["I", "II"]


async def test_a_petition_stands_in_the_group_last_given_by_then(side: ReportingSide) -> None:
    told = conference("hn-1", "dist-an-lao", "2024-06-10 08:00")
    await side.tell([told, received("2024-06-03 09:00", "credit"), reclassified("2024-06-20 09:00", "land")])
    for as_of, group in (("2024-06-19T00:00:00+07:00", "credit"), (JULY, "land")):
        rows = rows_of(await side.summary("2024-Q2", as_of=as_of))
        assert [row["group"] for row in rows if row["received"]] == [group]


async def test_rows_stand_by_unit_in_the_order_of_the_registry_then_by_day(side: ReportingSide) -> None:
    await side.tell(
        [
            conference("hn-b", "dist-an-lao", "2024-05-02 08:00"),
            conference("hn-c", "so-xay-dung", "2024-06-20 08:00"),
            conference("hn-d", "so-xay-dung", "2024-04-20 08:00"),
            conference("hn-e", "so-xay-dung", "2024-04-20 14:00"),
            conference("hn-a", "so-tai-chinh", "2024-06-28 08:00"),
            conference("hn-f", "dist-hong-bang", "2024-06-28 08:00"),
        ]
    )
    rows = rows_of(await side.summary("2024-Q2", as_of=JULY))
    order = list(dict.fromkeys(row["conference_id"] for row in rows))
    assert order == ["hn-a", "hn-d", "hn-e", "hn-c", "hn-f", "hn-b"]


async def test_a_cancelled_conference_keeps_its_row_with_zeros_and_the_document(side: ReportingSide) -> None:
    document = {"number": "12/SXD", "date": "2024-06-05"}
    await side.tell([scheduled("2024-06-10 08:00"), cancelled("2024-06-05 10:00", document=document)])
    row = await the_row(side)
    assert {name: row[name] for name in ZERO} == ZERO
    assert row["note"] == "Dừng tổ chức (văn bản số 12/SXD ngày 05/6/2024)"


@pytest.mark.parametrize(
    ("as_of", "note"),
    [
        ("2024-06-10T07:59:59+07:00", "Chưa diễn ra"),
        ("2024-06-10T08:00:00+07:00", "Chưa xác nhận đã tổ chức"),
        ("2024-06-10T12:00:00+07:00", ""),
    ],
)
async def test_a_row_says_whether_its_conference_took_place(
    side: ReportingSide, as_of: str, note: str
) -> None:
    await side.tell([scheduled("2024-06-10 08:00"), held("2024-06-10 12:00")])
    assert (await the_row(side, as_of=as_of))["note"] == note


async def test_a_conference_moved_out_of_the_quarter_is_not_in_it_from_then_on(side: ReportingSide) -> None:
    await side.tell(
        [
            scheduled("2024-06-28 08:00"),
            received("2024-06-03 09:00"),
            rescheduled("2024-06-20 09:00", "2024-07-04 08:00"),
        ]
    )
    assert (await the_row(side, as_of="2024-06-20T08:59:59+07:00"))["received"] == 1
    assert rows_of(await side.summary("2024-Q2", as_of=JULY)) == []
    moved = await the_row(side, "2024-Q3")
    # Its petition's answer is counted from the new day: due 15/7, overdue since.
    assert (moved["received"], moved["starts_on"], moved["overdue"]) == (1, "2024-07-04", 1)
    in_time = await the_row(side, "2024-Q3", as_of="2024-07-15T23:59:59+07:00")
    assert in_time["overdue"] == 0


async def test_a_conference_not_scheduled_by_then_has_no_row_though_petitions_came(
    side: ReportingSide,
) -> None:
    await side.tell([scheduled("2024-06-10 08:00", time="2024-05-01 08:00"), received("2024-04-03 09:00")])
    assert rows_of(await side.summary("2024-Q2", as_of="2024-04-30T00:00:00+07:00")) == []


async def test_petitions_of_an_unknown_conference_count_once_it_arrives(side: ReportingSide) -> None:
    await side.tell([received("2024-06-03 09:00"), withdrawn("2024-06-30 09:00")])
    assert rows_of(await side.summary("2024-Q2", as_of="2024-06-25T00:00:00+07:00")) == []
    await side.tell([scheduled("2024-06-10 08:00")])
    row = await the_row(side, as_of="2024-06-25T00:00:00+07:00")
    assert (row["received"], row["pending"], row["overdue"]) == (1, 1, 1)
    assert (await the_row(side))["withdrawn"] == 1


async def test_the_totals_add_up_over_both_sections(side: ReportingSide) -> None:
    await side.tell(
        [
            scheduled("2024-06-10 08:00"),
            conference("hn-2", "dist-an-lao", "2024-05-02 08:00"),
            received("2024-06-03 09:00"),
            act("PetitionReceived", "2024-05-01", petition_id="kn-2", conference_id="hn-2", group="credit"),
        ]
    )
    summary = await side.summary("2024-Q2", as_of=JULY)
    names = [*ZERO, "refused", "withdrawn"]
    for name in names:
        sections = [section["totals"][name] for section in summary["sections"]]
        assert summary["totals"][name] == sum(sections) == sum(row[name] for row in rows_of(summary))
    assert summary["totals"]["received"] == 2


async def test_a_unit_has_the_name_of_the_day_of_its_conference(side: ReportingSide) -> None:
    told = conference(CONFERENCE, "so-ke-hoach-va-dau-tu", "2024-06-10 08:00")
    await side.tell([told])
    assert (await the_row(side, as_of="2025-03-02T00:00:00+07:00"))["unit_name"] == "Sở Kế hoạch và Đầu tư"
