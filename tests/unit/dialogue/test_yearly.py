"""What does a unit owe of a year, also of one in which it exists for a part only (R1, R2, R4, R6)?"""

import pytest

from services.deadlines.domain.unit_deadlines import unit_timelines
from shared.dialogue.readings import minimum_due, owes_the_whole_year
from shared.dialogue.yearly import minimum_owed, owes_plan
from shared.units import shipped
from tests.builders.acts import CALENDAR, day

OWED = [
    # unit, year, the plan, how many conferences
    ("so-xay-dung", 2023, False, 0),
    ("so-xay-dung", 2024, False, 1),
    ("so-xay-dung", 2025, True, 1),
    ("dist-hong-bang", 2024, False, 2),
    # Exempt by R1 and R2.
    ("cong-an-thanh-pho-hai-phong", 2024, False, 0),
    ("dist-bach-long-vi", 2024, False, 0),
    # Merged on 1 March 2025: of that year the new department owes everything, those before it nothing.
    ("so-nong-nghiep-va-moi-truong", 2024, False, 0),
    ("so-nong-nghiep-va-moi-truong", 2025, True, 1),
    ("so-tai-nguyen-va-moi-truong", 2024, False, 1),
    ("so-tai-nguyen-va-moi-truong", 2025, False, 0),
    # Ended on 30 June 2025: after the plan was due, before the conferences were.
    ("dist-hong-bang", 2025, True, 0),
    ("phuong-hong-bang", 2025, False, 0),
    # From 1 March to 30 June, and from 1 July 2025 on.
    ("chi-cuc-thue-khu-vuc-iii", 2025, True, 0),
    ("thue-thanh-pho-hai-phong", 2025, False, 1),
]


@pytest.mark.parametrize(("unit_id", "year", "plan", "minimum"), OWED)
def test_a_year_is_owed_whole_by_whoever_exists_on_the_day_it_is_due(
    unit_id: str, year: int, plan: bool, minimum: int
) -> None:
    """R6."""
    unit = shipped().get(unit_id)
    assert unit is not None
    assert (owes_plan(unit, year), minimum_owed(unit, year)) == (plan, minimum)
    timelines = unit_timelines(unit_id, [], [], shipped(), [year], CALENDAR)
    owed = {"annual_plan": plan, "minimum_conferences": minimum > 0}
    assert {id_.partition(":")[0] for id_ in timelines} == {kind for kind, due in owed.items() if due}
    # Days of the year, which no reading moves: missed, they are missed.
    assert {span.soft for timeline in timelines.values() for span in timeline} <= {False}


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "owes"),
    [
        ("2025-12-31", None, True),
        ("2026-01-01", None, False),
        ("2020-01-01", "2025-12-31", True),
        ("2020-01-01", "2025-12-30", False),
    ],
)
def test_who_exists_on_the_very_day_owes_the_year(valid_from: str, valid_to: str | None, owes: bool) -> None:
    """R6: the first day of a unit and its last are days on which it exists."""
    assert (
        owes_the_whole_year(day(valid_from), day(valid_to) if valid_to else None, minimum_due(2025)) is owes
    )
