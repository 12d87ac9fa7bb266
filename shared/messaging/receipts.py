"""What became of each inbound record?

A row in the ledger, and a receipt on the sender's own topic (contract: Receipts).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import insert_rows
from shared.messaging import topics
from shared.messaging.inbound import (
    Accepted,
    DeadLettered,
    Duplicate,
    Outcome,
    Record,
    Rejected,
    Waiting,
)
from shared.messaging.outbox import Message

COLUMNS = (
    "topic", "partition", "offset", "event_id", "type", "outcome",
    "reason", "detail", "field", "recorded_at", "original",
)  # fmt: skip
FINAL = (
    'ON CONFLICT (topic, partition, "offset") DO UPDATE SET outcome = excluded.outcome, '
    "reason = excluded.reason, detail = excluded.detail, field = excluded.field, "
    "recorded_at = excluded.recorded_at, event_id = coalesce(excluded.event_id, receipts.event_id), "
    "type = coalesce(excluded.type, receipts.type), original = CASE WHEN excluded.outcome "
    "IN ('rejected', 'waiting') THEN coalesce(receipts.original, excluded.original) END"
)
DEAD_LETTERED = "dead_lettered"
MAX_DETAIL = 500
_encode = msgspec.json.encode


class _Said(msgspec.Struct, omit_defaults=True):
    event_id: str | None
    topic: str
    partition: int
    offset: int
    outcome: str
    reason: str | None = None
    detail: str | None = None
    field: str | None = None


class Receipt(msgspec.Struct, frozen=True):
    """The answer to one record."""

    record: Record
    event_id: str | None
    type: str | None
    outcome: Outcome

    def message(self) -> Message:
        """The receipt as its sender reads it; what we failed on ourselves still waits, for our mending."""
        record, outcome = self.record, outcome_name(self.outcome)
        reason, detail, field = _why(self.outcome)
        if isinstance(self.outcome, DeadLettered):
            outcome, detail = "waiting", "kept by the platform's operators, who will take it up again"
        said = _Said(
            self.event_id, record.topic, record.partition, record.offset, outcome,
            reason or None, detail or None, field or None,
        )  # fmt: skip
        unit_id = topics.unit_of(record.topic)
        return Message(topics.receipts(unit_id), self.event_id or unit_id, _encode(said))


def outcome_name(outcome: Outcome) -> str:
    """The outcome as the ledger and the receipts name it."""
    match outcome:
        case Accepted():
            return "accepted"
        case Duplicate():
            return "duplicate"
        case Rejected():
            return "rejected"
        case Waiting():
            return "waiting"
        case DeadLettered():
            return DEAD_LETTERED


def _why(outcome: Outcome) -> tuple[str | None, str | None, str | None]:
    match outcome:
        case Rejected(reason, detail, field):
            return reason.value, _storable(detail), _storable(field)
        case Waiting(detail=detail):
            return None, detail or None, None
        case DeadLettered(cause):
            return None, cause[:MAX_DETAIL], None
        case _:
            return None, None, None


def _storable(text: str | None) -> str | None:
    """What a sender wrote, cut to a length and to letters that a database can hold."""
    return text and text[:MAX_DETAIL].encode("utf-8", "replace").decode().replace("\x00", "?")


async def write(
    conn: AsyncConnection, ledger: Table, given: Sequence[Receipt], now: datetime, *, final: bool = False
) -> list[Message]:
    """Enters the receipts in the ledger (`final`: in the place of a `waiting`); returns what to publish."""
    rows: list[tuple[Any, ...]] = []
    for receipt in given:
        record, outcome = receipt.record, receipt.outcome
        original = record.value if isinstance(outcome, Rejected | Waiting) else None
        where = (record.topic, record.partition, record.offset)
        rows.append(
            (
                *where,
                receipt.event_id,
                _storable(receipt.type),
                outcome_name(outcome),
                *_why(outcome),
                now,
                original,
            )
        )
    await insert_rows(conn, ledger, COLUMNS, rows, FINAL if final else "")
    return [receipt.message() for receipt in given]
