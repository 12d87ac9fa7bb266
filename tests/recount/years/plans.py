"""A unit's annual plans: in time or late, sent again, for itself or by an heir, with a budget or none."""

from datetime import date
from typing import Any

from tests.recount.oracle.instants import midnight
from tests.recount.years.conferences import FORMATS
from tests.recount.years.teller import LAST, Teller

YEARS = (2024, 2025, 2025, 2025, 2026)


def tell_plans(year: Teller, unit: str) -> None:
    """Of some years none, of some several: the earliest is in time or not, the last says what holds (R5)."""
    for _ in range(year.chance.choice([0, 1, 2, 3])):
        wanted = year.chance.choice(YEARS)
        at = sent_at(year, wanted)
        if at < LAST:
            year.tell(unit, "AnnualPlanSubmitted", at, unit_id=unit, year=wanted, **content(year))


def sent_at(year: Teller, wanted: int) -> int:
    """About 24:00 of 31 March, or in the months around."""
    if year.maybe(0.5):
        return year.about_the_end_of(date(wanted, 3, 31))
    return year.within(midnight(date(wanted - 1, 12, 1)), midnight(date(wanted, 6, 30)))


def content(year: Teller) -> dict[str, Any]:
    """What it plans, and what that costs."""
    conferences = [_conference(year) for _ in range(year.chance.choice([0, 1, 1, 2, 3]))]
    budget = year.chance.choice([None, 0, 45_000_000, 120_000_000, year.chance.randrange(10**9)])
    return {
        "conferences": conferences,
        **({} if budget is None else {"budget_vnd": budget}),
        **year.document(),
    }


def _conference(year: Teller) -> dict[str, Any]:
    theme = {"theme": "Chuyên đề"} if year.maybe(0.6) else {}
    shape = {"format": year.chance.choice(FORMATS)} if year.maybe(0.6) else {}
    return {"month": year.chance.randrange(1, 13), **theme, **shape}
