"""What does a unit owe in a year (R1, R2, R4, R5, R6, R8)?"""

from itertools import permutations

import pytest

from services.deadlines.domain.minimum_conferences import UnitConference
from services.deadlines.domain.unit_deadlines import unit_timelines
from shared.dialogue.acts import Act
from shared.dialogue.deadline import Standing, Timeline
from shared.units import shipped
from tests.builders.acts import (
    CALENDAR,
    act,
    at,
    cancelled,
    day,
    held,
    registered,
    rescheduled,
    scheduled,
)
from tests.builders.standings import course, standing

DEPARTMENT, DISTRICT = "so-xay-dung", "dist-hong-bang"
YEARS = range(2023, 2028)
STOPPED = (
    scheduled("2024-06-10 14:00", time="2024-05-02", reception_deadline="2024-06-05"),
    cancelled("2024-06-07 16:00", "no_petitions"),
)


def plan(time: str, year: int, unit: str = DEPARTMENT) -> Act:
    return act("AnnualPlanSubmitted", time, by=unit, unit_id=unit, year=year, conferences=[])


def owed(unit: str, *acts: Act, conferences: tuple[UnitConference, ...] = ()) -> dict[str, Timeline]:
    return unit_timelines(unit, acts, conferences, shipped(), YEARS, CALENDAR)


def annual(*plans: Act, year: int = 2025) -> Timeline:
    return owed(DEPARTMENT, *plans)[f"annual_plan:{DEPARTMENT}:{year}"]


def conference(*acts: Act, petition: str | None = None) -> UnitConference:
    return UnitConference(acts, at(petition) if petition else None)


def minimum(*conferences: UnitConference, unit: str = DEPARTMENT, year: int = 2024) -> Timeline:
    return owed(unit, conferences=conferences)[f"minimum_conferences:{unit}:{year}"]


def test_plans_are_owed_from_2025_on_and_conferences_from_2024_on() -> None:
    """R4."""
    assert sorted(owed(DEPARTMENT)) == [
        *(f"annual_plan:{DEPARTMENT}:{year}" for year in (2025, 2026, 2027)),
        *(f"minimum_conferences:{DEPARTMENT}:{year}" for year in (2024, 2025, 2026, 2027)),
    ]


@pytest.mark.parametrize("unit", ["so-noi-vu", "so-y-te", "dist-bach-long-vi", "phuong-hong-bang", "nobody"])
def test_who_is_exempt_or_unknown_owes_nothing(unit: str) -> None:
    """R1, R2."""
    assert owed(unit) == {}


@pytest.mark.parametrize(
    ("unit", "owes"),
    [
        ("so-ke-hoach-va-dau-tu", ["minimum_conferences:so-ke-hoach-va-dau-tu:2024"]),
        (DISTRICT, [f"annual_plan:{DISTRICT}:2025", f"minimum_conferences:{DISTRICT}:2024"]),
        ("chi-cuc-thue-khu-vuc-iii", ["annual_plan:chi-cuc-thue-khu-vuc-iii:2025"]),
    ],
)
def test_an_obligation_belongs_to_the_unit_valid_on_its_day(unit: str, owes: list[str]) -> None:
    """R6: departments merged on 1 March 2025, districts ended on 30 June 2025."""
    assert sorted(owed(unit)) == owes


def test_a_plan_is_in_time_until_24_00_of_31_march() -> None:
    """R4."""
    assert not annual(plan("2025-03-31 23:59:59", 2025))[-1].late
    assert annual(plan("2025-04-01 00:00", 2025))[-1].late
    assert standing(annual(), "2025-03-31 23:59:59") is Standing.OPEN
    assert standing(annual(), "2025-04-01") is Standing.OVERDUE


def test_the_earliest_plan_of_the_year_meets_even_if_sent_the_year_before() -> None:
    """R5."""
    plans = [plan("2025-03-01", 2025), plan("2024-12-20", 2025), plan("2024-11-01", 2024)]
    for arrival in permutations(plans):
        assert course(annual(*arrival)) == [(at("2025-01-01"), "met", "2025-03-31")]
        assert annual(*arrival)[-1].met_at == at("2024-12-20")


def test_a_yearly_obligation_begins_on_1_january() -> None:
    assert [span.caused_at for span in annual()] == [at("2025-01-01")]
    assert course(minimum()) == [(at("2024-01-01"), "open", "2024-12-31")]


