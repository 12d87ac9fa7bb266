"""What was known of the deadlines at a moment? Folded again from the acts recorded until then (R29).

Slow and exact: the same moments give the same answer for ever.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.deadlines.handlers.folding import Folding
from services.deadlines.handlers.law import yearly_units
from services.deadlines.store import lists, overdue, queries
from services.deadlines.store.acts import material_of
from services.deadlines.store.lists import Page, Wanted
from shared.clock import FOREVER
from shared.dialogue.deadline import DeadlineSpan, Timeline, at_moment
from shared.events.deadlines import DeadlineKind
from shared.messaging.law import Law, Laws
from shared.units import Registry

CHUNK = 500
BREATH_S = 0.01
POLL_S = 0.1
PATIENCE_S = 5.0
"""How long a question about the last moments waits for their facts to arrive."""

SUBJECTS: dict[str, str] = {
    DeadlineKind.PETITION_ANSWER: "petition",
    DeadlineKind.WRITTEN_ANSWER: "petition",
    DeadlineKind.ANNUAL_PLAN: "unit",
    DeadlineKind.MINIMUM_CONFERENCES: "unit",
}
"""What a kind of deadline binds; a conference unless it says otherwise."""


def subject_of(deadline_id: str) -> str:
    """What a deadline of this id binds."""
    kind, _, rest = deadline_id.partition(":")
    return f"{SUBJECTS.get(kind, 'conference')}/{rest.partition(':')[0]}"


class NotKnownYet(Exception):
    """Facts recorded before `known_at` may still be on their way: an answer now could change."""


class KnownThen:
    """Answers as of any moment from what had been recorded until another."""

    def __init__(self, engine: AsyncEngine, laws: Laws) -> None:
        self._engine = engine
        self._laws = laws

    async def law(self, known_at: datetime | None) -> Law:
        """What held by what was known then, once all of that has arrived here; None: what holds now.

        It comes first: what was waited for may have been a calendar, or a changed unit.
        """
        if known_at is None or known_at >= FOREVER:
            return self._laws.current
        await self._wait(known_at)
        async with self._engine.connect() as conn:
            await self._laws.renew(conn)
        return self._laws.at(known_at)

    async def page(self, wanted: Wanted, known_at: datetime, law: Law) -> Page:
        """The page of a list, by the `law` of then."""
        async with self._engine.connect() as conn:
            known_until = await overdue.horizon(conn)
            subjects = await self._subjects(conn, wanted, law.registry)
            holding = [span async for span in self._holding(conn, subjects, wanted, known_at, law)]
        return replace(lists.page_of(holding, wanted), known_until=known_until)

    async def timeline(self, deadline_id: str, as_of: datetime, known_at: datetime, law: Law) -> Timeline:
        """One deadline's timeline, by the `law` of then; empty if it was not known."""
        subject = subject_of(deadline_id)
        async with self._engine.connect() as conn:
            material = await material_of(conn, [subject], known_at, law.registry)
        folded = Folding(material, law, as_of).fold(subject)
        return list(folded.timelines.get(deadline_id, ()))

    async def _wait(self, known_at: datetime) -> None:
        """Until everything recorded by `known_at` has arrived here; NotKnownYet if that takes too long.

        Whoever asks by all that is here (`FOREVER`) waits for nothing.
        """
        if known_at >= FOREVER:
            return
        until = monotonic() + PATIENCE_S
        while True:
            async with self._engine.connect() as conn:
                horizon = await overdue.horizon(conn)
            if horizon is not None and known_at < horizon:
                return
            if monotonic() > until:
                raise NotKnownYet
            await asyncio.sleep(POLL_S)

    async def _subjects(self, conn: AsyncConnection, wanted: Wanted, registry: Registry) -> Sequence[str]:
        unit_id = wanted.unit_id
        # What was another's and has passed to the unit is its own now (R6).
        holders = None if unit_id is None else [unit_id, *registry.predecessors_of(unit_id)]
        found = await queries.subjects(conn, holders)
        if unit_id is None:
            # What a unit owes each year needs no fact to be owed.
            found = sorted({*found, *(f"unit/{id_}" for id_ in yearly_units(registry, wanted.as_of))})
        binds = {SUBJECTS.get(kind, "conference") for kind in wanted.kinds}
        return [subject for subject in found if not binds or subject.partition("/")[0] in binds]

    async def _holding(
        self,
        conn: AsyncConnection,
        subjects: Sequence[str],
        wanted: Wanted,
        known_at: datetime,
        law: Law,
    ) -> AsyncIterator[DeadlineSpan]:
        """Every span that holds at `as_of` and is wanted, a chunk of subjects in memory at a time."""
        for start in range(0, len(subjects), CHUNK):
            chunk = subjects[start : start + CHUNK]
            material = await material_of(conn, chunk, known_at, law.registry)
            folding, breath = Folding(material, law, wanted.as_of), monotonic()
            for subject in chunk:
                for timeline in folding.fold(subject).timelines.values():
                    span = at_moment(timeline, wanted.as_of)
                    if span is not None and wanted.takes(span):
                        yield span
                if monotonic() - breath > BREATH_S:
                    await asyncio.sleep(0)
                    breath = monotonic()
