"""Which deadlines are overdue and not yet told, up to a moment at which everything is known?

Never one that what is on its way could refute: marked and parked subjects are left out, backlogs settle.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.store import law
from shared.clock import HCM
from shared.database.rows import execute, fetch
from shared.messaging.held_back import JUST_BEFORE_THE_OLDEST
from shared.messaging.law import CALENDAR_APPLIED, UNIT_CHANGED
from shared.messaging.set_aside import SetAside

SETTLE: Final = timedelta(seconds=5)
"""A year told at once: what makes a deadline overdue comes before what meets it. As long as facts of the past
keep coming, what was overdue before anybody knew of it is not told; so long after the last of them, it is."""

AT_THE_LATEST: Final = timedelta(minutes=10)
"""A trickle of old facts must not silence what is overdue for ever: this long after it was known it is told
anyway. Also how long a platform that has heard of nothing yet waits for the facts of years that are over."""

_HEARD_OF = f"name NOT IN ('{CALENDAR_APPLIED}', '{UNIT_CHANGED}')"
"""A calendar or a changed unit says nothing of what anybody did, and may be dated long before it is told."""
BACKLOGGED = (
    f"SELECT max(recorded_at) FROM acts WHERE (recorded_at - \"time\") > interval '24 hours' AND {_HEARD_OF}"
)
_ANYTHING = f"EXISTS (SELECT FROM acts WHERE {_HEARD_OF})"
HEARD_OF_ANYTHING = f"SELECT {_ANYTHING}"

_DUE = "s.unfired AND s.overdue_from <= $1"
ROOM = """
s.subject <> ALL ($5::text[]) AND s.unit_id <> ALL ($6::text[])
AND (s.conference_id IS NULL OR 'conference/' || s.conference_id <> ALL ($5::text[]))
AND NOT EXISTS (SELECT FROM recomputations WHERE subject = 'law/changed')
AND NOT EXISTS (SELECT FROM recomputations r WHERE r.subject = s.subject)
AND NOT EXISTS (SELECT FROM followed f WHERE f.parked AND f.subject = s.subject)
AND NOT EXISTS (SELECT FROM followed f WHERE f.parked AND f.subject = 'conference/' || s.conference_id)
AND NOT EXISTS (SELECT FROM followed f JOIN conference_units u ON f.subject = 'conference/' || u.conference_id
                WHERE f.parked AND s.conference_id IS NULL AND s.subject = 'unit/' || u.unit_id)
"""


def settled_since(moment: str) -> str:
    """Known before that moment: at once. Known only afterwards: when the past has come to rest."""
    return f"(s.known_at < {moment} OR s.known_at <= $2 OR ($4 AND s.known_at <= $3))"


_SETTLED = settled_since("s.overdue_from")
CANDIDATES = (
    f"SELECT subject, count(*) FROM (SELECT s.subject FROM deadline_spans s WHERE {_DUE} AND {ROOM} "
    f"AND {_SETTLED} ORDER BY s.overdue_from, s.deadline_id LIMIT $7) found GROUP BY subject"
)
TAKEN = (
    "deadline_id", "kind", "rule", "unit_id", "conference_id", "petition_id", "subject", "group", "due_on",
    "overdue_from",
)  # fmt: skip
_TOLD_OF = f"(due_on + 1)::timestamp AT TIME ZONE '{HCM.key}'"
"""The books have the moment that the event bears, as a restore takes it up again; a span may begin later."""
TAKE = f"""
WITH due AS (
    UPDATE deadline_spans s SET unfired = false WHERE {_DUE} AND {ROOM} AND {_SETTLED} AND s.subject = ANY($7)
    RETURNING {", ".join(f's."{name}"' for name in TAKEN)}, coalesce((
        SELECT o.times FROM overdue_events o WHERE o.deadline_id = s.deadline_id AND o.due_on = s.due_on
    ), 0) AS before
), noted AS (
    INSERT INTO overdue_events (deadline_id, due_on, overdue_at, fired_at, times)
    SELECT deadline_id, due_on, {_TOLD_OF}, $8, before + 1 FROM due
    ON CONFLICT (deadline_id, due_on) DO UPDATE SET overdue_at = excluded.overdue_at,
        fired_at = excluded.fired_at, times = excluded.times, retracted_at = NULL
)
SELECT * FROM due ORDER BY overdue_from, deadline_id
"""
"""One pass. Nothing is joined with `due`: how many there are the planner can't know."""
RETAKE = (
    "INSERT INTO overdue_events (deadline_id, due_on, overdue_at, fired_at, times) "
    "SELECT * FROM unnest($1::text[], $2::date[], $3::timestamptz[], $4::timestamptz[], $5::int[]) "
    "AS w(deadline_id, due_on, overdue_at, fired_at, times) "
    "ON CONFLICT (deadline_id, due_on) DO UPDATE SET overdue_at = excluded.overdue_at, "
    "fired_at = excluded.fired_at, times = overdue_events.times + excluded.times, retracted_at = NULL"
)
TOLD_ALREADY = (
    "UPDATE deadline_spans s SET unfired = false "
    "FROM unnest($1::text[], $2::date[]) AS w(deadline_id, due_on) "
    "WHERE s.deadline_id = w.deadline_id AND s.due_on = w.due_on"
)
TAKEN_BACK = (
    "UPDATE overdue_events o SET retracted_at = w.at "
    "FROM unnest($1::text[], $2::date[], $3::timestamptz[]) AS w(deadline_id, due_on, at) "
    "WHERE o.deadline_id = w.deadline_id AND o.due_on = w.due_on"
)
WAKE = (
    "WITH due AS MATERIALIZED (DELETE FROM wakeups WHERE at <= $1 RETURNING subject) "
    "INSERT INTO recomputations (subject, generation) SELECT subject, 1 FROM due ORDER BY subject "
    "ON CONFLICT (subject) DO UPDATE SET generation = recomputations.generation + 1"
)
TICKED = (
    "INSERT INTO ticks (id, ticked_until, ticked_at) VALUES (1, $1, $2) ON CONFLICT (id) DO UPDATE SET "
    "ticked_until = greatest(ticks.ticked_until, excluded.ticked_until), ticked_at = excluded.ticked_at"
)
HORIZON = f"SELECT least(ticked_until, {JUST_BEFORE_THE_OLDEST}) FROM ticks WHERE id = 1"
_OVERDUE = (
    f"FROM deadline_spans s, ticks t WHERE s.unfired AND s.overdue_from <= t.ticked_until AND {_ANYTHING}"
)
_ASLEEP = "FROM wakeups w, ticks t WHERE w.at <= t.ticked_until"
_NEAR = f"FROM deadline_spans s, ticks t WHERE s.remind_at <= t.ticked_until AND {_ANYTHING}"
UNTOLD = (
    f"SELECT 'overdue ' || s.deadline_id || ' ' || s.due_on AS what {_OVERDUE} "
    f"UNION SELECT 'asleep ' || w.subject {_ASLEEP} "
    f"UNION SELECT 'approaching ' || s.deadline_id || ' ' || s.due_on {_NEAR}"
)
"""What a tick still has to do of what is known, a row each: for whoever waits until nothing is left."""
Row = Mapping[str, Any]


