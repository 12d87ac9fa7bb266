"""What changes when a subject is folded? Its deadlines are replaced and what is new is told, at once.

Petitions are folded in the transaction that takes their facts in, everything else once it is marked (0023).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from time import monotonic

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.handlers.folding import Folded, Folding
from services.deadlines.handlers.law import yearly_units
from services.deadlines.handlers.telling import Told, tell
from services.deadlines.store import marks, spans
from services.deadlines.store.acts import material_of, material_of_petitions
from services.deadlines.store.spans import Stored
from shared.clock import FOREVER
from shared.dialogue.acts import Act
from shared.messaging import law as laws_told
from shared.messaging import outbox, subjects
from shared.messaging.law import Law, Laws
from shared.messaging.topics import FACTS

log = structlog.get_logger(__name__)
SERVICE = "deadlines"
BREATH_S = 0.01
"""Folding yields to the event loop about this often: heartbeats and requests go on."""


class DeadlinesFold:
    """Folds marked subjects, as `shared.messaging.recomputing.Recompute` asks, and petitions in place."""

    def __init__(self, laws: Laws) -> None:
        self._laws = laws

    async def __call__(self, conn: AsyncConnection, marked: Mapping[str, int], now: datetime) -> None:
        # The ticker locks the same rows before it tells of a subject: never both at once.
        law = await self._laws.renew(conn)
        if marks.LAW in marked:
            await marks.mark_everything(conn, yearly_units(law.registry, now))
        taken = [subject for subject in marked if subject != marks.LAW]
        numbers = await subjects.lock(conn, taken)
        folding = Folding(await material_of(conn, taken, FOREVER, law.registry), law, now)
        await self._replace(conn, taken, folding.fold, await spans.read(conn, taken), law, numbers, now)

    async def in_place(
        self,
        conn: AsyncConnection,
        said: Mapping[str, Sequence[Act]],
        known: Mapping[str, int],
        now: datetime,
    ) -> list[str]:
        """Folds petitions of which this is said now (material_of_petitions); those that can't be folded."""
        # As this transaction has it: it may yet be undone.
        law = (await laws_told.told(conn)).current
        # What is said of a petition mostly leads to one fact.
        numbers = await subjects.reserve(conn, dict.fromkeys(said, 1))
        folding = Folding(await material_of_petitions(conn, said, known), law, now)
        told_of = [subject for subject in said if subject in known or numbers.last(subject)]
        stored = await spans.read(conn, told_of) if told_of else {}
        folded: dict[str, Folded] = {}
        left: list[str] = []
        breath = monotonic()
        for subject in said:
            if monotonic() - breath > BREATH_S:
                await asyncio.sleep(0)
                breath = monotonic()
            try:
                folded[subject] = folding.fold(subject)
            except Exception as error:
                log.warning("a petition is not folded in place", subject=subject, exc_info=error)
                left.append(subject)
        await self._replace(conn, list(folded), folded.__getitem__, stored, law, numbers, now)
        return left

    async def _replace(
        self,
        conn: AsyncConnection,
        taken: Sequence[str],
        fold: Callable[[str], Folded],
        stored: Mapping[str, Stored],
        law: Law,
        numbers: subjects.Sequences,
        now: datetime,
    ) -> None:
        """Replaces what follows from these subjects, and tells the difference."""
        # Who folded one of them while we waited for it may have told of a later moment.
        now = max([now, *(found.told_until for found in stored.values())])
        of_subject: dict[str, dict[str, Stored]] = {subject: {} for subject in taken}
        for deadline_id, found in stored.items():
            of_subject.setdefault(found.subject, {})[deadline_id] = found
        told, breath = Told(), monotonic()
        for subject in taken:
            tell(subject, fold(subject), of_subject[subject], law, numbers, now, told)
            if monotonic() - breath > BREATH_S:
                await asyncio.sleep(0)
                breath = monotonic()
        await self._write(conn, told, numbers, now)

    async def _write(
        self, conn: AsyncConnection, told: Told, numbers: subjects.Sequences, now: datetime
    ) -> None:
        await spans.write(conn, told.kept)
        await spans.retract(conn, told.retracted, now)
        await spans.wake_at(conn, told.wakeups)
        await numbers.write(conn)
        messages = [fact.message(SERVICE, FACTS[SERVICE]) for fact in told.facts]
        await outbox.put(conn, messages, now)
