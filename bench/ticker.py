"""How long does one tick take that finds 10,000 newly overdue among 1,000,000 open deadlines?"""

from datetime import timedelta
from time import perf_counter

import asyncpg

from bench import agencies
from bench.deadlines_by_sql import fill
from bench.figure import Figure, Run, Size, of_rates, of_seconds
from bench.ground import Ground
from bench.scheduler import run_jobs
from bench.usage import Usage, cost
from cli.garbage import collect_seldom
from services.deadlines.handlers.ticking import Ticker
from services.deadlines.main import build_bench
from shared.clock import Clock
from shared.database.engine import build_engine
from shared.messaging.law import Laws

OPEN = 1_000_000
OVERDUE = 10_000
WANTED = 1.5

PLAIN = """
WITH due AS (
    UPDATE deadline_spans SET unfired = false WHERE unfired AND overdue_from <= $1 RETURNING *
), numbered AS (
    UPDATE subjects s SET last_sequence = s.last_sequence + 1 FROM due WHERE s.subject = due.subject
    RETURNING s.subject, s.last_sequence
), noted AS (
    INSERT INTO overdue_events (deadline_id, due_on, overdue_at, fired_at, times)
    SELECT deadline_id, due_on, overdue_from, $1, 1 FROM due
)
INSERT INTO outbox (topics, keys, payloads, recorded_at)
SELECT array_agg('doithoai.deadlines.v1'::text), array_agg(subject), array_agg(convert_to(jsonb_build_object(
    'specversion', '1.0', 'id', gen_random_uuid(), 'source', '/services/deadlines',
    'type', 'vn.haiphong.doithoai.ResponseOverdue.v1', 'subject', subject, 'time', overdue_from,
    'datacontenttype', 'application/json', 'sequence', last_sequence, 'recordedtime', $1, 'unitid', unit_id,
    'data', jsonb_build_object(
        'deadline_id', deadline_id, 'kind', kind, 'unit_id', unit_id, 'due_on', due_on, 'rule', rule,
        'conference_id', conference_id, 'petition_id', petition_id, 'group', "group")
)::text, 'UTF8')), $1 FROM due JOIN numbered USING (subject)
"""
"""Marks, numbers, notes and writes a packet; asks nothing of what keeps it from accusing falsely."""
AGAIN = "UPDATE deadline_spans SET unfired = true WHERE NOT unfired"
TOLD = (
    "SELECT count(*), count(DISTINCT key) FROM outbox_records",
    "SELECT count(*), count(*) FROM overdue_events",
    "SELECT count(*), count(*) FROM deadline_spans WHERE NOT unfired",
)


async def measure(ground: Ground, size: Size) -> list[Figure]:
    """The ticker and the plain SQL on the same rows in turn; what one did is undone before the other."""
    collect_seldom()
    open_, overdue = size.of(OPEN), OVERDUE
    database = await ground.database("deadlines")
    await fill(database, open_, overdue)
    engine = build_engine(database, application="doithoai-deadlines")
    bench = build_bench(engine, Clock(agencies.NOW))
    ticker = Ticker(bench, lambda: (agencies.NOW + timedelta(minutes=1), {}), Laws())
    connection = await asyncpg.connect(database)
    ticks, plain, runs, rivals = [], [], [], []
    try:
        for _ in range(size.rounds):
            with Usage() as usage:
                began = perf_counter()
                told = await ticker.tick()
                ticks.append(perf_counter() - began)
            runs.append(Run(overdue, cost(usage)))
            assert told == overdue, f"{told} told, not {overdue}"
            await _undone(connection, overdue)
            began = perf_counter()
            await connection.execute(PLAIN, agencies.NOW)
            plain.append(perf_counter() - began)
            await _undone(connection, overdue)
            rivals.append(await run_jobs(database))
    finally:
        await connection.close()
        await engine.dispose()
    return [
        of_seconds(
            f"a tick: {overdue:,} newly overdue of {open_:,} open", ticks, plain,
            beside="one plain SQL statement that marks, numbers and writes the outbox",
            checked="each told once, numbered and noted", ratio_at_most=WANTED,
        ),
        of_rates(
            "the same, by the second", "told/s", runs, rivals,
            beside="APScheduler 3, a job a deadline in the same PostgreSQL, each doing nothing",
            checked="each job run once", ratio_at_least=1.0,
        ),
    ]  # fmt: skip


async def _undone(connection: asyncpg.Connection, overdue: int) -> None:
    """Everything was told once; now it is untold again, and no dead row disturbs the next."""
    for question in TOLD:
        assert tuple(*await connection.fetch(question)) == (overdue, overdue), question
    await connection.execute("TRUNCATE outbox, overdue_events")
    await connection.execute(AGAIN)
    await connection.execute("VACUUM ANALYZE deadline_spans")
    await connection.execute("VACUUM ANALYZE subjects")
