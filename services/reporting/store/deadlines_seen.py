"""What did deadlines last say of each deadline, and what is due next?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.store.tables import DEADLINES_SEEN
from shared.database.bulk import insert_rows
from shared.database.by_key import rows_by_key
from shared.database.rows import fetch

COLUMNS = (
    "deadline_id", "kind", "rule", "unit_id", "conference_id", "petition_id",
    "due_on", "state", "soft", "provisional",
)  # fmt: skip
NEWEST = (
    "ON CONFLICT (deadline_id) DO UPDATE SET rule = excluded.rule, unit_id = excluded.unit_id, "
    "conference_id = excluded.conference_id, due_on = excluded.due_on, state = excluded.state, "
    "soft = excluded.soft, provisional = excluded.provisional"
)
STATES = rows_by_key("deadline_id, state", "deadlines_seen", "deadline_id")
NEXT_DUE = (
    "SELECT due_on, unit_id, kind, count(*), bool_or(provisional), bool_or(soft) FROM deadlines_seen "
    "WHERE state = 'open' AND due_on BETWEEN $1 AND $2 "
    "GROUP BY due_on, unit_id, kind ORDER BY due_on, unit_id, kind"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A deadline as a fact of deadlines has it."""

    deadline_id: str
    kind: str
    rule: str
    unit_id: str
    conference_id: str | None
    petition_id: str | None
    due_on: date
    state: str
    soft: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class NextDue:
    """What one unit owes of one kind on one day."""

    due_on: date
    unit_id: str
    kind: str
    count: int
    provisional: bool
    soft: bool


STATE_AFTER = {"DeadlineSet": "open", "DeadlineMet": "met", "DeadlineVoided": "void"}


def seen(name: str, data: Mapping[str, Any], before: str | None) -> Seen:
    """The deadline after the fact `name`: a move leaves a met one met, and opens a void one again."""
    state = STATE_AFTER.get(name) or ("met" if before == "met" else "open")
    return Seen(
        data["deadline_id"], data["kind"], data["rule"], data["unit_id"], data.get("conference_id"),
        data.get("petition_id"), date.fromisoformat(data["due_on"]), state, data["soft"], data["provisional"],
    )  # fmt: skip


async def states(conn: AsyncConnection, deadline_ids: Iterable[str]) -> dict[str, str]:
    """The state last seen of each of these deadlines that is known."""
    rows = await fetch(conn, STATES, sorted(set(deadline_ids)))
    return {deadline_id: state for deadline_id, state in rows}


async def keep(conn: AsyncConnection, found: Sequence[Seen]) -> None:
    """Keeps what was last seen, one a deadline."""
    rows = [
        tuple(getattr(each, column) for column in COLUMNS)
        for each in sorted(found, key=lambda s: s.deadline_id)
    ]
    await insert_rows(conn, DEADLINES_SEEN, COLUMNS, rows, NEWEST)


async def next_due(conn: AsyncConnection, first: date, last: date) -> list[NextDue]:
    """What is open and due between the two days, both included."""
    return [NextDue(*row) for row in await fetch(conn, NEXT_DUE, first, last)]
