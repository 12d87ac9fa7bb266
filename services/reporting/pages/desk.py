"""What does DPI see first (R4, R20)? What is to be done, and what was compiled of each quarter."""

from fastapi import Request, Response

from services.reporting.handlers.desk import desk
from services.reporting.handlers.reports import Reports
from services.reporting.pages.coordinator import PATH, coordinator
from services.reporting.pages.rendering import render
from shared.clock import Clock
from shared.web.pages.forms import Page
from shared.web.pages.rendering import FOR_ONE_READER


def page(reports: Reports, clock: Clock) -> Page:
    """The page at `/dau-moi`."""

    async def shown(request: Request) -> Response:
        await coordinator(request)
        found = await desk(reports, clock.now())
        return render("desk.html", headers=FOR_ONE_READER, here=PATH, path=PATH, found=found)

    return shown
