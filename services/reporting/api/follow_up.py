"""What DPI follows up, over HTTP: beyond competence (R22), not resolved (R21), the budgets of a year (R5)."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query

from services.reporting.api.quarters import AsOf, KnownAt
from services.reporting.domain.budgets import total_vnd
from services.reporting.domain.open_petition import OpenPetition
from services.reporting.handlers.follow_up import awaiting_direction, budgets, urged
from services.reporting.handlers.questions import asked
from services.reporting.handlers.reading import Reading
from services.reporting.handlers.reports import Reports
from shared.clock import Clock, local_date, local_moment
from shared.events.fields import FIRST_YEAR, LAST_YEAR

Year = Annotated[
    int | None, Query(ge=FIRST_YEAR, lt=LAST_YEAR, description="mặc định: năm của thời điểm được hỏi")
]
AnyYear = Annotated[
    int | None,
    Query(
        ge=FIRST_YEAR,
        lt=LAST_YEAR,
        description="năm của hội nghị; mặc định: mọi năm, kể cả còn tồn từ năm trước",
    ),
]


def router(reports: Reports, clock: Clock) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/api/reports", tags=["Theo dõi, đôn đốc"])

    @routes.get("/beyond-competence")
    async def waiting(  # pyright: ignore[reportUnusedFunction]
        year: AnyYear = None, as_of: AsOf = None, known_at: KnownAt = None
    ) -> dict[str, Any]:
        async with asked(reports, clock, as_of, known_at) as reading:
            found = await awaiting_direction(reading, year)
        return _answer(reading, year, [petition_json(each) for each in found])

    @routes.get("/to-urge")
    async def not_fully_resolved(  # pyright: ignore[reportUnusedFunction]
        year: AnyYear = None, as_of: AsOf = None, known_at: KnownAt = None
    ) -> dict[str, Any]:
        async with asked(reports, clock, as_of, known_at) as reading:
            found = await urged(reading, year)
        items = [{**petition_json(each.petition), "in_charge": list(each.in_charge)} for each in found]
        return _answer(reading, year, items)

    @routes.get("/budgets")
    async def budgets_of_year(  # pyright: ignore[reportUnusedFunction]
        year: Year = None, as_of: AsOf = None, known_at: KnownAt = None
    ) -> dict[str, Any]:
        async with asked(reports, clock, as_of, known_at) as reading:
            wanted = local_date(reading.as_of).year if year is None else year
            found = await budgets(reading, wanted)
        items = [
            {
                "unit_id": each.unit_id,
                "unit_name": reading.registry.name_at(each.unit_id, local_date(reading.as_of)),
                "conferences_planned": each.conferences,
                "budget_vnd": each.budget_vnd,
                "planned_at": local_moment(each.planned_at),
            }
            for each in found
        ]
        return {**_answer(reading, wanted, items), "total_vnd": total_vnd(found)}

    return routes


def moments_json(reading: Reading) -> dict[str, str]:
    """The two moments an answer is of."""
    return {"as_of": local_moment(reading.as_of), "known_at": local_moment(reading.known_at)}


def _answer(reading: Reading, year: int | None, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"year": year, **moments_json(reading), "total": len(items), "items": list(items)}


def petition_json(found: OpenPetition) -> dict[str, Any]:
    """An open petition as the lists tell it."""
    line = found.line
    return {
        "petition_id": line.petition_id,
        "conference_id": line.conference_id,
        "unit_id": found.unit_id,
        "unit_name": line.unit_name,
        "group": line.group,
        "state": line.state,
        "since": local_moment(found.since),
        "received_on": line.received_on.isoformat(),
        "due_on": line.due_on.isoformat() if line.due_on else None,
        "overdue": line.overdue,
        "passed_to": found.passed_to,
        "document": found.document,
    }
