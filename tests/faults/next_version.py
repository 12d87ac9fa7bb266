"""What does the version after this one do? Its facts and receipts have a field more, its tables a column.

A process that is the next version runs beside those of this one: a rolling upgrade, seen from the old side.
"""

from typing import Any

import msgspec

from shared.messaging import outbox
from shared.messaging.outbox import Fact, Message

FIELD = "nextversion"
REVISION = "9999_next"
AHEAD = (
    "ALTER TABLE acts ADD COLUMN IF NOT EXISTS next_version text DEFAULT 'yes'",
    "ALTER TABLE outbox ADD COLUMN IF NOT EXISTS next_version text",
    "CREATE TABLE IF NOT EXISTS next_version (id bigint PRIMARY KEY)",
)
"""What its migration does: additive, as every migration that a rolling upgrade goes over."""


def apply(patch: Any) -> None:
    """Makes this process the next version."""
    real = Fact.message

    def message(self: Fact, service: str, topic: str) -> Message:
        said = real(self, service, topic)
        more: dict[str, Any] = msgspec.json.decode(said.value)
        more[FIELD] = {"since": 2}
        more["data"][FIELD] = ["told", {"by": service}]
        return Message(said.topic, said.key, msgspec.json.encode(more), said.headers)

    put = outbox.put

    async def with_more(conn: Any, messages: Any, now: Any) -> None:
        await put(conn, [_more(message) for message in messages], now)

    patch(Fact, "message", message)
    patch(outbox, "put", with_more)


def _more(message: Message) -> Message:
    """A receipt has a field more as well."""
    if not message.topic.startswith("doithoai.receipts."):
        return message
    said = msgspec.json.decode(message.value) | {FIELD: 2}
    return Message(message.topic, message.key, msgspec.json.encode(said), message.headers)
