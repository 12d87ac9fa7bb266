"""How did each obliged unit keep the plan in a year (R1–R4, R7, R9, R11, R17), what will it spend (R5)?"""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from services.reporting.domain.budgets import UnitBudget, total_vnd
from services.reporting.domain.duties import Duties
from services.reporting.domain.unit_compliance import UnitCompliance
from services.reporting.handlers.compliance import compliance
from services.reporting.handlers.follow_up import budgets
from services.reporting.handlers.questions import asked
from services.reporting.handlers.reading import Reading
from services.reporting.handlers.reports import Reports
from services.reporting.pages.coordinator import PATH, coordinator, year_asked, years
from services.reporting.pages.rendering import render
from services.reporting.pages.shortfalls import shortfalls
from shared.clock import Clock, local_date
from shared.web.pages.forms import Page
from shared.web.pages.rendering import FOR_ONE_READER

AT = f"{PATH}/thuc-hien"


def page(reports: Reports, clock: Clock) -> Page:
    """The page at `/dau-moi/thuc-hien`."""

    async def shown(request: Request) -> Response:
        await coordinator(request)
        said = year_asked(request)
        async with asked(reports, clock, None, None) as reading:
            year = said or local_date(reading.as_of).year
            ledger = await compliance(reading, year)
            planned = await budgets(reading, year)
        units = [_line(each) for each in ledger.units]
        return render(
            "compliance.html",
            headers=FOR_ONE_READER,
            here=AT,
            at=AT,
            as_of=reading.as_of,
            known_at=reading.known_at,
            year=year,
            years=years(clock, year),
            urging=len(ledger.plans_to_urge),
            lacking=sum(bool(each["lacks"]) for each in units),
            units=units,
            budgets=[_budget(each, reading) for each in planned],
            total_vnd=total_vnd(planned),
        )

    return shown


def _line(unit: UnitCompliance) -> dict[str, Any]:
    return {"of": unit, "kept": _kept(unit.duties), "lacks": shortfalls(unit)}


def _kept(duties: Duties) -> Mapping[str, tuple[int, int]]:
    """How many were done in time, of how many that are owed or done; both channels of a notice together."""
    told = duties.to_json()
    columns = {
        "notices": list(told["notices"].values()),
        "reports": [told["reports"]],
        "answers": [told["answers"], told["written_answers"]],
    }
    return {
        name: (sum(each["in_time"] for each in found), sum(sum(each.values()) for each in found))
        for name, found in columns.items()
    }


def _budget(found: UnitBudget, reading: Reading) -> dict[str, Any]:
    return {"of": found, "name": reading.registry.name_at(found.unit_id, local_date(reading.as_of))}
