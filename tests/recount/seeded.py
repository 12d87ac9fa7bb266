"""Which bugs are put in, to see whether the recount finds them, and what it then says of each?"""

from typing import NamedTuple

from tests.recount.years.teller import PUBLISHED_AT


class Seeded(NamedTuple):
    """What a difference must hold: the beginning of a place, and a field that differs there."""

    place: str
    field: str


MUTANTS = {
    "saturday_never_worked": Seeded("deadline /api/deadlines", "due_on "),
    "clock_starts_anew": Seeded("deadline /api/deadlines", "due_on "),
    "last_day_in_the_next_quarter": Seeded("row ", "received "),
    "soft_called_a_breach": Seeded("deadline /api/deadlines", "soft True by the oracle, False"),
    "first_heir_takes_all": Seeded("deadline /api/deadlines", "unit_id "),
    "corrected_time_ignored": Seeded("deadline /api/deadlines", "met_at "),
    "twenty_are_too_few": Seeded("ledger ", "fewer_than_20_participants "),
    "first_plan_says_what_it_costs": Seeded("ledger ", "budget_vnd "),
    "stopped_any_time": Seeded("ledger ", "lawfully_stopped "),
}
"""By the mutant's name (tests/recount/mutants): those that the pure folds show too."""
LIVE_ALONE = {"known_at_ignored": Seeded("deadline /api/deadlines", "the platform")}
"""What was recorded when is known to the running services alone."""


ASKED = {"deadline": "deadlines", "ledger": "ledgers", "row": "rows"}
"""By the first word of a place: what is asked to be told of it."""
MOMENTS = ("2025-07-15T12:00:00+07:00", PUBLISHED_AT)
"""At which a mutant is asked."""


def asked(mutant: str) -> list[str]:
    """What shows it, and no more."""
    return [ASKED[{**MUTANTS, **LIVE_ALONE}[mutant].place.split()[0]]]


def module(mutant: str) -> str:
    return f"tests.recount.mutants.{mutant}"


def caught(mutant: str, apart: list[str]) -> list[str]:
    """The differences that show it."""
    wanted = {**MUTANTS, **LIVE_ALONE}[mutant]
    return [one for one in apart if one.startswith(wanted.place) and wanted.field in one]
