"""A quarter's open petitions over HTTP: its own, and what earlier quarters left unresolved (R16, R21)."""

from typing import Any

from fastapi import APIRouter

from services.reporting.api.follow_up import moments_json, petition_json
from services.reporting.api.quarters import AsOf, KnownAt, QuarterPath
from services.reporting.domain.carry_over import AgedPetition
from services.reporting.handlers.carry_over import carry_over
from services.reporting.handlers.questions import asked, parse_quarter
from services.reporting.handlers.reports import Reports
from shared.clock import Clock


def router(reports: Reports, clock: Clock) -> APIRouter:
    """The route of the list."""
    routes = APIRouter(prefix="/api/reports/quarters", tags=["Theo dõi, đôn đốc"])

    @routes.get("/{quarter}/open-petitions")
    async def open_petitions(  # pyright: ignore[reportUnusedFunction]
        quarter: QuarterPath, as_of: AsOf = None, known_at: KnownAt = None
    ) -> dict[str, Any]:
        wanted = parse_quarter(quarter)
        async with asked(reports, clock, as_of, known_at) as reading:
            found = await carry_over(reading, wanted)
        return {
            "quarter": str(wanted),
            **moments_json(reading),
            "total": len(found),
            "carried_over": sum(each.carried_over for each in found),
            "items": [_aged_json(each) for each in found],
        }

    return routes


def _aged_json(found: AgedPetition) -> dict[str, Any]:
    return {
        **petition_json(found.petition),
        "quarter": str(found.petition.quarter),
        "carried_over": found.carried_over,
        "age": {"calendar_days": found.calendar_days, "working_days": found.working_days},
        "working_days_overdue": found.working_days_overdue,
    }
