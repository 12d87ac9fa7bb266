"""How long does Phụ lục 3 of a quarter with a million petitions take, beside DuckDB on the same spans?"""

import os
import tempfile
import threading
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg
import openpyxl
import psutil

from bench import agencies
from bench.figure import Figure, Size, of_seconds
from bench.ground import Ground
from cli.garbage import collect_seldom
from services.reporting.domain.summary import QuarterSummary
from services.reporting.handlers.reports import Reports
from services.reporting.handlers.summing import Summing
from services.reporting.handlers.workbooks import Workbooks
from services.reporting.main import build_bench
from shared.clock import FOREVER, Clock
from shared.database.engine import build_engine
from shared.dialogue.groups import GROUPS
from shared.dialogue.quarter import Quarter

PETITIONS = 1_000_000
CONFERENCES = 1_000
RATIO = 5.0
BOOK_S = 3.0
AS_OF = agencies.NOW
QUARTER = "2024-Q2"

CONFERENCE_ROWS = """
INSERT INTO conference_spans (
    conference_id, from_at, to_at, unit_id, theme, starts_at, starts_on, quarter, cancelled, held
)
SELECT 'hn-' || n, at - interval '40 days', $3, ($4::text[])[1 + n % cardinality($4::text[])],
    'Tháo gỡ khó khăn', at - interval '10 days', at::date - 10, '2024-Q2', false, true
FROM generate_series(0, $1::int - 1) n, (SELECT $2::timestamptz AS at) AS now
"""
PETITION_ROWS = """
INSERT INTO petition_spans (petition_id, from_at, to_at, conference_id, state, "group", overdue)
SELECT 'kn-' || n, s.from_at, s.to_at, 'hn-' || n % $2::int, s.state, ($5::text[])[1 + n % 7], s.overdue
FROM generate_series(1, $1::bigint) n,
LATERAL (SELECT $3::timestamptz - interval '40 days' + n * 7919 % 2592000 * interval '1 second' AS at) AS r,
LATERAL (VALUES
    (r.at, r.at + interval '10 days', 'pending', false),
    (r.at + interval '10 days', $4::timestamptz,
        CASE WHEN n % 10 < 7 THEN 'resolved' ELSE 'pending' END, n % 10 = 9)
) AS s(from_at, to_at, state, overdue)
"""
"""Received over thirty days, at any second; ten days later each is answered, stays open, or is overdue."""
TOUCHES = "INSERT INTO figure_touches (conference_id) SELECT DISTINCT conference_id FROM petition_spans"
MOMENTS = (timedelta(0), timedelta(days=7, hours=5), timedelta(days=23, hours=11))
"""How long before now one asks: once nothing changes any more, and in the midst of two days."""
BY_DUCKDB = """
SELECT conference_id, "group", state, count(*), count(*) FILTER (WHERE overdue) FROM read_parquet('{file}')
WHERE from_at <= TIMESTAMPTZ '{at}' AND to_at > TIMESTAMPTZ '{at}' GROUP BY conference_id, "group", state
"""


