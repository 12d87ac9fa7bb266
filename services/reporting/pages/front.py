"""What does everyone see first? What is overdue, what is due next, and the quarter's Phụ lục 3, each as of
when.
"""

from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query
from fastapi.responses import HTMLResponse

from services.reporting.domain.lateness import AGES
from services.reporting.domain.summary import QuarterSummary, SectionSummary, SummaryRow
from services.reporting.handlers.overview import Overview, overview
from services.reporting.handlers.reports import Reports
from services.reporting.pages.rendering import render
from shared.clock import Clock, local_date
from shared.dialogue.groups import LABELS
from shared.dialogue.quarter import Quarter

BANNERS = {"I": "I. Sở, ban, ngành", "II": "II. Ủy ban nhân dân quận, huyện"}


def page(reports: Reports, clock: Clock) -> Callable[..., Awaitable[HTMLResponse]]:
    """The page at `/`."""

    async def front(quarter: Annotated[str | None, Query()] = None) -> HTMLResponse:
        now = clock.now()
        current = Quarter.of(local_date(now))
        chosen = _chosen(quarter, current)
        found = await overview(reports, now, chosen or current)
        moments = _moments(found.summary)
        return render(
            "front.html",
            here="/",
            as_of=now,
            overdue=_overdue(found),
            next_due=_next_due(found),
            quarters=_quarters(found, current),
            misread=chosen is None,
            quarter=found.quarter,
            moments=moments,
            download=f"/api/reports/quarters/{found.quarter}.xlsx{moments}",
            editions=found.editions,
            summary=_summary(found.summary),
        )

    return front


def _chosen(text: str | None, current: Quarter) -> Quarter | None:
    """The quarter asked for; None if it is none: the page shows the running one, and says so."""
    try:
        return Quarter.parse(text) if text else current
    except ValueError:
        return None


def _quarters(found: Overview, current: Quarter) -> dict[str, Any]:
    """Which quarters there are to choose from, the newest first, and those beside the one shown."""
    known = sorted({*found.quarters, str(current), found.quarter})
    place = known.index(found.quarter)
    return {
        "all": known[::-1],
        "before": known[place - 1] if place else None,
        "after": known[place + 1] if place + 1 < len(known) else None,
    }


def _next_due(found: Overview) -> dict[str, Any]:
    """What is due next, by day: on a phone, a day is said once."""
    days = groupby(found.next_due, key=lambda row: row.due_on)
    return {
        "days": [(due_on, list(rows)) for due_on, rows in days],
        "count": sum(row.count for row in found.next_due),
        "first": found.next_first,
        "last": found.next_last,
    }


def _overdue(found: Overview) -> dict[str, Any]:
    totals = [sum(column) for column in zip(*(row.counts for row in found.late_units), strict=True)]
    ages = [label for label, _ in AGES]
    return {"rows": found.late_units, "ages": ages, "totals": totals, "total": sum(totals)}


def _moments(summary: QuarterSummary | None) -> str:
    """The download shows the very figures of the page."""
    if summary is None:
        return ""
    said = summary.to_json()
    return f"?as_of={quote(said['as_of'])}&known_at={quote(said['known_at'])}"


def _summary(summary: QuarterSummary | None) -> dict[str, Any] | None:
    if summary is None:
        return None
    return {
        "as_of": summary.as_of,
        "known_at": summary.known_at,
        "totals": summary.totals,
        "conferences": any(section.rows for section in summary.sections),
        "sections": [_section(section) for section in summary.sections],
    }


def _section(section: SectionSummary) -> dict[str, Any]:
    together = groupby(section.rows, key=lambda row: row.conference_id)
    return {
        "number": section.section,
        "title": BANNERS[section.section],
        "totals": section.totals,
        "conferences": [_conference(list(rows)) for _, rows in together],
    }


def _conference(rows: Sequence[SummaryRow]) -> dict[str, Any]:
    first = rows[0]
    return {
        "id": first.conference_id,
        "form": 1 if first.section == "I" else 2,
        "unit": first.unit_name,
        "theme": first.theme,
        "starts_on": first.starts_on,
        "rows": [
            {
                "groups": ", ".join(LABELS[group] for group in row.groups) or "Chưa có kiến nghị",
                "figures": row.figures,
                "note": row.note,
                # On a phone only the groups that have something to say are shown, or the first.
                "zero": place > 0 and row.figures == type(row.figures)(),
            }
            for place, row in enumerate(rows)
        ],
    }
