"""Phụ lục 3 of a quarter over HTTP, as JSON and as a workbook (R20, R27, R29)."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from services.reporting.handlers.carry_over import carry_over
from services.reporting.handlers.questions import asked, parse_quarter
from services.reporting.handlers.reconcile import reconcile
from services.reporting.handlers.reports import Reports
from services.reporting.handlers.workbooks import MEDIA_TYPE, Workbooks
from shared.clock import Clock

QuarterPath = Annotated[str, Path(description="như 2024-Q2")]
AsOf = Annotated[str | None, Query(description="thời điểm nghiệp vụ, RFC 3339; mặc định: bây giờ")]
KnownAt = Annotated[
    str | None, Query(description="theo thông tin đã ghi nhận đến thời điểm này; mặc định: mới nhất")
]


def router(reports: Reports, workbooks: Workbooks, clock: Clock) -> APIRouter:
    """The routes of the quarterly summary."""
    routes = APIRouter(prefix="/api/reports/quarters", tags=["Phụ lục 3"])

    # Before the JSON route, whose path would match the file's name too.
    @routes.get("/{quarter}.xlsx", response_class=Response)
    async def workbook(  # pyright: ignore[reportUnusedFunction]
        quarter: QuarterPath, as_of: AsOf = None, known_at: KnownAt = None
    ) -> Response:
        wanted = parse_quarter(quarter)
        async with asked(reports, clock, as_of, known_at) as reading:
            summary = await reading.quarter(wanted)
            lines = await reading.lines(row for section in summary.sections for row in section.rows)
            left_open, filed = await carry_over(reading, wanted), await reconcile(reading, summary)
        content = await workbooks.quarter(summary, lines, left_open, filed)
        return as_file(content, f"phu-luc-3-{wanted}")

    @routes.get("/{quarter}")
    async def summary_of(  # pyright: ignore[reportUnusedFunction]
        quarter: QuarterPath, as_of: AsOf = None, known_at: KnownAt = None
    ) -> dict[str, Any]:
        wanted = parse_quarter(quarter)
        async with asked(reports, clock, as_of, known_at) as reading:
            return (await reading.quarter(wanted)).to_json()

    return routes


def as_file(content: bytes, name: str) -> Response:
    """An .xlsx to be saved under `name` (ASCII)."""
    return Response(
        content,
        media_type=MEDIA_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.xlsx"',
            "X-Content-Type-Options": "nosniff",
        },
    )
