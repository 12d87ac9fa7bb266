"""What lies on DPI's desk (R4, R20, R29)? What was compiled of each quarter, whether its figures are
others by now, and what the plan asks of DPI next.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.reporting.domain.agenda import Agenda, last_ended, summed_up
from services.reporting.domain.edition import Head, rows_sha256
from services.reporting.handlers.compliance import plans_to_urge
from services.reporting.handlers.reading import Reading
from services.reporting.handlers.reports import NotYetKnown, Reports
from services.reporting.store import editions, figures
from services.reporting.store.editions import Compiled
from shared.clock import local_date
from shared.dialogue.quarter import Quarter

LOOKED_AT = 4
"""So many of the newest compiled quarters are summed up anew: a year's, as one looks back at them."""


@dataclass(frozen=True, slots=True)
class OnDesk:
    """A quarter, and what was compiled of it."""

    quarter: str
    compiled: Compiled | None
    changed: bool | None
    """Would its last edition say otherwise by what is known now? None: not looked at, or not known yet."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What DPI sees first."""

    today: date
    quarters: Sequence[OnDesk]
    """The newest first."""
    agenda: Agenda


async def desk(reports: Reports, now: datetime) -> Desk:
    """The desk as of `now`, by what is known."""
    today = local_date(now)
    ended = last_ended(today)
    async with reports.snapshot() as conn:
        known = await figures.quarters(conn, now)
        compiled = await editions.newest(conn)
    looked_at = [compiled[quarter].last for quarter in sorted(compiled)[-LOOKED_AT:]]
    changed, plans = await _by_now(reports, now, looked_at, today.year)
    listed = sorted({*known, *compiled, str(ended), str(Quarter.of(today))}, reverse=True)
    until = compiled[str(ended)].until if str(ended) in compiled else None
    return Desk(
        today=today,
        quarters=[OnDesk(each, compiled.get(each), changed.get(each)) for each in listed],
        agenda=Agenda(ended, summed_up(ended, until), today.year, plans),
    )


async def editions_of(
    reports: Reports, now: datetime, quarter: Quarter
) -> tuple[Sequence[Head], bool | None]:
    """The quarter's editions, the newest first, and whether that one would say otherwise by now."""
    async with reports.snapshot() as conn:
        heads = (await editions.heads(conn, str(quarter)))[::-1]
    try:
        async with reports.reading(now, wait=False) as reading:
            return heads, await says_otherwise(reading, heads[0]) if heads else None
    except NotYetKnown:
        return heads, None


async def says_otherwise(reading: Reading, head: Head) -> bool | None:
    """Would the same moment be summed up otherwise by what is known now? None: less is known than then."""
    if head.known_at > reading.known_at:
        return None
    summary = await replace(reading, as_of=head.as_of).quarter(Quarter.parse(head.quarter))
    return await asyncio.to_thread(rows_sha256, summary) != head.sha256


async def _by_now(
    reports: Reports, now: datetime, heads: Sequence[Head], year: int
) -> tuple[Mapping[str, bool | None], tuple[str, ...] | None]:
    """Which of them say otherwise, and whose plan is to be urged; nothing while nobody can vouch for it."""
    try:
        async with reports.reading(now, wait=False) as reading:
            changed = {head.quarter: await says_otherwise(reading, head) for head in heads}
            return changed, await plans_to_urge(reading, year)
    except NotYetKnown:
        return {}, None
