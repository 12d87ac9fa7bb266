"""What waits for an operator, and how is it asked for? Dead letters and parked facts, grouped by cause.

Asking writes a wish into the row; the worker whose handler it is takes it up (mending.py, unparking.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute, fetch, fetch_one, fetch_value
from shared.messaging.inbound import Place
from shared.messaging.sequence import FOLLOWING

Wish = Literal["retry", "discard"]

_SAID = (
    'topic, partition, "offset", subject, {} AS cause, state, attempts, asked, asked_by, asked_why, '
    "recorded_at, settled_at"
)
_ORDER = 'recorded_at, topic, partition, "offset"'
_EACH = " UNION ALL ".join(
    f"(SELECT '{kind}' AS kind, {_SAID.format(cause)} FROM {table} WHERE {{}} ORDER BY {_ORDER}{{}})"
    for kind, table, cause in (
        ("dead_letter", "dead_letters", "cause"),
        ("parked_fact", "parked_facts", "reason"),
    )
)
_FOUND = f"""
SELECT q.*, r.type, r.event_id, CASE
    WHEN q.state = 'parked' THEN (SELECT count(*) - 1 FROM parked_facts p WHERE p.topic = q.topic
        AND p.subject = q.subject AND p.state = 'parked')
    WHEN q.state = 'open' THEN (SELECT count(*) FROM waiting w WHERE w.patience = 'mending'
        AND w.awaits = q.subject)
    ELSE 0 END AS behind
FROM (SELECT * FROM ({_EACH}) AS each ORDER BY {_ORDER}{{}}) AS q LEFT JOIN receipts r
    ON q.kind = 'dead_letter' AND r.topic = q.topic AND r.partition = q.partition AND r."offset" = q."offset"
ORDER BY {", ".join(f"q.{name}" for name in _ORDER.split(", "))}
"""
"""What was picked of both kinds; only of that is asked what waits behind it."""
_OPEN = "(state = ANY(ARRAY['open', 'parked']) OR $1)"
_PAGE = f"{_OPEN} AND ({_ORDER}) > ($2, $3, $4, $5)"
PAGE = _FOUND.format(*(_PAGE, " LIMIT $6") * 2, " LIMIT $6")
_PLACE = 'topic = $1 AND partition = $2 AND "offset" = $3'
AT = _FOUND.format(*(_PLACE, "") * 2, "")
TOTAL = (
    f"SELECT (SELECT count(*) FROM dead_letters WHERE {_OPEN}) "
    f"+ (SELECT count(*) FROM parked_facts WHERE {_OPEN})"
)
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


After = tuple[datetime, str, int, int]
"""When the last of a page was recorded, and its place."""
BEGINNING: After = (datetime.min.replace(tzinfo=UTC), "", -1, -1)


async def page(
    conn: AsyncConnection, service: str, after: After, limit: int | None, *, settled: bool = False
) -> list[Kept]:
    """What waits in one service behind `after`, the oldest first, and no more of it than `limit`.

    `settled`: with what was settled.
    """
    return [_kept(service, row) for row in await fetch(conn, PAGE, settled, *after, limit)]


async def everything(conn: AsyncConnection, service: str, *, settled: bool = False) -> list[Kept]:
    """All of that."""
    return await page(conn, service, BEGINNING, None, settled=settled)


async def total(conn: AsyncConnection, *, settled: bool = False) -> int:
    """How much waits in one service."""
    return await fetch_value(conn, TOTAL, settled)


async def at(conn: AsyncConnection, service: str, place: Place) -> Kept | None:
    """What waits, or did, at this place: of several the newest."""
    found = await fetch(conn, AT, *place)
    return _kept(service, found[-1]) if found else None


def _kept(service: str, row: Any) -> Kept:
    kind, topic, partition, offset, subject, *rest = row
    return Kept(service, kind, (topic, partition, offset), subject or None, *rest)


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
