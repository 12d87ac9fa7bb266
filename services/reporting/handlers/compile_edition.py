"""How is a quarter's summary frozen (R20, R29)? Kept, numbered and published in one transaction, once per
Idempotency-Key.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.edition import Edition, frozen
from services.reporting.handlers.reading import Reading
from services.reporting.store import editions
from shared.clock import local_date
from shared.database.bulk import insert_rows
from shared.database.rows import execute, fetch_one
from shared.dialogue.quarter import Quarter
from shared.events.public import plain
from shared.events.reporting import QuarterlySummaryCompiled
from shared.messaging import outbox, subjects
from shared.messaging.desk import Bench
from shared.messaging.outbox import Fact
from shared.web.commands import LOCK_TIMEOUT
from shared.web.problems import Problem
from shared.web.retries import COLUMNS, READ, answered, digest_of_body

CREATED = 201
NAME = QuarterlySummaryCompiled.__name__


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to compile: a retry has the same key and says the same."""

    quarter: Quarter
    body: Mapping[str, Any]
    key: str | None

    @property
    def route(self) -> str:
        return f"POST quarters/{self.quarter}/editions"

    @property
    def digest(self) -> bytes:
        return digest_of_body(self.body)


async def answered_before(conn: AsyncConnection, request: Request) -> dict[str, Any] | None:
    """What the same request was answered; None if it is new. A Problem if the key was another one's."""
    if request.key is None:
        return None
    row = await fetch_one(conn, READ, request.route, request.key)
    found = answered(row, request.digest) if row is not None else None
    if isinstance(found, Problem):
        raise found
    return dict(found.body) if found is not None else None


async def draft(reading: Reading, quarter: Quarter) -> Edition:
    """The summary as it is to be frozen: for its two moments the same at any time, so no lock is held yet."""
    summary = await reading.quarter(quarter)
    lines = await reading.lines(row for section in summary.sections for row in section.rows)
    return await asyncio.to_thread(frozen, summary, lines, 0, reading.known_at)


async def compile_edition(
    bench: Bench, request: Request, drafted: Edition, unit_id: str | None
) -> dict[str, Any]:
    """Freezes the draft as the next edition, and says what it is; a retry is told the same."""
    subject = f"quarter/{request.quarter}"
    async with bench.engine.begin() as conn:
        await execute(conn, LOCK_TIMEOUT)
        # Who compiles the same quarter waits here: numbers have no gap, keys are looked up after the wait.
        numbers = await subjects.lock(conn, [subject])
        earlier = await answered_before(conn, request)
        if earlier is not None:
            return earlier
        now = bench.clock.now()
        number = await editions.last_number(conn, str(request.quarter)) + 1
        edition = replace(drafted, number=number, compiled_at=now)
        await editions.keep(conn, edition)
        fact = _fact(edition, subject, numbers.next(subject), unit_id)
        await numbers.write(conn)
        message = fact.message(bench.service, bench.facts_topic)
        await outbox.put(conn, [message], now)
        told = edition.head()
        if request.key is not None:
            row = (request.route, request.key, request.digest, CREATED, told, now)
            await insert_rows(conn, bench.tables.idempotency, COLUMNS, [row])
    bench.wake()
    return told


def _fact(edition: Edition, subject: str, sequence: int, unit_id: str | None) -> Fact:
    data = QuarterlySummaryCompiled(
        quarter=edition.quarter,
        edition=edition.number,
        as_of=edition.as_of,
        known_at=edition.known_at,
        totals=dict(edition.totals),
        sha256=edition.sha256,
    )
    return Fact(
        name=NAME,
        subject=subject,
        sequence=sequence,
        time=edition.compiled_at,
        data=plain(data),
        cause=f"{subject}/editions/{edition.number}",
        causation_id=None,
        unit_id=unit_id,
        recorded_at=edition.compiled_at,
    )


def compiler_of(reading: Reading, at: datetime) -> str | None:
    """Who compiles at `at`: DPI of the day (R20); None as long as it is undecided who follows it."""
    return reading.registry.coordinator_on(local_date(at))
