"""What changes when a subject is folded anew? Its deadlines are replaced and what is new is told, at once."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.handlers.folding import Folding
from services.deadlines.handlers.law import Laws, yearly_units
from services.deadlines.handlers.telling import Told, tell
from services.deadlines.store import facts, marks, spans
from services.deadlines.store.spans import Stored
from shared.clock import FOREVER
from shared.messaging import outbox, subjects
from shared.messaging.topics import FACTS

SERVICE = "deadlines"
BREATH_S = 0.01
"""Folding yields to the event loop about this often: heartbeats and requests go on."""


class DeadlinesFold:
    """Folds marked subjects: what `shared.messaging.recomputing.Recompute` calls for each chunk."""

    def __init__(self, laws: Laws) -> None:
        self._laws = laws

    async def __call__(self, conn: AsyncConnection, taken: Sequence[str], now: datetime) -> None:
        # The ticker locks the same rows before it tells of a subject: never both at once.
        law = await self._laws.renew(conn)
        if marks.LAW in taken:
            await marks.mark_everything(conn, yearly_units(law.registry, now))
            taken = [subject for subject in taken if subject != marks.LAW]
        numbers = await subjects.lock(conn, taken)
        material = await facts.load(conn, taken, FOREVER, law.registry)
        stored = await spans.read(conn, taken)
        of_subject: dict[str, dict[str, Stored]] = {subject: {} for subject in taken}
        for deadline_id, found in stored.items():
            of_subject[found.subject][deadline_id] = found
        folding = Folding(material, law, now)
        told, breath = Told(), monotonic()
        for subject in taken:
            tell(subject, folding.fold(subject), of_subject[subject], law, numbers, now, told)
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
