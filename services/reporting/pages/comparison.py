"""What differs between two editions of a quarter, before DPI's eyes (R29)? What a program is answered."""

from fastapi import Request, Response

from services.reporting.handlers.compare_editions import compared
from services.reporting.handlers.kept_editions import kept_edition
from services.reporting.handlers.reports import Reports
from services.reporting.pages.coordinator import PATH, coordinator, quarter_of
from services.reporting.pages.difference import (
    conference_in_words,
    conferences_called,
    petition_in_words,
)
from services.reporting.pages.rendering import render
from services.reporting.pages.wording import FIGURES
from shared.messaging.desk import Bench
from shared.web.pages.forms import Page
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.problems import bad_parameter

BEFORE, AFTER = "truoc", "sau"
MOST = 500
"""So many petitions, and conferences, are told on the page: a new calendar can change thousands."""


def page(reports: Reports, bench: Bench) -> Page:
    """The page at `/dau-moi/tong-hop/{quarter}/so-sanh`."""

    async def shown(request: Request) -> Response:
        await coordinator(request)
        quarter = str(quarter_of(request))
        numbers = [_number(request, name) for name in (BEFORE, AFTER)]
        one, other = [await kept_edition(bench, quarter, number) for number in numbers]
        told, registry = await compared(reports, bench.clock, one, other)
        called = conferences_called(one, other)
        petitions, conferences = told["petitions"], told["conferences"]
        return render(
            "comparison.html",
            headers=FOR_ONE_READER,
            path=PATH,
            at=f"{PATH}/tong-hop/{quarter}",
            quarter=quarter,
            one=one,
            other=other,
            figures=FIGURES,
            most=MOST,
            petitions=[petition_in_words(each, called, registry) for each in petitions[:MOST]],
            conferences=[conference_in_words(each, called, registry) for each in conferences[:MOST]],
            counts=(len(petitions), len(conferences)),
            same=not (petitions or conferences or told["figures"]),
        )

    return shown


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "").strip()
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 7 and int(text)):
        raise bad_parameter(name, "phải là số của một bản tổng hợp, như 1")
    return int(text)
