"""Which days of a year are worked, and since when is that known? `GET /api/deadlines/calendar/{year}`.

`POST …/preview` and `…/apply` are an operator's, as `doithoai calendar` is.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from services.deadlines.api import parameters
from services.deadlines.api.parameters import MaybeText
from services.deadlines.handlers import apply_calendar
from services.deadlines.store import law
from shared.clock import FOREVER, local_moment
from shared.events.deadlines import CalendarApplied
from shared.events.validate import InvalidData
from shared.messaging.desk import Bench
from shared.messaging.law import told
from shared.web.access import Caller, operator_only
from shared.web.bodies import documented, invalid, read_body
from shared.web.problems import not_found
from shared.working_days import SpecialDay

Operator = Annotated[Caller, Depends(operator_only)]


def router(bench: Bench) -> APIRouter:
    """The routes of the calendar."""
    routes = APIRouter(prefix="/api/deadlines/calendar", tags=["calendar"])

    @routes.post("/preview", openapi_extra=documented(CalendarApplied))
    async def preview(  # pyright: ignore[reportUnusedFunction]
        request: Request, operator: Operator
    ) -> dict[str, Any]:
        del operator
        said = await read_body(request, CalendarApplied)
        with _refused_by_its_field():
            return (await apply_calendar.look(bench, said)).says()

    @routes.post("/apply", openapi_extra=documented(CalendarApplied))
    async def apply(  # pyright: ignore[reportUnusedFunction]
        request: Request, operator: Operator
    ) -> dict[str, Any]:
        # The version is its idempotency: the same one again does nothing.
        del operator
        said = await read_body(request, CalendarApplied)
        with _refused_by_its_field():
            return (await apply_calendar.apply(bench, said)).says()

    @routes.get("/{year}")
    async def calendar(  # pyright: ignore[reportUnusedFunction]
        year: int, known_at: MaybeText = None
    ) -> dict[str, Any]:
        known = parameters.moments(None, known_at, bench.clock).known_at or FOREVER
        return await _shown(bench, year, known)

    return routes


async def _shown(bench: Bench, year: int, known: datetime) -> dict[str, Any]:
    async with bench.engine.connect() as conn:
        calendar = (await told(conn)).at(known).calendar
        versions = await law.applied(conn, known)
    found = next((each for each in calendar.years if each.year == year), None)
    if found is None:
        raise not_found(f"lịch ngày làm việc năm {year}")
    return {
        "year": year,
        "version": calendar.version,
        "provisional": not found.announced,
        "last_confirmed_year": calendar.last_confirmed_year,
        "off": _days(found.off),
        "working_weekend_days": _days(found.working_weekend_days),
        "versions": [
            {
                **{name: said[name] for name in ("version", "year", "announced_on", "document")},
                "recorded_at": local_moment(recorded_at),
            }
            for said, recorded_at in versions
        ],
    }


@contextmanager
def _refused_by_its_field() -> Iterator[None]:
    try:
        yield
    except InvalidData as problem:
        raise invalid(problem) from None


def _days(days: Iterable[SpecialDay]) -> list[dict[str, str]]:
    return [
        {"date": each.date.isoformat(), "name": each.name, "status": each.status.value}
        for each in sorted(days, key=lambda each: each.date)
    ]
