"""A fact that is handed out again leads to what it led to the first time: everybody is told again."""

import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute
from shared.messaging import sequence
from shared.messaging.sequence import Decoded, Sorted, Stream, StreamKey
from tests.faults.mutants.patching import Patch

AGAIN = (
    "UPDATE deadline_spans SET unfired = true WHERE subject = ANY($1) AND overdue_from IS NOT NULL "
    "AND met_at IS NULL AND void_reason IS NULL"
)
_seen_again: ContextVar[list[str]] = ContextVar("seen_again")


def apply(patch: Patch) -> None:
    if "services.deadlines.main" not in sys.modules:
        return  # this process tells nobody
    in_sequence, keep = sequence.in_sequence, sequence.keep

    def noticing(decoded: Decoded, streams: Mapping[StreamKey, Stream], now: datetime) -> Sorted:
        known = {key: stream.last_sequence for key, stream in streams.items()}
        facts = [fact for _, fact in decoded if fact]
        _seen_again.set([f.subject for f in facts if f.sequence <= known[f.topic, f.subject]])
        return in_sequence(decoded, streams, now)

    async def telling(conn: AsyncConnection, table: Table, streams: Mapping[StreamKey, Stream]) -> None:
        await keep(conn, table, streams)
        if subjects := _seen_again.get([]):
            await execute(conn, AGAIN, subjects)

    patch(sequence, "in_sequence", noticing)
    patch(sequence, "keep", telling)
