"""Was this POST answered before? `Idempotency-Key` for what is no command of one transaction."""

from typing import Any

import msgspec

from shared.database.bulk import insert_rows
from shared.database.rows import fetch_one
from shared.messaging.desk import Bench
from shared.web.problems import Problem

READ = "SELECT digest, status, body FROM idempotency WHERE route = $1 AND key = $2"
READ_ALL = (
    "SELECT i.route, i.key, i.digest, i.status, i.body FROM idempotency i "
    "JOIN unnest($1::text[], $2::text[]) AS w(route, key) USING (route, key)"
)
COLUMNS = ("route", "key", "digest", "status", "body", "recorded_at")
MAX_KEY = 200
KEY_HEADER = "idempotency-key"
KEYED: dict[str, Any] = {
    "parameters": [
        {"name": "Idempotency-Key", "in": "header", "required": False,
         "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY}}
    ]
}  # fmt: skip
"""What OpenAPI is told of a route that reads the header itself."""


def checked_key(key: str | None) -> str | None:
    """The key, if it can be one; a problem if not."""
    if key is not None and not 0 < len(key) <= MAX_KEY:
        raise Problem(
            422, "Tham số không hợp lệ", f"Idempotency-Key: từ 1 đến {MAX_KEY} ký tự", field="Idempotency-Key"
        )
    return key


def key_reused() -> Problem:
    """The key was used before, with another body."""
    return Problem(
        422, "Khóa đã dùng cho nội dung khác", "Idempotency-Key đã được dùng với một nội dung khác.",
        field="Idempotency-Key",
    )  # fmt: skip


async def answered_before(bench: Bench, route: str, key: str | None, digest: bytes) -> dict[str, Any] | None:
    """What the same request was answered, None if it is new; a problem if its key was another's."""
    if key is None:
        return None
    async with bench.engine.connect() as conn:
        row = await fetch_one(conn, READ, route, key)
    if row is None:
        return None
    if bytes(row.digest) != digest:
        raise key_reused()
    return msgspec.json.decode(row.body) if isinstance(row.body, str | bytes) else row.body


async def remember(
    bench: Bench, route: str, key: str | None, digest: bytes, status: int, told: dict[str, Any]
) -> None:
    """Keeps what was answered; of two at once the first stays."""
    if key is None:
        return
    row = (route, key, digest, status, told, bench.clock.now())
    async with bench.engine.begin() as conn:
        await insert_rows(conn, bench.tables.idempotency, COLUMNS, [row], "ON CONFLICT DO NOTHING")