class Readiness:
    """Up to when everything is known, whether the past has come to rest, and of whom that is not said."""

    def __init__(self, until: datetime, quiet: bool, aside: SetAside) -> None:
        whom = sorted(aside.subjects), sorted(aside.units)
        self._arguments = (until, until - AT_THE_LATEST, until - SETTLE, quiet, *whom)

    @property
    def arguments(self) -> tuple[Any, ...]:
        return self._arguments


async def readiness(conn: AsyncConnection, until: datetime, aside: SetAside) -> Readiness:
    """How things are at `until`; quiet only if something was heard of at all, and nothing old for a while."""
    heard = (await conn.exec_driver_sql(HEARD_OF_ANYTHING)).scalar_one()
    last = (await conn.exec_driver_sql(BACKLOGGED)).scalar_one()
    return Readiness(until, heard and (last is None or last <= until - SETTLE), aside)


async def candidates(conn: AsyncConnection, ready: Readiness, limit: int) -> dict[str, int]:
    """How many deadlines are overdue and not told, by subject: these are locked before anything is taken."""
    return {subject: many for subject, many in await fetch(conn, CANDIDATES, *ready.arguments, limit)}


async def take(conn: AsyncConnection, ready: Readiness, subjects: Iterable[str], now: datetime) -> list[Row]:
    """Takes and notes what is overdue of these locked subjects, once per deadline and due day.

    Each with how many times it was told `before`: again only where it had been taken back.
    """
    return await fetch(conn, TAKE, *ready.arguments, list(subjects), now)


async def wake(conn: AsyncConnection, until: datetime) -> int:
    """Marks what changes by itself up to `until`; how many subjects."""
    return (await conn.exec_driver_sql(WAKE, (until,))).rowcount


async def note_tick(conn: AsyncConnection, until: datetime, now: datetime) -> None:
    """Everything up to `until` is known and told, and no calendar is being recorded before it (law.py)."""
    await law.look(conn)
    await conn.exec_driver_sql(TICKED, (until, now))


async def horizon(conn: AsyncConnection) -> datetime | None:
    """Up to which moment of recording everything is known here; None before the first tick.

    Others than those whose facts are held back are told of, and ticked for, past it.
    """
    return (await conn.exec_driver_sql(HORIZON)).scalar_one_or_none()


async def retake(
    conn: AsyncConnection,
    fired: Mapping[tuple[str, date], tuple[datetime, datetime, int]],
    retracted: Mapping[tuple[str, date], datetime],
) -> None:
    """Into the books again: what was called overdue (since when, told when, how often), and taken back."""
    keys = [deadline_id for deadline_id, _ in fired], [due_on for _, due_on in fired]
    said = list(fired.values())
    await execute(conn, RETAKE, *keys, *([one[n] for one in said] for n in range(3)))
    await execute(conn, TOLD_ALREADY, *keys)
    await execute(
        conn, TAKEN_BACK, [d for d, _ in retracted], [on for _, on in retracted], list(retracted.values())
    )
