"""What waits for the city committee, or a superior, to direct (R22)? The longest first, as for programs."""

from fastapi import Request, Response

from services.reporting.handlers.follow_up import awaiting_direction, told
from services.reporting.handlers.questions import asked
from services.reporting.handlers.reports import Reports
from services.reporting.pages.coordinator import PATH, coordinator, download, year_asked, years
from services.reporting.pages.rendering import render
from shared.clock import Clock
from shared.web.pages.forms import Page
from shared.web.pages.rendering import FOR_ONE_READER

AT = f"{PATH}/vuot-tham-quyen"
FILE = "/api/reports/beyond-competence.xlsx"
MOST = 500
"""So many petitions are told on the page, the longest waiting."""


def page(reports: Reports, clock: Clock) -> Page:
    """The page at `/dau-moi/vuot-tham-quyen`."""

    async def shown(request: Request) -> Response:
        await coordinator(request)
        year = year_asked(request)
        async with asked(reports, clock, None, None) as reading:
            found = await awaiting_direction(reading, year)
        return render(
            "beyond_competence.html",
            headers=FOR_ONE_READER,
            here=AT,
            at=AT,
            download=download(FILE, reading, year=year),
            as_of=reading.as_of,
            known_at=reading.known_at,
            year=year,
            years=years(clock, year),
            total=len(found),
            most=MOST,
            rows=[told(each, reading) for each in found[:MOST]],
        )

    return shown
