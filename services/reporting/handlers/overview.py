"""What does the front page show? What is late, what is due in the next ten working days, and a quarter's
summary.
"""

from dataclasses import dataclass
from datetime import date, datetime

from services.reporting.domain.edition import Head
from services.reporting.domain.lateness import LateUnit, by_age, held_by
from services.reporting.domain.summary import QuarterSummary
from services.reporting.handlers.reports import NotYetKnown, Reports
from services.reporting.store import deadlines_seen, editions, figures
from shared.clock import local_date
from shared.dialogue.quarter import Quarter
from shared.messaging.law import told

NEXT_WORKING_DAYS = 10


@dataclass(frozen=True, slots=True)
class NextDue:
    """What one unit owes of one kind on one day, with the unit's name of today."""

    due_on: date
    unit: str
    kind: str
    count: int
    provisional: bool
    soft: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the front page shows; `summary` is None while nobody can vouch for its figures."""

    late_units: list[LateUnit]
    next_first: date
    next_last: date
    next_due: list[NextDue]
    quarters: list[str]
    quarter: str
    editions: list[Head]
    """The newest first."""
    summary: QuarterSummary | None


async def overview(reports: Reports, now: datetime, quarter: Quarter) -> Overview:
    """The overview as of `now`, by what is known."""
    today = local_date(now)
    async with reports.snapshot() as conn:
        law = (await told(conn)).current
        calendar, registry = law.calendar, law.registry
        overdue = held_by(await figures.overdue(conn, now, registry.ended_by(today)), today, registry)
        late = by_age(overdue, today, calendar, registry)
        last = calendar.add(today, NEXT_WORKING_DAYS)
        due = [
            NextDue(
                each.due_on,
                registry.name_at(each.unit_id, today),
                each.kind,
                each.count,
                each.provisional,
                each.soft,
            )
            for each in await deadlines_seen.next_due(conn, today, last)
        ]
        quarters = await figures.quarters(conn, now)
        compiled = (await editions.heads(conn, str(quarter)))[::-1]
    summary = await _summary(reports, now, quarter)
    return Overview(late, today, last, due, quarters, str(quarter), compiled, summary)


async def _summary(reports: Reports, now: datetime, quarter: Quarter) -> QuarterSummary | None:
    try:
        async with reports.reading(now, wait=False) as reading:
            return await reading.quarter(quarter)
    except NotYetKnown:
        return None
