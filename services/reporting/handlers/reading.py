"""What do the forms say for one `as_of` and one `known_at` (R23–R29)? The same for ever, however it is
computed.

The spans answer for all but the few subjects that have changed since `known_at`; those are folded from
their acts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.counting import Count, conference_rows, figures_of, sections
from services.reporting.domain.course import course
from services.reporting.domain.petition_line import PetitionLine
from services.reporting.domain.petition_listing import line_at
from services.reporting.domain.standing import ConferenceStanding, standing
from services.reporting.domain.summary import ConferenceSummary, QuarterSummary, SummaryRow
from services.reporting.handlers.folding import conference_courses, folded_petitions
from services.reporting.store import figures, links, stale
from shared.dialogue.conference import view_at
from shared.dialogue.quarter import Quarter
from shared.messaging.law import LawHistory
from shared.units import Registry
from shared.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Reading:
    """One question, answered from one state of the database."""

    conn: AsyncConnection
    laws: LawHistory
    """As that state of the database has it."""
    as_of: datetime
    known_at: datetime

    @property
    def registry(self) -> Registry:
        """Who is who, by what was known."""
        return self.laws.at(self.known_at).registry

    @property
    def calendar(self) -> WorkingDays:
        """What due days are reckoned by, by what was known."""
        return self.laws.at(self.known_at).calendar

    async def quarter(self, quarter: Quarter) -> QuarterSummary:
        """Phụ lục 3."""
        standings, folded = await self._conferences(quarter)
        counts = await self._counts([each.conference_id for each in standings], folded)
        found = sections(standings, figures_of(counts), self.registry, self.as_of)
        return QuarterSummary(str(quarter), self.as_of, self.known_at, found)

    async def appendix(self, conference_id: str) -> ConferenceSummary | None:
        """Phụ lục 1 or 2, by the unit's section; None for a conference that was not scheduled by then."""
        found = await self._folded_conferences([conference_id])
        if not found:
            return None
        counts = await self._counts([conference_id], [conference_id])
        rows = conference_rows(found[0], figures_of(counts), self.registry, self.as_of)
        return ConferenceSummary(self.as_of, self.known_at, tuple(rows)) if rows else None

    async def lines(self, rows: Iterable[SummaryRow]) -> list[PetitionLine]:
        """The petitions behind the figures of these rows: by conference, reception and id."""
        calendar, registry = self.calendar, self.registry
        conference_ids = dict.fromkeys(row.conference_id for row in rows)
        place = {conference_id: number for number, conference_id in enumerate(conference_ids)}
        petition_ids = await links.petitions_of(self.conn, conference_ids)
        found: list[PetitionLine] = []
        async for _, acts, conference in folded_petitions(self.conn, petition_ids, self.known_at):
            line = line_at(acts, conference, self.as_of, calendar, registry)
            if line and line.conference_id in place:
                found.append(line)
        return sorted(found, key=lambda line: (place[line.conference_id], line.received_on, line.petition_id))

    async def _conferences(self, quarter: Quarter) -> tuple[list[ConferenceStanding], list[str]]:
        """The quarter's conferences, and the ids of those that had to be folded from their acts."""
        changed = await stale.stale_conferences(self.conn, self.known_at)
        said = await figures.conferences_of_quarter(self.conn, str(quarter), self.as_of, changed)
        folded = [each for each in await self._folded_conferences(changed) if each.quarter == str(quarter)]
        return [*said, *folded], [each.conference_id for each in folded]

    async def _folded_conferences(self, conference_ids: Sequence[str]) -> list[ConferenceStanding]:
        courses = await conference_courses(self.conn, conference_ids, self.known_at)
        views = [view_at(found, self.as_of) for found in courses.values()]
        return [standing(view) for view in views if view]

    async def _counts(self, conference_ids: Sequence[str], folded: Sequence[str]) -> list[Count]:
        """Their petitions counted; those of a `folded` conference, or changed since, from their acts."""
        calendar = self.calendar
        if calendar.version != self.laws.current.calendar.version or await stale.calendar_waits(self.conn):
            folded = conference_ids
        changed = await stale.stale_petitions(self.conn, self.known_at, conference_ids, folded)
        counts = await figures.counts(self.conn, conference_ids, self.as_of, changed)
        wanted = set(conference_ids)
        async for _, acts, conference in folded_petitions(self.conn, changed, self.known_at):
            for span in course(acts, conference, calendar):
                if span.from_at <= self.as_of < span.to_at and span.conference_id in wanted:
                    overdue = int(span.overdue_due_on is not None)
                    counts.append(Count(span.conference_id, span.group, span.state, 1, overdue))
        return counts
