"""When did the units send their annual plans (R4, R5)? All of 2024's, some late, one revised; two
thirds of 2025's by February."""

from datetime import date
from random import Random

from deploy.sample.ledger import Data, Ledger
from deploy.sample.themes import theme
from deploy.sample.year import Planned
from shared.units import Unit

REVISED = "so-cong-thuong"
"""Sends its plan of 2024 twice: the earliest meets the deadline, the latest gives the content."""


def submit_plans(ledger: Ledger, planned: tuple[Planned, ...]) -> None:
    """Records every unit's plan of 2024, and those of 2025 that were sent by the end of the story."""
    for unit in ledger.registry.obliged_on(date(2024, 7, 1)):
        rng = Random(f"plan {unit.id}")
        own = [conference for conference in planned if conference.unit_id == unit.id]
        lines = [_line(unit, each.ordinal, each.day.month, each.format) for each in own]
        start = date(2024, 1, 8) if own[0].day.month < 3 else date(2024, 2, 19)
        sent = ledger.working_day(start, rng.randrange(1, 5 if own[0].day.month < 3 else 40))
        _submit(ledger, unit, 2024, sent, lines, rng)
        if unit.id == REVISED:
            more = [*lines, _line(unit, len(own) + 1, 12, "in_person")]
            _submit(ledger, unit, 2024, date(2024, 7, 2), more, rng)
        if rng.randrange(3):
            _submit(
                ledger, unit, 2025, ledger.working_day(date(2025, 1, 2), rng.randrange(1, 25)), lines[:2], rng
            )


def _line(unit: Unit, ordinal: int, month: int, format_: str) -> Data:
    about = theme(unit, ordinal)
    return {**({"theme": about} if about else {}), "month": month, "format": format_}


def _submit(ledger: Ledger, unit: Unit, year: int, on: date, lines: list[Data], rng: Random) -> None:
    data: Data = {
        "unit_id": unit.id,
        "year": year,
        "conferences": lines,
        "budget_vnd": len(lines) * rng.randrange(30, 90) * 1_000_000,
        "document": ledger.document(unit.id, on, rng, "KH"),
    }
    ledger.record(unit.id, "AnnualPlanSubmitted", ledger.after(on, 0, rng), data)
