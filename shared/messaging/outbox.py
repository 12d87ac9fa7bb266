"""What is to be published, written in the transaction it belongs to?

Facts with their sequence, receipts, dead letters: all that a transaction says is one row, a packet.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.clock import isoformat
from shared.database.rows import execute
from shared.events.catalogue import type_of
from shared.events.public import public

_FACT_IDS = uuid.UUID("6f0c3f0e-8a6b-5d0e-9f57-85a1c0de0085")
_NAMESPACE = _FACT_IDS.bytes
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
_encode = msgspec.json.encode

PACKET_RECORDS = 1_000
PACKET_BYTES = 1_000_000
PUT = (
    "INSERT INTO outbox (topics, keys, payloads, headers, recorded_at) "
    "VALUES ($1::text[], $2::text[], $3::bytea[], $4::text[]::jsonb[], $5)"
)
UNPUBLISHED = "SELECT min(recorded_at) FROM outbox WHERE published_at IS NULL"
"""When the oldest of what is not on its topic yet was written."""
PACKETS_LEFT = (
    "SELECT id || '/' || place AS what, cardinality(keys) AS many FROM outbox WHERE published_at IS NULL"
)
"""What is not on its topics yet: each packet, and how many records it has."""
LEFT = f"SELECT coalesce(sum(many), 0)::bigint FROM ({PACKETS_LEFT}) packets"
"""How many records are not on their topics yet."""
MARK_OURS = (
    "UPDATE outbox SET published_at = $1 WHERE published_at IS NULL AND xmin = pg_current_xact_id()::xid"
)
"""What this transaction has put stands on its topic already."""


class Message(msgspec.Struct, frozen=True):
    """One record to be published."""

    topic: str
    key: str
    value: bytes
    headers: Mapping[str, str] | None = None


def fact_id(cause: str, name: str, number: int) -> str:
    """A fact's id follows from its cause, its type and its number there: a resend is the same fact.

    A UUID of version 5, written out: `uuid.uuid5` takes four times as long, and every fact has one.
    """
    found = hashlib.sha1(_NAMESPACE + f"{cause}|{name}|{number}".encode(), usedforsecurity=False).hexdigest()
    variant = _VARIANT[found[16]]
    return f"{found[:8]}-{found[8:12]}-5{found[13:16]}-{variant}{found[17:20]}-{found[20:32]}"


class _Told(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A fact's attributes, in the order in which they are written."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: str
    sequence: int
    recordedtime: datetime
    traceparent: str
    causationid: str | None = None
    unitid: str | None = None
    data: Mapping[str, Any]


class Fact(msgspec.Struct, frozen=True):
    """A fact to be published: an accepted act, or what a service concluded."""

    name: str
    subject: str
    sequence: int
    time: datetime
    data: Mapping[str, Any]
    """Personal data still included: `message` takes it out."""
    cause: str
    """What brought it about, unique within the service: `<source>|<event id>` of an act."""
    causation_id: str | None
    unit_id: str | None
    recorded_at: datetime
    traceparent: str | None = None
    number: int = 0
    id: str = ""
    """Follows from `cause`, `name` and `number`; reckoned once."""

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "id", fact_id(self.cause, self.name, self.number))

    def message(self, service: str, topic: str) -> Message:
        """The fact as the record that everyone may read."""
        told = _Told(
            specversion="1.0",
            id=self.id,
            source=f"/services/{service}",
            type=type_of(self.name),
            subject=self.subject,
            time=isoformat(self.time),
            datacontenttype="application/json",
            sequence=self.sequence,
            recordedtime=self.recorded_at.astimezone(UTC),
            traceparent=self.traceparent or _traceparent(self.id),
            causationid=self.causation_id,
            unitid=self.unit_id,
            data=public(self.data),
        )
        return Message(topic, self.subject, _encode(told))


def _traceparent(identity: str) -> str:
    """W3C trace context for a cause that carried none."""
    trace = identity.replace("-", "")
    return f"00-{trace}-{trace[16:]}-01"


async def put(conn: AsyncConnection, messages: Sequence[Message], now: datetime) -> None:
    """Writes `messages` to the outbox, in order: one row, or several if there are very many."""
    for packet in _packets(messages):
        headers = [_json_text(m.headers) for m in packet] if any(m.headers for m in packet) else None
        await execute(
            conn, PUT,
            [m.topic for m in packet], [m.key for m in packet], [m.value for m in packet], headers, now,
        )  # fmt: skip


def _packets(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    begin = size = 0
    for place, message in enumerate(messages):
        if place > begin and (place - begin >= PACKET_RECORDS or size + len(message.value) > PACKET_BYTES):
            yield messages[begin:place]
            begin, size = place, 0
        size += len(message.value)
    if messages:
        yield messages[begin:]


def _json_text(value: Mapping[str, str] | None) -> str | None:
    return None if value is None else _encode(value).decode()
