"""Editions of Phụ lục 3 over HTTP: compile, fetch, compare (R20, R29)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import JSONResponse
from starlette.requests import Request as HttpRequest

from services.reporting.api.quarters import AsOf, KnownAt, QuarterPath, as_file
from services.reporting.handlers.compare_editions import compared
from services.reporting.handlers.compile_edition import CREATED, Request
from services.reporting.handlers.kept_editions import kept_edition
from services.reporting.handlers.questions import parse_quarter
from services.reporting.handlers.reports import Reports
from services.reporting.handlers.sum_up_quarter import Compile, sum_up
from services.reporting.handlers.workbooks import Workbooks
from services.reporting.store import editions
from shared.clock import FOREVER, Clock
from shared.events.public import plain
from shared.events.validate import InvalidData, from_values
from shared.messaging.desk import Bench
from shared.web.access import dpi_or_here
from shared.web.bodies import documented, invalid, read_body
from shared.web.moments import parse_moment_param
from shared.web.problems import bad_parameter
from shared.web.retries import Key, checked_key

Number = Annotated[int, Path(ge=1, le=1_000_000, description="số lần tổng hợp: 1, 2, 3…")]


def router(reports: Reports, bench: Bench, workbooks: Workbooks, clock: Clock) -> APIRouter:
    """The routes of a quarter's editions."""
    routes = APIRouter(prefix="/api/reports/quarters", tags=["Phụ lục 3: bản tổng hợp"])

    @routes.post(
        "/{quarter}/editions",
        status_code=CREATED,
        dependencies=[Depends(dpi_or_here)],
        openapi_extra=documented(Compile),
    )
    async def compiled(  # pyright: ignore[reportUnusedFunction]
        quarter: QuarterPath,
        http: HttpRequest,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        idempotency_key: Key = None,
    ) -> JSONResponse:
        body = await read_body(http, Compile) if _has_body(http) else Compile()
        body = _with_url(body, {"as_of": as_of, "known_at": known_at})
        request = Request(parse_quarter(quarter), plain(body), checked_key(idempotency_key))
        told = await sum_up(reports, bench, request, body)
        place = f"/api/reports/quarters/{told['quarter']}/editions/{told['edition']}"
        return JSONResponse(told, CREATED, {"Location": place})

    _add_readers(routes, bench, workbooks)

    @routes.get("/{quarter}/editions/{number}/diff/{other}")
    async def diff(  # pyright: ignore[reportUnusedFunction]
        quarter: QuarterPath, number: Number, other: Number
    ) -> dict[str, Any]:
        before, after = await kept_edition(bench, quarter, number), await kept_edition(bench, quarter, other)
        return (await compared(reports, clock, before, after)).told

    return routes


def _add_readers(routes: APIRouter, bench: Bench, workbooks: Workbooks) -> None:
    """What was frozen, as JSON and as a workbook."""

    @routes.get("/{quarter}/editions")
    async def list_of(quarter: QuarterPath) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        wanted = str(parse_quarter(quarter))
        async with bench.engine.connect() as conn:
            found = await editions.heads(conn, wanted)
        return {"quarter": wanted, "items": [each.head() for each in found]}

    # Before the JSON route, whose path would match the file's name too.
    @routes.get("/{quarter}/editions/{number}.xlsx", response_class=Response)
    async def workbook(quarter: QuarterPath, number: Number) -> Response:  # pyright: ignore[reportUnusedFunction]
        edition = await kept_edition(bench, quarter, number)
        return as_file(await workbooks.edition(edition), f"phu-luc-3-{edition.quarter}-ban-{number}")

    @routes.get("/{quarter}/editions/{number}")
    async def one(quarter: QuarterPath, number: Number) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        return (await kept_edition(bench, quarter, number)).to_json()


def _with_url(body: Compile, asked: Mapping[str, str | None]) -> Compile:
    """What body and URL say together: what is frozen for ever is not guessed where they differ."""
    said = plain(body)
    for name, text in asked.items():
        if not text:
            continue
        in_body: datetime | None = getattr(body, name)
        moment = parse_moment_param(text, name, FOREVER)
        if in_body not in (None, moment):
            raise bad_parameter(name, "URL và nội dung gửi lên nêu hai thời điểm khác nhau")
        said.setdefault(name, moment.isoformat())
    try:
        return cast(Compile, from_values(Compile, said))
    except InvalidData as problem:
        raise invalid(problem) from None


def _has_body(http: HttpRequest) -> bool:
    return http.headers.get("content-length", "0") != "0" or "transfer-encoding" in http.headers