async def measure(ground: Ground, size: Size) -> list[Figure]:
    """The summary as the route reads it, DuckDB's own sum in turn with it; then the workbook."""
    petitions = size.of(PETITIONS)
    collect_seldom()
    database = await ground.database("reporting")
    await _fill(database, petitions)
    engine = build_engine(database, application="doithoai-reporting-web")
    reports = Reports(engine)
    summing = await _summed_up(Summing(build_bench(engine, Clock(AS_OF))))
    ours, theirs = [], []
    peak = _Peak()
    with tempfile.TemporaryDirectory() as folder:
        duck: Any = import_module("duckdb").connect()
        file = await _parquet(duck, database, Path(folder))
        for number in range(size.rounds):
            at = AS_OF - MOMENTS[number % len(MOMENTS)]
            began = perf_counter()
            with peak:
                async with reports.reading(at) as reading:
                    summary = await reading.quarter(Quarter.parse(QUARTER))
            ours.append(perf_counter() - began)
            began = perf_counter()
            rows = duck.execute(BY_DUCKDB.format(file=file, at=at.isoformat())).fetchall()
            theirs.append(perf_counter() - began)
            _same(summary.to_json(), rows)
        duck.close()
    await engine.dispose()
    took = await _written(summary, size.rounds)
    return [
        of_seconds(
            f"Phụ lục 3, {petitions:,} petitions, {CONFERENCES:,} conferences", ours, theirs,
            beside="DuckDB on the same spans in Parquet",
            checked="every sum as DuckDB has it, also in the midst of a day on which 30,000 petitions change",
            ratio_at_most=RATIO, peak_mb=peak.found,
        ),
        of_seconds(
            f"their sums by day, made once, {CONFERENCES:,} conferences", [summing],
            checked="by the service's own loop, without its rests",
        ),
        of_seconds(
            "its workbook, in a process of its own", took,
            checked="opened again: a row and more for each conference", at_most_s=BOOK_S,
        ),
    ]  # fmt: skip


def _same(said: Mapping[str, object], rows: list[tuple[str, str, str, int, int]]) -> None:
    totals: Mapping[str, int] = said["totals"]  # pyright: ignore[reportAssignmentType]
    for state in ("resolved", "pending"):
        assert totals[state] == sum(count for _, _, found, count, _ in rows if found == state), state
    assert totals["received"] == sum(row[3] for row in rows) > 0
    assert totals["overdue"] == sum(late for *_, late in rows)


async def _written(summary: QuarterSummary, rounds: int) -> list[float]:
    """The seconds that each workbook took once its process was there."""
    books, took = Workbooks(), []
    for _ in range(rounds + 1):
        began = perf_counter()
        book = await books.quarter(summary, [], [], [])
        took.append(perf_counter() - began)
    await books.close()
    sheet = openpyxl.load_workbook(BytesIO(book), read_only=True).worksheets[0]
    assert sheet.max_row is not None
    assert sheet.max_row > CONFERENCES
    return took[1:]


async def _summed_up(summing: Summing) -> float:
    """Sums everything up; the seconds that took."""
    began = perf_counter()
    while await summing.once():
        pass
    return perf_counter() - began


async def _fill(database: str, petitions: int) -> None:
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(CONFERENCE_ROWS, CONFERENCES, AS_OF, FOREVER, agencies.unit_ids())
        await connection.execute(PETITION_ROWS, petitions, CONFERENCES, AS_OF, FOREVER, list(GROUPS))
        await connection.execute(TOUCHES)
        await connection.execute("INSERT INTO horizon (id, known_until) VALUES (1, $1)", AS_OF)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _parquet(duck: Any, database: str, folder: Path) -> Path:
    """The spans as PostgreSQL has them, through a CSV into Parquet."""
    csv, file = folder / "spans.csv", folder / "spans.parquet"
    connection = await asyncpg.connect(database)
    try:
        await connection.copy_from_table("petition_spans", output=csv, format="csv", header=True)
    finally:
        await connection.close()
    duck.execute("SET TimeZone = 'UTC'")
    types = "types={'from_at': 'TIMESTAMPTZ', 'to_at': 'TIMESTAMPTZ', 'overdue': 'BOOLEAN'}"
    duck.execute(f"COPY (SELECT * FROM read_csv('{csv}', header=true, {types})) TO '{file}' (FORMAT parquet)")
    csv.unlink()
    return file


class _Peak:
    """The most memory that this process takes more than before, in any of the blocks: DuckDB's is its own."""

    def __init__(self) -> None:
        self.found: dict[str, float] = {"client": 0.0}
        self._own = psutil.Process(os.getpid())

    def __enter__(self) -> None:
        self._before = self._own.memory_info().rss
        self._stop = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._watch.join()
        self._note()

    def _look(self) -> None:
        while not self._stop.wait(0.01):
            self._note()

    def _note(self) -> None:
        more = (self._own.memory_info().rss - self._before) / 1e6
        self.found["client"] = max(self.found["client"], more)
