"""What did we fail on ourselves?

The original bytes, where they lay and why, for operators to mend and retry.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import insert_rows
from shared.messaging import topics
from shared.messaging.inbound import Record
from shared.messaging.outbox import Message

COLUMNS = (
    "topic", "partition", "offset", "key", "value", "headers", "reason", "cause", "state", "recorded_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that could not be decided, by our fault."""

    record: Record
    reason: str
    cause: str
    """The kind of failure, by which operators group."""


def cause_of(error: BaseException) -> str:
    """A failure's kind: its class and place, without any data in it."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} in {place}"


def readable_headers(headers: Sequence[tuple[Any, Any]]) -> list[list[str]]:
    """Headers as JSON can hold them: what is not UTF-8 as base64, marked."""
    return [[_readable(name), _readable(value)] for name, value in headers]


def _readable(part: Any) -> str:
    if isinstance(part, bytes):
        try:
            return part.decode("utf-8").replace("\x00", "\\0")
        except UnicodeDecodeError:
            return "base64:" + base64.b64encode(part).decode()
    return str(part).replace("\x00", "\\0")


async def write(
    conn: AsyncConnection, table: Table, service: str, letters: Sequence[DeadLetter], now: datetime
) -> list[Message]:
    """Keeps the letters; returns the records that publish them."""
    rows = [
        (
            letter.record.topic, letter.record.partition, letter.record.offset, letter.record.key,
            letter.record.value, readable_headers(letter.record.headers),
            letter.reason, letter.cause, "open", now,
        )
        for letter in letters
    ]  # fmt: skip
    await insert_rows(conn, table, COLUMNS, rows)
    return [_message(service, letter) for letter in letters]


def _message(service: str, letter: DeadLetter) -> Message:
    record = letter.record
    headers = {
        "service": service,
        "reason": letter.reason,
        "cause": letter.cause,
        "topic": record.topic,
        "partition": str(record.partition),
        "offset": str(record.offset),
    }
    return Message(topics.DEAD_LETTERS, f"{record.topic}/{record.partition}", record.value or b"", headers)
