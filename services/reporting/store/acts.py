"""Which acts were recorded about some subjects? The truth that everything here is folded from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.clock import FOREVER
from shared.database.by_key import rows_below, rows_by_key
from shared.database.rows import fetch
from shared.dialogue.acts import Act

_AS_TOLD = "subject, name, time, unit_id, event_id, data::text, recorded_at"
READ = rows_by_key(_AS_TOLD, "acts", "subject") + " WHERE recorded_at <= $2 AND name <> ALL($3)"
BEFORE = rows_below(_AS_TOLD, "acts", "subject", "sequence")
UNITS = "SELECT DISTINCT subject FROM acts WHERE subject LIKE 'unit/%' ORDER BY subject"
REGISTRATION = ("ParticipantRegistered",)
"""Many, and no span hangs on them: read only where somebody's having come is asked for (R8)."""

ActsOf = dict[str, list[Act]]
Told = tuple[tuple[str, str, datetime, str, str, str, datetime], ...]
"""A subject's acts as they lie in the database, not decoded yet."""
_FACT = itemgetter(2, 4)
_decode = msgspec.json.Decoder(dict[str, object]).decode


async def acts_of(
    conn: AsyncConnection,
    subjects: Iterable[str],
    known_at: datetime = FOREVER,
    but_not: Sequence[str] = REGISTRATION,
) -> ActsOf:
    """The acts of each subject as recorded until `known_at`, in no order; an empty list for one unknown."""
    wanted = sorted(set(subjects))
    found: ActsOf = {subject: [] for subject in wanted}
    if wanted:
        _add(found, await fetch(conn, READ, wanted, known_at, list(but_not)))
    return found


async def told_of(conn: AsyncConnection, subjects: Iterable[str]) -> dict[str, Told]:
    """What was told of each subject: the same for as long as nothing comes."""
    wanted = sorted(set(subjects))
    found: dict[str, list[Any]] = {subject: [] for subject in wanted}
    if wanted:
        for row in await fetch(conn, READ, wanted, FOREVER, list(REGISTRATION)):
            found[row[0]].append(tuple(row))
    return {subject: tuple(sorted(rows, key=_FACT)) for subject, rows in found.items()}


def acts_from(told: Told) -> list[Act]:
    """The acts that were told."""
    return [Act(*row[1:5], _decode(row[5]), row[6]) for row in told]


async def acts_before(conn: AsyncConnection, numbers: Mapping[str, int]) -> ActsOf:
    """The acts of each subject before the one with its number, in no order."""
    found: ActsOf = {subject: [] for subject in numbers}
    if numbers:
        _add(found, await fetch(conn, BEFORE, list(numbers), list(numbers.values())))
    return found


def _add(found: ActsOf, rows: Iterable[Any]) -> None:
    for subject, name, time, unit_id, event_id, data, recorded_at in rows:
        found[subject].append(Act(name, time, unit_id, event_id, _decode(data), recorded_at))


async def unit_subjects(conn: AsyncConnection) -> list[str]:
    """The units (`unit/<id>`) that anything was said about."""
    return list((await conn.exec_driver_sql(UNITS)).scalars())


def petition_subjects(petition_ids: Iterable[str]) -> list[str]:
    return [f"petition/{petition_id}" for petition_id in petition_ids]


def conference_subjects(conference_ids: Iterable[str]) -> list[str]:
    return [f"conference/{conference_id}" for conference_id in conference_ids]


def ids(subjects: Sequence[str], kind: str) -> list[str]:
    """The ids of those subjects that are of this kind."""
    prefix = f"{kind}/"
    return [subject[len(prefix) :] for subject in subjects if subject.startswith(prefix)]
