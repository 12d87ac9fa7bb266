"""Phụ lục 1 or 2 of one conference over HTTP, as JSON and as a workbook (R17)."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from services.reporting.api.quarters import AsOf, KnownAt, as_file
from services.reporting.domain.summary import ConferenceSummary, figures_json
from services.reporting.handlers.questions import asked
from services.reporting.handlers.reading import Reading
from services.reporting.handlers.reports import Reports
from services.reporting.handlers.workbooks import Workbooks
from shared.clock import Clock, local_moment
from shared.events.fields import ID
from shared.web.problems import not_found

ConferenceId = Annotated[str, Path(pattern=ID.pattern)]
FORM = {"I": 1, "II": 2}


def router(reports: Reports, workbooks: Workbooks, clock: Clock) -> APIRouter:
    """The routes of a conference's result report."""
    routes = APIRouter(prefix="/api/reports/conferences", tags=["Phụ lục 1, 2"])

    @routes.get("/{conference_id}/appendix.xlsx", response_class=Response)
    async def workbook(  # pyright: ignore[reportUnusedFunction]
        conference_id: ConferenceId, as_of: AsOf = None, known_at: KnownAt = None
    ) -> Response:
        async with asked(reports, clock, as_of, known_at) as reading:
            summary = await _appendix(reading, conference_id)
            lines = await reading.lines(summary.rows)
        name = f"phu-luc-{FORM[summary.section]}-{conference_id}"
        return as_file(await workbooks.conference(summary, lines), name)

    @routes.get("/{conference_id}/appendix")
    async def appendix(  # pyright: ignore[reportUnusedFunction]
        conference_id: ConferenceId, as_of: AsOf = None, known_at: KnownAt = None
    ) -> dict[str, Any]:
        async with asked(reports, clock, as_of, known_at) as reading:
            summary = await _appendix(reading, conference_id)
        return {
            "conference_id": conference_id,
            "appendix": FORM[summary.section],
            "as_of": local_moment(summary.as_of),
            "known_at": local_moment(summary.known_at),
            "rows": [row.to_json() for row in summary.rows],
            "totals": figures_json(summary.totals),
        }

    return routes


async def _appendix(reading: Reading, conference_id: str) -> ConferenceSummary:
    found = await reading.appendix(conference_id)
    if found is None:
        raise not_found("hội nghị này vào thời điểm được hỏi")
    return found
