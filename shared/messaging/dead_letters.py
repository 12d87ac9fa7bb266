"""What did we fail on ourselves?

The original bytes, where they lay and why, for operators to mend and retry.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import insert_rows
from shared.database.rows import fetch
from shared.messaging import topics
from shared.messaging.inbound import Inbound, Record
from shared.messaging.kept import pack
from shared.messaging.outbox import Message

COLUMNS = (
    "topic", "partition", "offset", "key", "value", "headers", "reason", "cause", "state", "recorded_at",
    "subject", "event",
)  # fmt: skip
BASE64 = "base64:"
OPEN = "SELECT subject, id FROM dead_letters WHERE state = 'open' AND subject = ANY($1) ORDER BY id"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that could not be decided, by our fault."""

    record: Record
    reason: str
    cause: str
    """The kind of failure, by which operators group."""
    event: Inbound | None = None
    """What it says, if it passed the gate and holds its id in the inbox: then its subject waits for it."""


class Held:
    """Which subjects wait for a dead letter: their later events are not decided before it."""

    def __init__(self, letters: Iterable[tuple[str, int]]) -> None:
        """`letters`: the open ones, by subject, the oldest first."""
        self._open: dict[str, list[int | None]] = {}
        for subject, letter in letters:
            self._open.setdefault(subject, []).append(letter)

    def behind(self, subject: str, letter: int | None = None) -> bool:
        """Must an event about `subject` wait, `letter` being the dead letter that it is, if it is one?"""
        first = self._open.get(subject)
        return bool(first) and (letter is None or first[0] != letter)

    def add(self, subject: str) -> None:
        """An event about `subject` has just failed."""
        self._open.setdefault(subject, []).append(None)

    def settled(self, letter: int | None) -> None:
        """The letter is decided: nothing waits for it any more."""
        if letter is not None:
            for letters in self._open.values():
                if letter in letters:
                    letters.remove(letter)


async def held(conn: AsyncConnection, subjects: Iterable[str]) -> Held:
    """What these subjects wait for; they must be locked, so that no letter is written meanwhile."""
    wanted = sorted(set(subjects))
    return Held(tuple(row) for row in await fetch(conn, OPEN, wanted)) if wanted else Held(())


def cause_of(error: BaseException) -> str:
    """A failure's kind: its class and place, without any data in it."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} in {place}"


def readable_headers(headers: Sequence[tuple[Any, Any]]) -> list[list[str | None]]:
    """Headers as JSON can hold them: what is not UTF-8, or has a NUL, as base64, marked."""
    return [[str(name).replace("\x00", "\\0"), _readable(value)] for name, value in headers]


def _readable(part: Any) -> str | None:
    if part is None:
        return None
    value = part if isinstance(part, bytes) else str(part).encode("utf-8", "replace")
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = "\x00"
    return BASE64 + base64.b64encode(value).decode() if "\x00" in text or text.startswith(BASE64) else text


def headers_again(kept: Sequence[Sequence[str | None]]) -> list[tuple[str, bytes | None]]:
    """Kept headers as they lay on the record."""
    return [(str(name), None if value is None else _bytes(value)) for name, value in kept]


def _bytes(value: str) -> bytes:
    return base64.b64decode(value[len(BASE64) :]) if value.startswith(BASE64) else value.encode()


async def write(
    conn: AsyncConnection, table: Table, service: str, letters: Sequence[DeadLetter], now: datetime
) -> list[Message]:
    """Keeps the letters; returns the records that publish them."""
    rows = [
        (
            letter.record.topic, letter.record.partition, letter.record.offset, letter.record.key,
            letter.record.value, readable_headers(letter.record.headers),
            letter.reason, letter.cause, "open", now,
            letter.event and letter.event.subject, letter.event and pack(letter.event),
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
