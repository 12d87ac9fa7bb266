"""How do databases come to hold a million of each list? By SQL, as the services' own rows, years of them.

Most of what is listed is over: of twenty deadlines twelve are met and one void, a fifth of them too late; of
a hundred petitions two are open. Beside the span that holds, what is over has the one before it.
"""

import asyncpg

from bench import agencies
from shared.clock import FOREVER
from shared.dialogue.groups import GROUPS
from shared.events.deadlines import DeadlineKind

DEADLINES = """
INSERT INTO deadline_spans (
    deadline_id, from_at, to_at, subject, kind, rule, unit_id, conference_id, petition_id, "group", soft,
    due_on, counted_from, working_days, provisional, calendar_version, caused_at, overdue_from,
    known_at, unfired, met_at, void_reason
)
SELECT kind || ':kn-' || n, span.from_at, span.to_at, 'petition/kn-' || n, kind, 'R11',
    ($5::text[])[1 + n % cardinality($5::text[])], 'hn-' || n % 1000, 'kn-' || n, 'land', false,
    due_on, due_on - 9, 7, false, 1, set_at,
    CASE WHEN span.stands = 'open' AND past_due < span.to_at THEN past_due END,
    set_at, false, CASE WHEN span.stands = 'met' THEN span.from_at END,
    CASE WHEN span.stands = 'void' THEN 'withdrawn' END
FROM generate_series(1, $1::bigint) n,
LATERAL (SELECT
    CASE WHEN n % 100 < 97 THEN 'petition_answer'
        ELSE ($6::text[])[1 + n / 100 % cardinality($6::text[])] END AS kind,
    CASE WHEN n <= $2 THEN 'overdue' WHEN n % 20 = 0 THEN 'void' WHEN n % 20 < 13 THEN 'met'
        ELSE 'open' END AS becomes) AS b,
LATERAL (SELECT $3::timestamptz::date + CASE becomes WHEN 'overdue' THEN -1 - (n % 60)::int
    WHEN 'open' THEN 1 + (n % 60)::int ELSE -1 - (n % 700)::int END AS due_on) AS d,
LATERAL (SELECT least((due_on - 20)::timestamptz, $3::timestamptz - interval '2 days') AS set_at,
    (due_on + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS past_due,
    (due_on - 3 + CASE WHEN n % 5 = 0 THEN 6 ELSE 0 END)::timestamptz AS over_at) AS t,
LATERAL (
    SELECT 'open' AS stands, set_at AS from_at,
        CASE WHEN becomes IN ('met', 'void') THEN over_at ELSE $4::timestamptz END AS to_at
    UNION ALL SELECT becomes, over_at, $4::timestamptz WHERE becomes IN ('met', 'void')
) AS span
"""
"""$1 deadlines, the first $2 of them overdue at $3; $4: for ever; $5: the units; $6: the kinds."""

PETITIONS = """
INSERT INTO petitions (petition_id, conference_id, unit_id, "group", state, received_at, updated_at)
SELECT 'kn-' || n, 'hn-' || n % 10000, ($3::text[])[1 + n % cardinality($3::text[])],
    ($4::text[])[1 + n % cardinality($4::text[])],
    CASE WHEN n % 200 = 0 THEN 'refused' WHEN n % 100 = 1 THEN 'withdrawn'
        WHEN n > $1 - $1 / 50 THEN 'pending'
        WHEN n % 500 = 2 THEN 'transferred' WHEN n % 1000 = 3 THEN 'awaiting_direction' ELSE 'resolved' END,
    $2::timestamptz - interval '700 days' * (1 - n / $1::float8), $2
FROM generate_series(1, $1::bigint) n
"""
DUE_DAYS = (
    "INSERT INTO due_days (deadline_id, petition_id, kind, due_on, state, late, provisional) "
    "SELECT 'petition_answer:' || petition_id, petition_id, 'petition_answer', received_at::date + 9, 'met', "
    "false, false FROM petitions"
)
"""The newest fiftieth of $1 petitions is open at $2; $3: the units; $4: the groups."""

CONFERENCES = """
INSERT INTO conferences (
    conference_id, unit_id, format, venue, scheduled_at, starts_at, starts_on, reception_deadline, status,
    held, registrations, updated_at
)
SELECT 'hn-' || n, ($3::text[])[1 + n % cardinality($3::text[])], 'in_person', 'Hội trường',
    starts_at - interval '60 days', starts_at, starts_on, starts_on - 5, 'scheduled', false, 0, $2
FROM generate_series(1, $1::bigint) n,
LATERAL (
    SELECT $2::timestamptz + interval '100 days' - interval '800 days' * (1 - n / $1::float8) AS starts_at
) AS s,
LATERAL (SELECT (starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS starts_on) AS d
"""
ACTS = """
INSERT INTO acts (subject, sequence, topic, name, time, unit_id, event_id, data, recorded_at, fact_id)
SELECT 'conference/' || conference_id, 1, 't', 'ConferenceScheduled', scheduled_at, unit_id, conference_id,
    jsonb_build_object('conference_id', conference_id, 'unit_id', unit_id, 'theme', 'Đất đai', 'venue', venue,
        'starts_at', starts_at, 'format', format, 'reception_deadline', reception_deadline),
    scheduled_at, conference_id
FROM conferences
"""


async def _filled(database: str, *statements: tuple[str, tuple[object, ...]]) -> None:
    connection = await asyncpg.connect(database)
    try:
        for statement, arguments in statements:
            await connection.execute(statement, *arguments)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


OVERDUE = 10_000


async def deadlines(database: str, many: int) -> None:
    """So many deadlines of two years, of a hundred one overdue, but ten thousand at most."""
    overdue = min(OVERDUE, many // 100)
    kinds = [kind.value for kind in DeadlineKind if kind is not DeadlineKind.PETITION_ANSWER]
    arguments = (many, overdue, agencies.NOW, FOREVER, agencies.unit_ids(), kinds)
    await _filled(database, (DEADLINES, arguments))


async def petitions(database: str, many: int) -> None:
    """So many petitions of two years, each with the day by which it was to be answered."""
    arguments = (many, agencies.NOW, agencies.unit_ids(), list(GROUPS))
    await _filled(database, (PETITIONS, arguments), (DUE_DAYS, ()))


async def conferences(database: str, many: int) -> None:
    """So many conferences of two years, each scheduled and no more."""
    await _filled(database, (CONFERENCES, (many, agencies.NOW, agencies.unit_ids())), (ACTS, ()))
