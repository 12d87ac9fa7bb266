"""Whom does DPI urge, and about which petitions (R21)? By unit, the longest open first, as for programs."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from fastapi import Request, Response

from services.reporting.domain.to_urge import Urged, of_unit
from services.reporting.handlers.follow_up import told, urged
from services.reporting.handlers.questions import asked
from services.reporting.handlers.reading import Reading
from services.reporting.handlers.reports import Reports
from services.reporting.pages.coordinator import PATH, coordinator, download, year_asked, years
from services.reporting.pages.rendering import render
from shared.clock import Clock, local_date
from shared.web.pages.forms import Page
from shared.web.pages.rendering import FOR_ONE_READER
from shared.web.problems import bad_parameter

AT = f"{PATH}/don-doc"
FILE = "/api/reports/to-urge.xlsx"
UNIT = "don-vi"
MOST = 200
"""So many petitions are told on the page: more than that are read unit by unit."""


def page(reports: Reports, clock: Clock) -> Page:
    """The page at `/dau-moi/don-doc`."""

    async def shown(request: Request) -> Response:
        await coordinator(request)
        year, unit = year_asked(request), request.query_params.get(UNIT) or None
        async with asked(reports, clock, None, None) as reading:
            found = await urged(reading, year)
        if unit and reading.registry.get(unit) is None:
            raise bad_parameter("Đơn vị", "không có trong danh sách để chọn")
        chosen = of_unit(found, unit)
        return render(
            "urging.html",
            headers=FOR_ONE_READER,
            here=AT,
            at=AT,
            download=download(FILE, reading, year=year, unit=unit),
            as_of=reading.as_of,
            known_at=reading.known_at,
            year=year,
            years=years(clock, year),
            unit=unit,
            choices=_choices(found, reading),
            units=_units(found, reading),
            total=len(chosen),
            overdue=sum(each.petition.line.overdue for each in chosen),
            most=MOST,
            groups=_by_unit(chosen[:MOST], reading),
        )

    return shown


def _name(unit_id: str, reading: Reading) -> str:
    return reading.registry.name_at(unit_id, local_date(reading.as_of))


def _units(found: Sequence[Urged], reading: Reading) -> Sequence[dict[str, Any]]:
    """Each unit whose conferences' petitions are open, with how many, and how many of them are overdue."""
    total = Counter(each.petition.unit_id for each in found)
    late = Counter(each.petition.unit_id for each in found if each.petition.line.overdue)
    return [
        {"id": unit_id, "name": _name(unit_id, reading), "total": count, "overdue": late[unit_id]}
        for unit_id, count in total.items()
    ]


def _choices(found: Sequence[Urged], reading: Reading) -> Sequence[tuple[str, str, int]]:
    """Whose petitions may be asked for: who held a conference, and who is in charge by now (R6); how many."""
    count = Counter(unit_id for each in found for unit_id in {each.petition.unit_id, *each.in_charge})
    return [
        (unit.id, _name(unit.id, reading), count[unit.id])
        for unit in reading.registry.units
        if unit.id in count
    ]


def _by_unit(found: Sequence[Urged], reading: Reading) -> Sequence[dict[str, Any]]:
    """The petitions under their unit, where they stand together already."""
    return [
        {
            "id": unit_id,
            "name": _name(unit_id, reading),
            "rows": [told(each.petition, reading, each.in_charge) for each in rows],
        }
        for unit_id, rows in groupby(found, key=lambda each: each.petition.unit_id)
    ]
