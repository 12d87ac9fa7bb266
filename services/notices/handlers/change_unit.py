"""How does a changed registry come into force (R6)? One `UnitChanged`, which every service folds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notices.domain.unit_change import refusal
from shared.clock import start_of
from shared.database.bulk import insert_rows
from shared.database.rows import execute, fetch_column
from shared.events.notices import UnitChanged
from shared.events.public import plain
from shared.events.validate import InvalidData
from shared.messaging import outbox, subjects
from shared.messaging.desk import Bench
from shared.messaging.law import UNIT_CHANGED, told
from shared.messaging.leader import lock_number
from shared.messaging.outbox import Fact
from shared.messaging.transaction import ACT_COLUMNS

LOCK = lock_number("registry:notices")
SAID = "SELECT data FROM acts WHERE name = 'UnitChanged' AND subject = $1 ORDER BY sequence DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done: nothing, if it was said last already."""

    unit_id: str
    already_said: bool


async def change(bench: Bench, said: UnitChanged) -> Changed:
    """Publishes the change, in one transaction; InvalidData names what is wrong with it."""
    subject, data = f"unit/{said.unit_id}", plain(said)
    async with bench.engine.begin() as conn:
        # One at a time: two changes that make sense each may make none together.
        await execute(conn, "SELECT pg_advisory_xact_lock($1)", LOCK)
        numbers = await subjects.lock(conn, [subject])
        if await fetch_column(conn, SAID, subject) == [data]:
            return Changed(said.unit_id, True)
        refused = refusal(said, (await told(conn)).current.registry)
        if refused:
            raise InvalidData(*refused)
        now = bench.clock.now()
        sequence = numbers.next(subject)
        fact = Fact(
            name=UNIT_CHANGED,
            subject=subject,
            sequence=sequence,
            time=min(now, _effective(said) or now),
            data=data,
            cause=f"{subject}|{sequence}",
            causation_id=None,
            unit_id=None,
            recorded_at=now,
        )
        # Of no unit: no agency can correct what the city has decided.
        row = (subject, sequence, bench.facts_topic, fact.name, fact.time, "", fact.id, data, now, fact.id)
        await insert_rows(conn, bench.tables.acts, ACT_COLUMNS, [row])
        await numbers.write(conn)
        await outbox.put(conn, [fact.message(bench.service, bench.facts_topic)], now)
    bench.wake()
    return Changed(said.unit_id, False)


def _effective(said: UnitChanged) -> datetime | None:
    """From when on it holds, as far as it says."""
    if said.valid_to is not None:
        return start_of(said.valid_to + timedelta(days=1))
    begun = said.unit or said.renamed
    return start_of(begun.valid_from) if begun else None
