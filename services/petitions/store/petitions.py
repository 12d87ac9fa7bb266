"""The petitions as they stand: written from their fold, read for lists and by tracking code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.store.tables import PETITIONS, TRACKING
from shared.database.bulk import Row, insert_rows
from shared.database.by_key import rows_by_key
from shared.database.rows import execute, fetch, fetch_value

COLUMNS = ("petition_id", "conference_id", "unit_id", "group", "state", "received_at", "updated_at")
REPLACE = (
    "ON CONFLICT (petition_id) DO UPDATE SET conference_id = excluded.conference_id, "
    'unit_id = excluded.unit_id, "group" = excluded."group", state = excluded.state, '
    "received_at = excluded.received_at, updated_at = excluded.updated_at"
)
_FIRST = """
SELECT p.petition_id, p.conference_id, p.unit_id, p."group", p.state, p.received_at,
       d.due_on, d.state AS due_state, d.late, d.provisional
FROM (
    SELECT p.* FROM unnest($2::text[], $3::text[]) AS w(state, unit_id) CROSS JOIN LATERAL (
        SELECT * FROM petitions p WHERE p.state = w.state{} ORDER BY p.received_at, p.petition_id LIMIT $1
    ) AS p ORDER BY p.received_at, p.petition_id LIMIT $1
) AS p LEFT JOIN LATERAL (
    SELECT * FROM due_days WHERE deadline_id = 'petition_answer:' || p.petition_id OFFSET 0
) AS d ON true ORDER BY p.received_at, p.petition_id
"""
"""Of each state (and unit) the first, each found by its index; of these the first."""
DUE = (
    "SELECT deadline_id, kind, due_on, state, late, provisional FROM due_days "
    "WHERE petition_id = $1 ORDER BY kind"
)
THESE = rows_by_key('petition_id, conference_id, unit_id, "group", state', "petitions", "petition_id")
HAND_OVER = (
    "UPDATE petitions p SET unit_id = w.unit_id, updated_at = $3 "
    "FROM unnest($1::text[], $2::text[]) AS w(conference_id, unit_id) "
    "WHERE p.conference_id = w.conference_id AND p.unit_id <> w.unit_id"
)
TRACKED = "SELECT petition_id FROM tracking WHERE tracking_code = $1"


class PetitionRow(msgspec.Struct, frozen=True):
    """A petition as it stands."""

    petition_id: str
    conference_id: str
    unit_id: str
    group: str
    state: str
    received_at: datetime


async def insert(conn: AsyncConnection, rows: Sequence[PetitionRow], now: datetime) -> None:
    """Adds petitions of which nothing is here yet, with one statement."""
    await insert_rows(conn, PETITIONS, COLUMNS, _values(rows, now))


async def upsert(conn: AsyncConnection, rows: Sequence[PetitionRow], now: datetime) -> None:
    """Replaces these petitions' rows, with one statement."""
    await insert_rows(conn, PETITIONS, COLUMNS, _values(rows, now), REPLACE)


def _values(rows: Sequence[PetitionRow], now: datetime) -> list[tuple[Any, ...]]:
    return [(r.petition_id, r.conference_id, r.unit_id, r.group, r.state, r.received_at, now) for r in rows]


Place = tuple[datetime, str]
"""When a petition was received, and its id: where a list stands."""


class Parted(NamedTuple):
    """Which petitions of a list are meant, where of other units not all are; no id has a `|` in it."""

    whole: str
    """The unit of which all are."""
    conferences: Sequence[str]
    """`unit|conference`, of those that are told apart."""
    keys: Sequence[str]
    """`unit|conference|group` of what is meant; of a conference that is not told apart `unit||group`."""
    named: Sequence[str]
    """Petitions that go by themselves alone."""
    taken: Sequence[str]
    """Those of them that are meant."""


PARTED = """
 AND (p.unit_id = ${} OR CASE WHEN p.petition_id = ANY(${}) THEN p.petition_id = ANY(${})
     ELSE p.unit_id || '|'
         || CASE WHEN p.unit_id || '|' || p.conference_id = ANY(${}) THEN p.conference_id ELSE '' END
         || '|' || p."group" = ANY(${}) END)
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list asks for: petitions in these states, of anybody or each with the unit beside it."""

    states: Sequence[str]
    units: Sequence[str] | None = None
    group: str | None = None
    conference_id: str | None = None
    parted: Parted | None = None


async def hand_over(conn: AsyncConnection, owners: Mapping[str, str], now: datetime) -> None:
    """The petitions of these conferences are these units' (by conference), with one statement."""
    if owners:
        await execute(conn, HAND_OVER, list(owners), list(owners.values()), now)


async def these(conn: AsyncConnection, petition_ids: Sequence[str]) -> list[Any]:
    """The rows of these petitions."""
    return await fetch(conn, THESE, petition_ids)


async def page(conn: AsyncConnection, wanted: Wanted, after: Place | None, limit: int) -> list[Any]:
    """A page of petitions, oldest first."""
    statement, arguments = listing(wanted, after, limit)
    return await fetch(conn, statement, *arguments)


def listing(wanted: Wanted, after: Place | None, limit: int) -> tuple[str, list[Any]]:
    """The statement, and its arguments, by which a page is read."""
    arguments: list[Any] = [limit, wanted.states, wanted.units or [None] * len(wanted.states)]
    more = "" if wanted.units is None else " AND p.unit_id = w.unit_id"
    more += narrowed(wanted, arguments)
    if after is not None:
        arguments += after
        more += f" AND (p.received_at, p.petition_id) > (${len(arguments) - 1}, ${len(arguments)})"
    return _FIRST.format(more), arguments


def narrowed(wanted: Wanted, arguments: list[Any]) -> str:
    """What else holds of each petition `p` that is meant; its arguments are put behind those there are."""
    more = ""
    for column, value in (("group", wanted.group), ("conference_id", wanted.conference_id)):
        if value is not None:
            arguments.append(value)
            more += f' AND p."{column}" = ${len(arguments)}'
    if wanted.parted is not None:
        whole, conferences, keys, named, taken = wanted.parted
        more += PARTED.format(*range(len(arguments) + 1, len(arguments) + 6))
        arguments += whole, named, taken, conferences, keys
    return more


async def due_days(conn: AsyncConnection, petition_id: str) -> list[Any]:
    """What deadlines has said of the petition."""
    return await fetch(conn, DUE, petition_id)


async def tracked(conn: AsyncConnection, tracking_code: str) -> str | None:
    """The petition filed under this code."""
    return await fetch_value(conn, TRACKED, tracking_code)


def tracking(tracking_code: str, petition_id: str) -> Row:
    """The row by which the petition can be followed under this code."""
    return Row(TRACKING, ("tracking_code", "petition_id"), (tracking_code, petition_id))


async def track_all(conn: AsyncConnection, codes: Sequence[tuple[str, str]]) -> None:
    """Lets each of these petitions be followed by its code."""
    await insert_rows(conn, TRACKING, ("tracking_code", "petition_id"), codes)
