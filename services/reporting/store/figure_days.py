"""What did a conference's petitions add up to at the end of each day? The spans summed once: a question about
a million petitions adds up some thousands of sums (R23, R24).

A cache of the spans, exact or not used: whoever replaces spans leaves a touch of their conference in the same
transaction, and what has a touch is counted from the spans themselves.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.counting import Count
from shared.clock import FOREVER, local_date
from shared.database.rows import execute, fetch, fetch_column

_KEY = "concat_ws(' ', \"group\", state, CASE WHEN overdue THEN 'overdue' END)"
_DAY = "(at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"

TOUCHED_LONGEST_AGO = (
    "SELECT conference_id FROM figure_touches GROUP BY conference_id ORDER BY max(id), 1 LIMIT $1"
)
ONE_TOUCH_IS_ENOUGH = (
    "DELETE FROM figure_touches t WHERE EXISTS "
    "(SELECT FROM figure_touches u WHERE u.conference_id = t.conference_id AND u.id > t.id)"
)
FORGET_DAYS = "DELETE FROM figure_days WHERE conference_id = ANY($1)"
FORGET_TOUCHES = "DELETE FROM figure_touches WHERE conference_id = ANY($1)"
SUM_UP = f"""
WITH changes AS MATERIALIZED (
    SELECT conference_id, at, {_DAY} AS day, key, n FROM (
        SELECT conference_id, from_at AS at, {_KEY} AS key, 1 AS n
        FROM petition_spans WHERE conference_id = ANY($1)
        UNION ALL
        SELECT conference_id, to_at, {_KEY}, -1
        FROM petition_spans WHERE conference_id = ANY($1) AND to_at < $2
    ) AS each
), by_day AS (
    SELECT conference_id, day, array_agg(at ORDER BY at, n, key) AS ats,
        array_agg(key ORDER BY at, n, key) AS changed, array_agg(n::smallint ORDER BY at, n, key) AS by
    FROM changes GROUP BY conference_id, day
), by_key AS (
    SELECT conference_id, key, day, sum(n)::int AS n FROM changes GROUP BY conference_id, key, day
), standing AS (
    SELECT conference_id, day, key, coalesce(n, 0) AS n,
        sum(coalesce(n, 0)) OVER (PARTITION BY conference_id, key ORDER BY day)::int AS after
    FROM by_day JOIN (SELECT DISTINCT conference_id, key FROM by_key) AS keys USING (conference_id)
    LEFT JOIN by_key USING (conference_id, key, day)
), sums AS (
    SELECT conference_id, day, array_agg(key) AS keys, array_agg(after - n) AS before,
        array_agg(after) AS after
    FROM standing WHERE after <> 0 OR n <> 0 GROUP BY conference_id, day
)
INSERT INTO figure_days (conference_id, day, keys, before, after, ats, changed, by)
SELECT conference_id, day, coalesce(keys, '{{}}'), coalesce(before, '{{}}'), coalesce(after, '{{}}'), ats,
    changed, by
FROM by_day LEFT JOIN sums USING (conference_id, day)
"""
"""$1: conferences; $2: for ever. The three arrays of a day are one list of changes: no tie may fall otherwise
in one of them, as it might where a large sort goes to the disk.
"""

TOUCHED = "SELECT DISTINCT conference_id FROM figure_touches WHERE conference_id = ANY($1)"
COUNTS = """
SELECT conference_id, keys, CASE WHEN early THEN before ELSE after END, CASE WHEN early THEN 1 ELSE -1 END,
    CASE WHEN early THEN changed[:until] ELSE changed[until + 1:] END,
    CASE WHEN early THEN by[:until] ELSE by[until + 1:] END
FROM unnest($1::text[]) AS c(id) CROSS JOIN LATERAL (
    SELECT * FROM figure_days WHERE conference_id = c.id AND day <= $2 ORDER BY day DESC LIMIT 1
) AS latest
CROSS JOIN LATERAL (SELECT width_bucket($3, ats) AS until OFFSET 0) AS u
CROSS JOIN LATERAL (SELECT 2 * until < cardinality(ats) AS early OFFSET 0) AS e
"""
"""$1: conferences; $2: the day of $3; $3: the moment. The latest day's beginning and what has changed in it
until then, or its end and what has changed since, whichever is less: of an earlier day its end. The changes
lie in order, so `width_bucket` says how many were by then. A row a conference: unnested, each change is one.
"""


async def sum_up(conn: AsyncConnection, limit: int) -> int:
    """Sums up the conferences that were left alone longest; how many. In one state of the database.

    What is touched by a transaction that this state does not show keeps that touch.
    """
    await execute(conn, ONE_TOUCH_IS_ENOUGH)
    conference_ids = await fetch_column(conn, TOUCHED_LONGEST_AGO, limit)
    if conference_ids:
        await execute(conn, FORGET_DAYS, conference_ids)
        await execute(conn, SUM_UP, conference_ids, FOREVER)
        await execute(conn, FORGET_TOUCHES, conference_ids)
    return len(conference_ids)


async def touched(conn: AsyncConnection, conference_ids: Iterable[str]) -> set[str]:
    """Those of these conferences that must be counted from the spans."""
    return set(await fetch_column(conn, TOUCHED, list(conference_ids)))


async def counts(conn: AsyncConnection, conference_ids: Sequence[str], at: datetime) -> list[Count]:
    """Of conferences that are not touched: how many petitions of each group were in which state at `at`."""
    found: list[Count] = []
    rows = await fetch(conn, COUNTS, list(conference_ids), local_date(at), at)
    for conference_id, keys, sums, sign, changed, by in rows:
        standing: dict[str, int] = dict(zip(keys, sums, strict=True))
        for key, n in zip(changed, by, strict=True):
            standing[key] = standing.get(key, 0) + sign * n
        for key, n in standing.items():
            if n:
                group, state, overdue = _parts(key)
                found.append(Count(conference_id, group, state, n, n * overdue))
    return found


@lru_cache(maxsize=1_024)
def _parts(key: str) -> tuple[str, str, bool]:
    group, state, *overdue = key.split(" ")
    return group, state, bool(overdue)
