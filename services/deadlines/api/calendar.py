"""Which days of a year are worked, and since when is that known? `GET /api/deadlines/calendar/{year}`.

`POST …/preview` and `…/apply` are an operator's, as `doithoai calendar` is.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from services.deadlines.api import parameters
from services.deadlines.api.parameters import MaybeText
from services.deadlines.handlers import apply_calendar
from services.deadlines.handlers.apply_calendar import Applied, Previewed
from services.deadlines.store import law
from shared.clock import FOREVER, local_moment
from shared.events.deadlines import CalendarApplied
from shared.events.public import plain
from shared.events.validate import InvalidData
from shared.messaging.desk import Bench
from shared.messaging.law import told
from shared.web.access import Caller, operator_only
from shared.web.bodies import documented, invalid, read_body
from shared.web.problems import not_found
from shared.web.retries import Answer, Key, digest_of_body, once
from shared.working_days import SpecialDay

Operator = Annotated[Caller, Depends(operator_only)]
Doing = Callable[[Bench, CalendarApplied], Awaitable[Previewed | Applied]]


def router(bench: Bench) -> APIRouter:
    """The routes of the calendar."""
    routes = APIRouter(prefix="/api/deadlines/calendar", tags=["calendar"])

    @routes.post("/preview", openapi_extra=documented(CalendarApplied))
    async def preview(  # pyright: ignore[reportUnusedFunction]
        request: Request, operator: Operator, idempotency_key: Key = None
    ) -> JSONResponse:
        del operator
        return await _done("preview", request, idempotency_key, apply_calendar.look)

    @routes.post("/apply", openapi_extra=documented(CalendarApplied))
    async def apply(  # pyright: ignore[reportUnusedFunction]
        request: Request, operator: Operator, idempotency_key: Key = None
    ) -> JSONResponse:
        # The version is its idempotency too: the same one again does nothing.
        del operator
        return await _done("apply", request, idempotency_key, apply_calendar.apply)

    async def _done(what: str, request: Request, key: str | None, do: Doing) -> JSONResponse:
        said = await read_body(request, CalendarApplied)

        async def work() -> Answer:
            with _refused_by_its_field():
                return Answer(200, (await do(bench, said)).says())

        digest = digest_of_body(plain(said))
        answer = await once(bench.engine, f"POST calendar/{what}", key, digest, work)
        return JSONResponse(dict(answer.body), answer.status)

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
