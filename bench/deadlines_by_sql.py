"""How does a database of deadlines come to hold a million? By SQL, as the service's own rows."""

import asyncpg

from bench import agencies
from shared.clock import FOREVER

FILL = """
INSERT INTO deadline_spans (
    deadline_id, from_at, to_at, subject, kind, rule, unit_id, conference_id, petition_id, "group", soft,
    due_on, counted_from, working_days, provisional, calendar_version, caused_at, overdue_from,
    known_at, unfired
)
SELECT 'petition_answer:kn-' || n, set_at, $4::timestamptz, 'petition/kn-' || n, 'petition_answer', 'R11',
    ($5::text[])[1 + n % cardinality($5::text[])], 'hn-' || n % 1000, 'kn-' || n, 'land', false,
    due_on, due_on - 9, 7, false, 1, set_at,
    (due_on + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh', set_at, true
FROM generate_series(1, $1::bigint) n,
LATERAL (
    SELECT $3::timestamptz - interval '20 days' AS set_at, ($3::timestamptz)::date + CASE
        WHEN n <= $2 THEN -1 ELSE 1 + (n % 60)::int END AS due_on
) AS d
"""
"""$1 rows, the first $2 of them overdue at $3; $4: for ever; $5: the units."""

SUBJECTS = "INSERT INTO subjects (subject, last_sequence) SELECT subject, 1 FROM deadline_spans"
ACT = (
    "INSERT INTO acts (subject, sequence, topic, name, time, unit_id, event_id, data, recorded_at, fact_id) "
    "VALUES ('petition/kn-0', 1, 't', 'PetitionReceived', $1, 'u', 'e', '{}', $1, 'f')"
)
"""Something was heard of: a platform that knows of nothing tells of nothing."""


async def fill(database: str, deadlines: int, overdue: int) -> None:
    """Open deadlines of petitions, `overdue` of them newly overdue and not yet told."""
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(FILL, deadlines, overdue, agencies.NOW, FOREVER, agencies.unit_ids())
        await connection.execute(SUBJECTS)
        await connection.execute(ACT, agencies.NOW)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
