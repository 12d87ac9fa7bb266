"""Overdue petitions stand by unit, and by how many working days they are late (R11, R21)."""

import pytest

from services.reporting.domain.lateness import by_age
from shared import units
from tests.builders.acts import CALENDAR, day


@pytest.mark.parametrize(
    ("on", "column"),
    [
        # Due Friday 07/6/2024: on the weekend it is overdue, though by no working day yet.
        ("2024-06-08", 0),
        ("2024-06-10", 0),
        ("2024-06-12", 0),
        ("2024-06-13", 1),
        ("2024-06-18", 1),
        ("2024-06-19", 2),
        ("2024-06-27", 2),
        ("2024-06-28", 3),
    ],
)
def test_the_age_of_an_overdue_answer_is_counted_in_working_days(on: str, column: int) -> None:
    (unit,) = by_age([("so-xay-dung", day("2024-06-07"), 2)], day(on), CALENDAR, units.shipped())
    assert unit.counts == tuple(2 if place == column else 0 for place in range(4))


def test_units_stand_in_the_order_of_the_registry_under_their_names() -> None:
    overdue = [("dist-an-lao", day("2024-06-07"), 1), ("so-xay-dung", day("2024-06-07"), 1)]
    found = by_age(overdue, day("2024-06-10"), CALENDAR, units.shipped())
    assert [each.unit for each in found] == ["Sở Xây dựng", "Ủy ban nhân dân huyện An Lão"]
