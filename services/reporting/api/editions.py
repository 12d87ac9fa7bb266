"""Editions of Phụ lục 3 over HTTP: compile, fetch, compare (R20, R29)."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, cast

import structlog
from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import JSONResponse
from starlette.requests import Request as HttpRequest

from services.reporting.api.quarters import AsOf, KnownAt, QuarterPath, as_file
from services.reporting.api.questions import asked, parse_quarter
from services.reporting.domain.edition import Altered, Edition
from services.reporting.handlers.compare_editions import compare
from services.reporting.handlers.compile_edition import (
    CREATED,
    Request,
    answered_before,
    compile_edition,
    compiler_of,
    draft,
)
from services.reporting.handlers.reports import Reports
from services.reporting.handlers.workbooks import Workbooks
from services.reporting.store import editions
from shared.clock import FOREVER, Clock
from shared.events.fields import EventModel, Moment
from shared.events.public import plain
from shared.events.validate import InvalidData, from_values
from shared.messaging.desk import Bench
from shared.web.access import dpi_or_here
from shared.web.bodies import documented, invalid, read_body
from shared.web.moments import parse_moment_param
from shared.web.problems import Problem, bad_parameter, not_found
from shared.web.retries import Key, checked_key

log = structlog.get_logger(__name__)
Number = Annotated[int, Path(ge=1, le=1_000_000, description="số lần tổng hợp: 1, 2, 3…")]


class Compile(EventModel):
    """For which moments; left out: now, and the latest that is known. The URL may say them as well."""

    as_of: Moment | None = None
    known_at: Moment | None = None


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
        told = await _compiled(reports, bench, clock, request, body)
        place = f"/api/reports/quarters/{told['quarter']}/editions/{told['edition']}"
        return JSONResponse(told, CREATED, {"Location": place})

    _add_readers(routes, bench, workbooks)

    @routes.get("/{quarter}/editions/{number}/diff/{other}")
    async def diff(  # pyright: ignore[reportUnusedFunction]
        quarter: QuarterPath, number: Number, other: Number
    ) -> dict[str, Any]:
        before, after = await _edition(bench, quarter, number), await _edition(bench, quarter, other)
        # The acts between the two must all be here, as they are not while a rebuild replays the stream.
        known_at = max(before.known_at, after.known_at)
        async with asked(reports, clock, None, _text(known_at)) as reading:
            return await compare(reading, before, after)

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
        edition = await _edition(bench, quarter, number)
        return as_file(await workbooks.edition(edition), f"phu-luc-3-{edition.quarter}-ban-{number}")

    @routes.get("/{quarter}/editions/{number}")
    async def one(quarter: QuarterPath, number: Number) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        return (await _edition(bench, quarter, number)).to_json()


async def _compiled(
    reports: Reports, bench: Bench, clock: Clock, request: Request, body: Compile
) -> dict[str, Any]:
    async with bench.engine.connect() as conn:
        earlier = await answered_before(conn, request)
    if earlier is not None:
        return earlier
    async with asked(reports, clock, _text(body.as_of), _text(body.known_at)) as reading:
        drafted = await draft(reading, request.quarter)
    return await compile_edition(bench, request, drafted, compiler_of(reading, clock.now()))


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


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _has_body(http: HttpRequest) -> bool:
    return http.headers.get("content-length", "0") != "0" or "transfer-encoding" in http.headers


async def _edition(bench: Bench, quarter: str, number: int) -> Edition:
    wanted = str(parse_quarter(quarter))
    async with bench.engine.connect() as conn:
        found = await editions.edition_of(conn, wanted, number)
    if found is None:
        raise not_found(f"bản tổng hợp số {number} của quý {wanted}")
    return await asyncio.to_thread(_verified, found)


def _verified(edition: Edition) -> Edition:
    try:
        return edition.verified()
    except Altered as error:
        log.error("an edition is not what was frozen", quarter=edition.quarter, edition=edition.number)
        raise Problem(
            500, "Bản tổng hợp đã bị thay đổi",
            f"Bản tổng hợp số {edition.number} của quý {edition.quarter} không còn khớp với mã băm khi chốt; "
            "không dùng số liệu này.",
        ) from error  # fmt: skip
