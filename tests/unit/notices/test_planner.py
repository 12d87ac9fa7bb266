"""What follows from a conference on a day is what deadlines will set (R7, R8, R11, R12, R17, R18)."""

from datetime import timedelta

import pytest

from services.deadlines.domain.petition_deadlines import petition_timelines
from services.notices.domain.planner import ANSWER, COORDINATED_ANSWER, PlannedDay, planned_days
from services.notices.domain.planner_remarks import remarks
from shared.dialogue.conference import conference_spans
from shared.dialogue.conference_deadlines import conference_timelines
from shared.dialogue.deadline import DeadlineSpan
from shared.units import shipped
from tests.builders.acts import CALENDAR, coordination, day, received, scheduled


@pytest.mark.parametrize("starts_on", ["2024-04-17", "2024-06-05", "2025-01-22", "2025-12-30", "2028-03-15"])
def test_the_planner_says_beforehand_what_deadlines_sets_afterwards(starts_on: str) -> None:
    planned = planned_days(day(starts_on), CALENDAR)
    conference = scheduled(f"{starts_on} 14:00", time="2023-11-01 08:00")
    around = conference_timelines([conference], None, CALENDAR).values()
    course = conference_spans([conference])
    for title, acts in ((ANSWER, []), (COORDINATED_ANSWER, [coordination(f"{starts_on} 15:00")])):
        petition = [received(f"{starts_on} 14:30"), *acts]
        (answer,) = petition_timelines(petition, course, CALENDAR).values()
        assert [said(each) for each in planned if each.title == title] == [said(answer[-1])]
    others = [said(each) for each in planned if each.title not in (ANSWER, COORDINATED_ANSWER)]
    assert sorted(others) == sorted(said(timeline[0]) for timeline in around)


def said(of: PlannedDay | DeadlineSpan) -> tuple[object, ...]:
    return of.kind, of.due_on, of.rule, of.counted_from, of.working_days, of.soft, of.provisional


def test_a_notice_is_planned_for_both_channels_with_the_day_to_advise() -> None:
    """R7: the 7th working day before is the last, the 8th the safe one."""
    found = {each.kind: each for each in planned_days(day("2024-06-05"), CALENDAR) if each.rule == "R7"}
    assert {kind.value for kind in found} == {"notice_portal", "notice_one_stop_desk"}
    assert {(each.due_on, each.safe_on) for each in found.values()} == {
        (day("2024-05-27"), day("2024-05-24"))
    }
    others = [each for each in planned_days(day("2024-06-05"), CALENDAR) if each.rule != "R7"]
    assert {each.safe_on for each in others} == {None}


# A conference on Wednesday 5 June 2024: the last day for the notice is 27 May, the safe one 24 May.
@pytest.mark.parametrize(
    ("starts_on", "today", "unit", "kinds"),
    [
        ("2024-06-05", "2024-05-24", "so-xay-dung", []),
        ("2024-06-05", "2024-05-25", "so-xay-dung", ["safe_notice_day_past"]),
        ("2024-06-05", "2024-05-27", "so-xay-dung", ["safe_notice_day_past"]),
        ("2024-06-05", "2024-05-28", "so-xay-dung", ["notice_day_past"]),
        ("2024-06-05", "2024-06-06", "so-xay-dung", ["date_past", "notice_day_past"]),
        ("2024-06-08", "2024-05-02", "so-xay-dung", ["day_off"]),
        ("2024-04-30", "2024-04-01", "so-xay-dung", ["day_off"]),
        # Saturday 4 May 2024 was worked in exchange for 29 April.
        ("2024-05-04", "2024-04-01", "so-xay-dung", []),
        # The districts end on 30 June 2025, before the report on this conference is due.
        ("2025-06-25", "2025-05-05", "dist-hong-bang", ["unit_ends"]),
        ("2025-06-17", "2025-05-05", "dist-hong-bang", []),
        # The report on this one is due on its last day.
        ("2025-06-19", "2025-05-05", "dist-hong-bang", []),
        ("2025-06-20", "2025-05-05", "dist-hong-bang", ["unit_ends"]),
    ],
)
def test_what_speaks_against_a_day_is_said(starts_on: str, today: str, unit: str, kinds: list[str]) -> None:
    """R6, R7."""
    found = shipped().get(unit)
    assert found is not None
    assert [remark.kind for remark in remarks(day(starts_on), day(today), found, CALENDAR)] == kinds


@pytest.mark.parametrize(
    ("unit", "starts_on", "weekday", "allowed"),
    [
        ("dist-hong-bang", "2024-06-08", "Thứ Bảy", True),
        ("dist-hong-bang", "2024-06-09", "Chủ nhật", False),
        ("so-xay-dung", "2024-06-08", "Thứ Bảy", False),
    ],
)
def test_only_a_district_is_told_of_the_saturdays_with_leaders(
    unit: str, starts_on: str, weekday: str, allowed: bool
) -> None:
    """R3."""
    found, off = shipped().get(unit), day(starts_on)
    assert found is not None
    (remark,) = remarks(off, off - timedelta(days=30), found, CALENDAR)
    assert ("thứ 7 cùng Bí thư" in remark.text, weekday in remark.text) == (allowed, True)
