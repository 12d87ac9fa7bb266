"""At which moments is a batch of years asked? Fixed ones, and midnights after due days."""

from datetime import timedelta
from random import Random

from tests.recount.oracle.instants import day_of, instant, midnight
from tests.recount.oracle.oracle import Oracle
from tests.recount.years.teller import PUBLISHED_AT, written

FIXED = ("2024-07-15T12:00:00+07:00", "2025-02-28T17:00:00Z", "2025-06-30T17:00:00Z", PUBLISHED_AT)
"""Units end at the second and the third."""


def moments(oracle: Oracle, seed: int, count: int) -> list[str]:
    """The fixed ones, and so many at which a deadline has just become overdue, or is about to."""
    chance = Random(seed)
    due = sorted(
        {one.due_on for one in oracle.deadlines(PUBLISHED_AT) if one.due_on < day_of(instant(PUBLISHED_AT))}
    )
    ends = (midnight(day + timedelta(days=1)) for day in chance.sample(due, min(count, len(due))))
    return [*FIXED, *(written(end - chance.choice([0, 1_000]), chance) for end in ends)]