def test_a_department_owes_one_conference_and_a_district_two() -> None:
    """R1, R2."""
    of_department = conference(scheduled("2024-06-05 14:00"), held("2024-06-05 17:00"))
    first, second = (
        conference(scheduled(f"2024-0{month}-05 14:00", unit=DISTRICT), held(f"2024-0{month}-05 17:00"))
        for month in (6, 9)
    )
    assert minimum(of_department)[-1].met_at == at("2024-06-05 17:00")
    assert minimum(of_department)[0].rule == "R1"
    assert minimum(first, unit=DISTRICT)[-1].met_at is None
    for arrival in permutations([first, second]):
        timeline = minimum(*arrival, unit=DISTRICT)
        assert (timeline[-1].met_at, timeline[0].rule) == (at("2024-09-05 17:00"), "R2")


def test_a_conference_counts_once_it_is_confirmed_and_in_the_year_of_its_start_day() -> None:
    """R1, R4."""
    assert minimum(conference(scheduled("2024-06-05 14:00")))[-1].met_at is None
    new_year = conference(scheduled("2025-01-05 14:00", time="2024-12-01"), held("2025-01-05 17:00"))
    assert minimum(new_year)[-1].met_at is None
    assert minimum(new_year, year=2025)[-1].met_at == at("2025-01-05 17:00")


def test_a_holding_confirmed_in_the_new_year_is_late() -> None:
    """R4."""
    timeline = minimum(conference(scheduled("2024-12-31 14:00"), held("2025-01-02 09:00")))
    assert (timeline[-1].met_at, timeline[-1].late) == (at("2025-01-02 09:00"), True)


def test_a_conference_lawfully_stopped_counts() -> None:
    """R4, R8: past the reception deadline, with no petition and no registration."""
    assert minimum(conference(*STOPPED))[-1].met_at == at("2024-06-07 16:00")
    assert minimum(conference(*STOPPED, petition="2024-06-08"))[-1].met_at == at("2024-06-07 16:00")


def test_a_stop_counts_from_the_first_moment_past_the_reception_deadline() -> None:
    """R4, R8."""
    at_midnight = conference(STOPPED[0], cancelled("2024-06-06 00:00", "no_petitions"))
    assert minimum(at_midnight)[-1].met_at == at("2024-06-06 00:00")


def test_conferences_beyond_the_minimum_change_nothing() -> None:
    """R1: met by the one that made the number full."""
    first = conference(scheduled("2024-06-05 14:00"), held("2024-06-05 17:00"))
    second = conference(scheduled("2024-09-05 14:00"), held("2024-09-05 17:00"))
    assert course(minimum(second, first)) == course(minimum(first))


@pytest.mark.parametrize(
    "unlawful",
    [
        conference(STOPPED[0], cancelled("2024-06-07 16:00", "other")),
        conference(*STOPPED, petition="2024-06-07 16:00"),
        conference(*STOPPED, registered("2024-06-01")),
        conference(STOPPED[0], cancelled("2024-06-05 23:59:59", "no_petitions")),
    ],
    ids=["another reason", "a petition", "a registration", "before the reception deadline had passed"],
)
def test_a_conference_stopped_otherwise_does_not_count(unlawful: UnitConference) -> None:
    """R4, R8."""
    assert minimum(unlawful)[-1].met_at is None


def test_a_conference_that_is_moved_after_its_holding_no_longer_counts() -> None:
    moved = rescheduled("2024-06-20", "2024-09-05 14:00")
    timeline = minimum(conference(scheduled("2024-06-05 14:00"), held("2024-06-05 17:00"), moved))
    assert [what for _, what, _ in course(timeline)] == ["open", "met", "open"]


def test_another_units_conference_does_not_count() -> None:
    of_another = conference(scheduled("2024-06-05 14:00", unit="so-tai-chinh"), held("2024-06-05 17:00"))
    assert minimum(of_another)[-1].met_at is None


def test_a_fixed_day_is_not_moved_by_a_weekend() -> None:
    """R4: 31 December 2028 is a Sunday."""
    timelines = unit_timelines(DEPARTMENT, (), (), shipped(), [2028], CALENDAR)
    assert timelines[f"minimum_conferences:{DEPARTMENT}:2028"][0].due_on == day("2028-12-31")


def test_a_conference_left_behind_counts_for_the_successor_that_held_it_and_no_other_does() -> None:
    """R1, R6: so-giao-thong-van-tai was merged into so-xay-dung on 1/3/2025."""
    ended = "so-giao-thong-van-tai"
    by_itself, by_its_heir = (
        conference(scheduled(f"2025-{day} 14:00", time="2025-01-05", unit=ended), held(f"2025-{day} 17:00"))
        for day in ("02-20", "03-20")
    )
    heirs = minimum(by_itself, by_its_heir, unit="so-xay-dung", year=2025)
    assert heirs[-1].met_at == at("2025-03-20 17:00")
    assert minimum(by_itself, unit="so-xay-dung", year=2025)[-1].met_at is None
    assert minimum(by_its_heir, unit="so-tu-phap", year=2025)[-1].met_at is None
