"""What DPI follows up, over HTTP: beyond competence (R22), not resolved (R21), the budgets of a year (R5)."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.reporting.api.quarters import AsOf, KnownAt, as_file
from services.reporting.domain.budgets import total_vnd
from services.reporting.domain.open_petition import OpenPetition
from services.reporting.domain.to_urge import of_unit
from services.reporting.handlers.follow_up import awaiting_direction, budgets, told, urged
from services.reporting.handlers.questions import asked
from services.reporting.handlers.reading import Reading
from services.reporting.handlers.reports import Reports
from services.reporting.handlers.workbooks import Workbooks
from shared.clock import Clock, local_date, local_moment
from shared.events.fields import FIRST_YEAR, LAST_YEAR
from shared.web.problems import bad_parameter

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


AnyUnit = Annotated[
    str | None, Query(description="đơn vị tổ chức hội nghị, hoặc đang phụ trách; mặc định: mọi đơn vị")
]


def router(reports: Reports, workbooks: Workbooks, clock: Clock) -> APIRouter:
    """The routes, with those of the files."""
    routes = APIRouter(prefix="/api/reports", tags=["Theo dõi, đôn đốc"])
    _files(routes, reports, workbooks, clock)

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


def _files(routes: APIRouter, reports: Reports, workbooks: Workbooks, clock: Clock) -> None:
    @routes.get("/beyond-competence.xlsx", response_class=Response)
    async def waiting_as_file(  # pyright: ignore[reportUnusedFunction]
        year: AnyYear = None, as_of: AsOf = None, known_at: KnownAt = None
    ) -> Response:
        async with asked(reports, clock, as_of, known_at) as reading:
            found = [told(each, reading) for each in await awaiting_direction(reading, year)]
        content = await workbooks.beyond_competence(
            found, _of(reading, year), reading.as_of, reading.known_at
        )
        return as_file(content, _named("kien-nghi-vuot-tham-quyen", year))

    @routes.get("/to-urge.xlsx", response_class=Response)
    async def not_fully_resolved_as_file(  # pyright: ignore[reportUnusedFunction]
        year: AnyYear = None, unit: AnyUnit = None, as_of: AsOf = None, known_at: KnownAt = None
    ) -> Response:
        async with asked(reports, clock, as_of, known_at) as reading:
            if unit and reading.registry.get(unit) is None:
                raise bad_parameter("unit", "không có đơn vị này")
            chosen = of_unit(await urged(reading, year), unit)
            found = [told(each.petition, reading, each.in_charge) for each in chosen]
        content = await workbooks.to_urge(found, _of(reading, year, unit), reading.as_of, reading.known_at)
        return as_file(content, _named("don-doc", unit, year))


def _of(reading: Reading, year: int | None, unit: str | None = None) -> str:
    """What the list is of, as its file says it."""
    conferences = f"Hội nghị đối thoại doanh nghiệp {f'năm {year}' if year else 'các năm'}"
    return (
        f"{conferences}; {reading.registry.name_at(unit, local_date(reading.as_of))}" if unit else conferences
    )


def _named(*parts: object) -> str:
    """As a file is called: what was asked for, in ASCII."""
    return "-".join(str(part) for part in parts if part)


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
