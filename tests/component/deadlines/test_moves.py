"""Does a deadline tell each of its moves, with its cause (R6, R11, R12, R15, R29)?"""

from typing import Any

import pytest

from services.deadlines.handlers import apply_calendar
from shared.dialogue.acts import Act
from tests.builders.acts import (
    answered,
    at,
    coordination,
    corrected,
    received,
    rescheduled,
    scheduled,
    unsaid,
)
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import MakeSide
from tests.component.deadlines.test_new_calendar import ANSWER, april, calendar
from tests.component.deadlines.test_ticker import written

__all__ = ["april"]
Said = list[tuple[str | None, str | None, str]]


async def moves(side: DeadlinesSide, **query: str) -> list[dict[str, Any]]:
    answer = await side.get(f"/api/deadlines/{ANSWER}", **query)
    assert answer.status_code == 200, answer.text
    found = answer.json()["moves"]
    assert found[-1]["due_on"] == answer.json()["due_on"]
    assert [move["from"] for move in found] == [None, *(move["due_on"] for move in found[:-1])]
    return found


def told(found: list[dict[str, Any]]) -> Said:
    return [(move["reason"], move["from"], move["due_on"]) for move in found]


FIRST = (None, None, "2024-04-29")
EXCHANGED = ("calendar_applied", "2024-04-29", "2024-05-02")


async def test_a_calendar_that_moved_it_is_told_with_its_version(april: DeadlinesSide) -> None:
    april.clock.not_before(at("2024-04-12 10:00"))
    await april.tick(at("2024-04-12 10:00"))
    await apply_calendar.apply(april.bench, calendar(3))
    await april.fold()
    found = await moves(april)
    assert told(found) == [FIRST, EXCHANGED]
    assert [move["calendar_version"] for move in found] == [2, 3]
    assert found[1]["at"] == "2024-04-12T00:00:00+07:00"
    assert "lịch ngày làm việc phiên bản 3, công bố ngày 12/4/2024" in found[1]["because"]
    await april.tick(at("2024-04-12 11:00"))
    assert told(await moves(april, known_at="2024-04-12T09:00:00+07:00")) == [FIRST]
    await april.tick(at("2024-06-01"))
    listed = (await april.get("/api/deadlines/overdue-petitions", explain="1")).json()["items"]
    assert [item["moves"] for item in listed] == [found]


async def test_moves_by_acts_calendars_and_corrections_follow_one_another(april: DeadlinesSide) -> None:
    help_ = coordination("2024-04-18 09:00")
    april.clock.not_before(at("2024-04-12 10:00"))
    await apply_calendar.apply(april.bench, calendar(3))
    await april.fold()
    await april.tell(written([help_], "2024-04-18 09:00"))
    await april.tell(written([rescheduled("2024-04-20 09:00", "2024-05-20 14:00")], "2024-04-20 09:00"))
    await april.tell(written([unsaid(help_, own_time="2024-04-21 09:00")], "2024-04-21 10:00"))
    found = await moves(april)
    assert told(found) == [
        FIRST,
        EXCHANGED,
        ("extended", "2024-05-02", "2024-05-10"),
        ("rescheduled", "2024-05-10", "2024-06-07"),
        ("no_longer_extended", "2024-06-07", "2024-05-29"),
    ]
    assert [bool(move["correction"]) for move in found] == [False] * 4 + [True]
    last = found[-1]
    assert (last["at"], last["recorded_at"]) == ("2024-04-21T09:00:00+07:00", "2024-04-21T10:00:00+07:00")
    assert (last["correction"]["withdraws"], last["correction"]["reason"]) == (True, "gửi nhầm")
    assert last["because"].endswith(
        "7 ngày làm việc thay cho 14; do rút lại ghi nhận ngày 21/4/2024: gửi nhầm."
    )
    assert "từ 17/4/2024 sang 20/5/2024" in found[3]["because"]


def wrong_day() -> list[Act]:
    meeting = scheduled("2024-06-05 14:00")
    petition = received("2024-06-03 09:00")
    return [meeting, petition, corrected(meeting, starts_at=at("2024-06-10 14:00").isoformat())]


async def test_a_corrected_day_of_the_conference_is_told_with_its_correction(make_side: MakeSide) -> None:
    side = await make_side(at("2024-06-03 10:00"))
    *first, correction = wrong_day()
    await side.tell(written(first, "2024-06-03 10:00"))
    await side.tell(written([correction], "2024-06-12 10:00"))
    found = await moves(side)
    assert told(found) == [(None, None, "2024-06-14"), ("rescheduled", "2024-06-14", "2024-06-19")]
    assert "do đính chính ghi nhận ngày 12/6/2024: ghi nhầm." in found[1]["because"]


async def test_what_is_open_again_since_its_answer_was_taken_back_says_so(make_side: MakeSide) -> None:
    side = await make_side(at("2024-06-03 10:00"))
    answer = answered("2024-06-07 09:00")
    await side.tell(written([*wrong_day()[:2], answer], "2024-06-07 10:00"))
    await side.tell(written([unsaid(answer, own_time="2024-06-20 09:00")], "2024-06-20 10:00"))
    found = await moves(side)
    assert told(found) == [(None, None, "2024-06-14"), ("reopened", "2024-06-14", "2024-06-14")]
    assert found[1]["at"] == "2024-06-20T09:00:00+07:00"


async def test_a_successor_is_told_with_both_names(make_side: MakeSide) -> None:
    """R6: so-giao-thong-van-tai ended on 28/02/2025."""
    side = await make_side(at("2025-02-20 10:00"))
    meeting = scheduled("2025-02-24 14:00", time="2025-01-10 08:00", unit="so-giao-thong-van-tai")
    await side.tell(written([meeting, received("2025-02-20 09:00")], "2025-02-20 09:00"))
    assert len(await moves(side)) == 1
    side.clock.not_before(at("2025-03-01 00:01"))
    found = await moves(side)
    assert told(found) == [(None, None, "2025-03-05"), ("handed_over", "2025-03-05", "2025-03-05")]
    assert [move["unit_id"] for move in found] == ["so-giao-thong-van-tai", "so-xay-dung"]
    assert "Sở Giao thông vận tải sang Sở Xây dựng" in found[1]["because"]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (3, 1, 0, 4, 2), (4, 2, 0, 3, 1)])
async def test_told_in_any_order_at_once_the_moves_are_the_same(
    make_side: MakeSide, order: tuple[int, ...]
) -> None:
    side = await make_side(at("2024-07-01 10:00"))
    help_, moved = coordination("2024-06-07 09:00"), rescheduled("2024-06-04 09:00", "2024-06-06 14:00")
    meeting, petition = wrong_day()[:2]
    acts = [meeting, petition, help_, moved, corrected(petition, group="credit")]
    await side.tell(written([acts[place] for place in order], "2024-07-01 10:00"))
    found = await moves(side)
    assert [move["correction"] for move in found] == [None] * 3
    assert told(found) == [
        (None, None, "2024-06-14"),
        ("rescheduled", "2024-06-14", "2024-06-17"),
        ("extended", "2024-06-17", "2024-06-26"),
    ]
