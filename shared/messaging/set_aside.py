"""What may a promise not be relied on for? What we failed on ourselves, until it is mended (dead letters).

Everything else goes on: a deadline is told overdue, unless the act that meets it may lie among these.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import fetch
from shared.messaging import topics

MOST = 2_000
"""More than these can't be named every second: then nothing is promised at all."""
LETTERS = (
    "SELECT topic, subject, value FROM dead_letters WHERE state = 'open' "
    "UNION ALL SELECT topic, subject, value FROM dead_letters WHERE settled_at >= $1 LIMIT $2"
)
"""One that was settled counts until the promise is past it: what came of it may not be on its topic yet."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Whom a service has failed: by subject, and by unit where it can't be told what a record was about."""

    subjects: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

    def __or__(self, other: "SetAside") -> "SetAside":
        return SetAside(self.subjects | other.subjects, self.units | other.units)


NOTHING = SetAside()


class _About(msgspec.Struct):
    data: dict[str, Any] = {}


async def set_aside(conn: AsyncConnection, at: datetime) -> SetAside | None:
    """What a promise of `at` does not hold for; None if it is too much to be named.

    Asked after it was found out what is decided and what is published: what is settled meanwhile is named.
    """
    rows = await fetch(conn, LETTERS, at, MOST + 1)
    if len(rows) > MOST:
        return None
    subjects: set[str] = set()
    units: set[str] = set()
    for topic, subject, value in rows:
        unit_id = topics.unit_of(topic)
        if subject is None:
            # We could not even judge it: it may be anything that its unit says.
            units.add(unit_id)
            subjects.update(_about(bytes(value or b"")))
        else:
            subjects.add(subject)
        if topic.endswith(".notices"):
            # The year's conferences and plan are the unit's (R4).
            subjects.add(f"unit/{unit_id}")
    return SetAside(frozenset(subjects), frozenset(units))


def merged(found: Iterable[SetAside]) -> SetAside:
    """Of several services together."""
    whole = NOTHING
    for one in found:
        whole |= one
    return whole


def _about(value: bytes) -> Sequence[str]:
    """What an unjudged record seems to be about."""
    try:
        data: Mapping[str, Any] = msgspec.json.decode(value, type=_About).data
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ()
    for kind in ("petition", "conference"):
        if isinstance(found := data.get(f"{kind}_id"), str):
            return (f"{kind}/{found}",)
    return ()
