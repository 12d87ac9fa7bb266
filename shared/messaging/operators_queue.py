"""What waits for an operator, and how is it asked for? Dead letters and parked facts, grouped by cause.

Asking writes a wish into the row; the worker whose handler it is takes it up (mending.py, unparking.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute, fetch, fetch_one

Wish = Literal["retry", "discard"]
Place = tuple[str, int, int]
"""Topic, partition, offset."""

LETTERS = """
SELECT d.topic, d.partition, d."offset", d.subject, d.cause, d.state, d.attempts, d.asked, d.asked_by,
       d.asked_why, d.recorded_at, d.settled_at, r.type, r.event_id,
       (SELECT count(*) FROM waiting w WHERE w.patience = 'mending' AND w.awaits = d.subject
        AND d.state = 'open') AS behind
FROM dead_letters d LEFT JOIN receipts r ON r.topic = d.topic AND r.partition = d.partition
     AND r."offset" = d."offset"
WHERE d.state = 'open' OR $1 ORDER BY d.id
"""
PARKED = """
SELECT p.topic, p.partition, p."offset", p.subject, p.reason AS cause, p.state, p.attempts, p.asked,
       p.asked_by, p.asked_why, p.recorded_at, p.settled_at, NULL AS type, NULL AS event_id,
       count(*) OVER (PARTITION BY p.topic, p.subject, p.state) - 1 AS behind
FROM parked_facts p WHERE p.state = 'parked' OR $1 ORDER BY p.recorded_at, p.topic, p.subject, p.sequence
"""
LETTER = (
    "SELECT key, value, headers::text AS headers, reason FROM dead_letters WHERE topic = $1 "
    'AND partition = $2 AND "offset" = $3 ORDER BY id DESC LIMIT 1'
)
FACT = (
    "SELECT NULL::bytea AS key, value, NULL::text AS headers, reason FROM parked_facts "
    'WHERE topic = $1 AND partition = $2 AND "offset" = $3'
)
_ASK = (
    "SET asked = $4, asked_by = $5, asked_why = $6, asked_at = now() "
    "FROM unnest($1::text[], $2::int[], $3::bigint[]) AS w(t, p, o) "
    'WHERE q.topic = w.t AND q.partition = w.p AND q."offset" = w.o AND q.asked IS NULL AND q.state = '
)
ASK = (f"UPDATE dead_letters q {_ASK} 'open'", f"UPDATE parked_facts q {_ASK} 'parked'")
FOLLOWING = "an earlier fact of the subject is parked"


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that waits for an operator, or did; what it says is not in here."""

    service: str
    kind: Literal["dead_letter", "parked_fact"]
    place: Place
    subject: str | None
    cause: str
    state: str
    attempts: int
    asked: str | None
    asked_by: str | None
    asked_why: str | None
    recorded_at: datetime
    settled_at: datetime | None
    type: str | None
    event_id: str | None
    behind: int
    """How many later events or facts of the subject wait for it."""

    @property
    def name(self) -> str:
        """How an operator names it: service, topic, partition, offset."""
        return f"{self.service}:{'/'.join(map(str, self.place))}"

    @property
    def open(self) -> bool:
        return self.state in ("open", "parked")

    def says(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "name": self.name, "service": self.service, "kind": self.kind, "subject": self.subject,
            "type": self.type, "event_id": self.event_id, "cause": self.cause, "state": self.state,
            "attempts": self.attempts, "behind": self.behind, "recorded_at": self.recorded_at.isoformat(),
            "asked": self.asked, "asked_by": self.asked_by, "asked_why": self.asked_why,
            "settled_at": self.settled_at and self.settled_at.isoformat(),
        }  # fmt: skip


async def everything(conn: AsyncConnection, service: str, *, settled: bool = False) -> list[Kept]:
    """What waits in one service, the oldest first; with what was settled if that is wanted."""
    letters = await fetch(conn, LETTERS, settled)
    parked = await fetch(conn, PARKED, settled)
    return [
        *(Kept(service, "dead_letter", tuple(row[:3]), *row[3:]) for row in letters),
        *(Kept(service, "parked_fact", tuple(row[:3]), row[3] or None, *row[4:]) for row in parked),
    ]


def by_cause(found: Sequence[Kept]) -> Mapping[tuple[str, str, str], list[Kept]]:
    """Grouped by service, kind and cause. What is parked only behind another is that one's."""
    groups: dict[tuple[str, str, str], list[Kept]] = {}
    for one in found:
        if one.cause != FOLLOWING:
            groups.setdefault((one.service, one.kind, one.cause.partition(":")[0]), []).append(one)
    return groups


@dataclass(frozen=True, slots=True)
class Original:
    """The record as it lay: personal data may be in it."""

    key: bytes | None
    value: bytes | None
    headers: str | None
    reason: str


async def original(conn: AsyncConnection, kept: Kept) -> Original:
    """The bytes of a record that waits."""
    row = await fetch_one(conn, LETTER if kept.kind == "dead_letter" else FACT, *kept.place)
    assert row is not None, "it was listed a moment ago, and rows of it are kept"
    return Original(row.key, row.value, row.headers, row.reason)


async def ask(conn: AsyncConnection, places: Sequence[Place], wish: Wish, by: str, why: str | None) -> int:
    """Has these records retried or discarded by their worker; how many were open and not asked for."""
    columns = [t for t, _, _ in places], [p for _, p, _ in places], [o for _, _, o in places]
    return sum([await execute(conn, statement, *columns, wish, by, why) for statement in ASK])
