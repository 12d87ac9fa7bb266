"""The units' reports against what is computed, over HTTP (R17), each difference named."""

from collections import Counter
from typing import Any

from fastapi import APIRouter

from services.reporting.api.follow_up import moments_json
from services.reporting.api.quarters import AsOf, KnownAt, QuarterPath
from services.reporting.domain.reconciliation import REPORTED, Difference, FiguresOf, Reconciled, Status
from services.reporting.domain.reconciliation_words import difference_words, status_words
from services.reporting.domain.summary import figures_json
from services.reporting.handlers.questions import asked, parse_quarter
from services.reporting.handlers.reconcile import reconcile
from services.reporting.handlers.reports import Reports
from shared.clock import Clock, local_moment
from shared.dialogue.acts import Act
from shared.dialogue.figures import total
from shared.dialogue.groups import GROUPS


def router(reports: Reports, clock: Clock) -> APIRouter:
    """The route of the reconciliation."""
    routes = APIRouter(prefix="/api/reports/quarters", tags=["Phụ lục 3: đối chiếu báo cáo"])

    @routes.get("/{quarter}/reconciliation")
    async def reconciliation(  # pyright: ignore[reportUnusedFunction]
        quarter: QuarterPath, as_of: AsOf = None, known_at: KnownAt = None
    ) -> dict[str, Any]:
        wanted = parse_quarter(quarter)
        async with asked(reports, clock, as_of, known_at) as reading:
            found = await reconcile(reading, await reading.quarter(wanted))
        counted = Counter(each.status for each in found)
        return {
            "quarter": str(wanted),
            **moments_json(reading),
            "total": len(found),
            "by_status": {status.value: counted[status] for status in Status},
            "items": [_item(each) for each in found],
        }

    return routes


def _item(found: Reconciled) -> dict[str, Any]:
    return {
        "section": found.row.section,
        "unit_id": found.row.unit_id,
        "unit_name": found.row.unit_name,
        "conference_id": found.row.conference_id,
        "theme": found.row.theme,
        "starts_on": found.row.starts_on.isoformat(),
        "status": found.status.value,
        "says": status_words(found),
        "filed": _filed(found.report) if found.report else None,
        "computed": _computed(found.report, found.computed)
        if found.report and found.computed is not None
        else None,
        "in_appendix_3": figures_json(found.now),
        "differences": [_difference(each) for each in found.differences],
    }


def _filed(report: Act) -> dict[str, Any]:
    return {
        "filed_at": local_moment(report.time),
        "recorded_at": local_moment(report.recorded_at),
        "event_id": report.event_id,
        "document": report.data.get("document"),
        "figures": report.data.get("figures"),
    }


def _computed(report: Act, computed: FiguresOf) -> dict[str, Any]:
    groups = [(group, computed[group]) for group in GROUPS if group in computed]
    return {
        "as_of": local_moment(report.time),
        **figures_json(total(computed.values())),
        "groups": [
            {"group": group, **{name: getattr(each, name) for name in REPORTED}} for group, each in groups
        ],
    }


def _difference(found: Difference) -> dict[str, Any]:
    return {**found._asdict(), "says": difference_words(found)}
