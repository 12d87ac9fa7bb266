"""How do the units' reports on a quarter's conferences stand to what is computed (R17, R29)? Each as of the
moment it was filed, by what is known at `known_at`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from services.reporting.domain.counting import Count, figures_of
from services.reporting.domain.course import course
from services.reporting.domain.reconciliation import FiguresOf, Reconciled, last_report, owed, reconciled
from services.reporting.domain.summary import QuarterSummary, SummaryRow
from services.reporting.handlers.folding import folded_petitions
from services.reporting.handlers.reading import Reading
from services.reporting.store import links
from services.reporting.store.acts import acts_of, conference_subjects
from shared.clock import local_date
from shared.dialogue.acts import Act, effective
from shared.dialogue.conference import conference_spans, view_at
from shared.dialogue.figures import PetitionFigures


async def reconcile(reading: Reading, summary: QuarterSummary) -> list[Reconciled]:
    """The conferences of Phụ lục 3, as `reading` has it, in its order: each with the last report on it."""
    rows = [row for section in summary.sections for row in section.rows]
    conferences = {key: list(found) for key, found in groupby(rows, key=lambda row: row.conference_id)}
    acts = await acts_of(reading.conn, conference_subjects(conferences), reading.known_at)
    told = {conference_id: effective(acts[f"conference/{conference_id}"]) for conference_id in conferences}
    reports = {
        conference_id: report
        for conference_id, found in told.items()
        if (report := last_report(found, reading.as_of)) is not None
    }
    computed = await _as_of(reading, {each: report.time for each, report in reports.items()})
    return [
        reconciled(found, reports.get(each), computed.get(each), _owed(reading, told[each], found))
        for each, found in conferences.items()
    ]


def _owed(reading: Reading, acts: Sequence[Act], rows: Sequence[SummaryRow]) -> bool:
    view = view_at(conference_spans(acts), reading.as_of)
    return owed(rows[0].starts_on, view is not None and view.cancelled, local_date(reading.as_of))


async def _as_of(reading: Reading, moments: Mapping[str, datetime]) -> dict[str, FiguresOf]:
    """The figures by group of each conference as of its own moment."""
    calendar = reading.calendar
    counts: list[Count] = []
    petition_ids = await links.petitions_of(reading.conn, moments)
    async for _, acts, conference in folded_petitions(reading.conn, petition_ids, reading.known_at):
        for span in course(acts, conference, calendar):
            at = moments.get(span.conference_id)
            if at and span.from_at <= at < span.to_at:
                overdue = int(span.overdue_due_on is not None)
                counts.append(Count(span.conference_id, span.group, span.state, 1, overdue))
    found: dict[str, dict[str, PetitionFigures]] = {conference_id: {} for conference_id in moments}
    for (conference_id, group), figures in figures_of(counts).items():
        found[conference_id][group] = figures
    return dict(found)
