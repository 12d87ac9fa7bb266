"""The nightly audit: when it runs, and what of a platform at work it calls broken."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from cli.verdict import Law
from cli.watching import audit, next_night


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2024-06-03T01:59:59+07:00", "2024-06-03T02:00:00+07:00"),
        ("2024-06-03T02:00:00+07:00", "2024-06-04T02:00:00+07:00"),
        ("2024-06-02T18:00:00+00:00", "2024-06-03T02:00:00+07:00"),
        ("2024-12-31T12:00:00+07:00", "2025-01-01T02:00:00+07:00"),
    ],
)
def test_it_runs_at_two_in_the_night_of_hai_phong(now: str, night: str) -> None:
    assert next_night(datetime.fromisoformat(now)) == datetime.fromisoformat(night)


@pytest.mark.parametrize(
    ("looks", "broken", "looked"),
    [
        ([[]], [], 1),
        ([["a", "b"], ["b", "c"], ["b"]], ["b"], 3),
        ([["a"], ["b"]], [], 2),
        ([["a"], ["a"], []], [], 3),
    ],
)
async def test_only_what_breaks_a_law_in_every_look_is_told(
    looks: Sequence[Sequence[str]], broken: list[str], looked: int
) -> None:
    left = list(looks)

    async def look() -> list[Law]:
        return [Law("nothing is lost", f"{len(left)} left", left.pop(0)), Law("sequences", "", [])]

    found = await audit(look, looks=len(looks), pause_s=0)
    assert [(law.name, list(law.broken)) for law in found] == [("nothing is lost", broken), ("sequences", [])]
    assert len(looks) - len(left) == looked
