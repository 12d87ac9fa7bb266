"""Was this POST answered before? Each `Idempotency-Key` is worked once, and its answer kept.

What is no command of one transaction, as putting events on Kafka, reserves its key before it begins: whoever
comes with the same key meanwhile waits for the answer. A reservation is a row that has not been answered yet;
one whose process died is taken over by the next who says the same.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import Header
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.engine import DatabaseAway
from shared.database.rows import execute, fetch_one, fetch_value
from shared.web.problems import Problem, unavailable

READ = "SELECT digest, status, body FROM idempotency WHERE route = $1 AND key = $2"
READ_ALL = (
    "SELECT i.route, i.key, i.digest, i.status, i.body FROM idempotency i "
    "JOIN unnest($1::text[], $2::text[]) AS w(route, key) USING (route, key)"
)
COLUMNS = ("route", "key", "digest", "status", "body", "recorded_at")
UNANSWERED = 102
"""The status of a reservation. It is timed by PostgreSQL's clock: replicas and rehearsals have others."""
HELD_S = 30.0
"""After so long its process is given up: a post takes 25 s at most (letterbox.py), all else less."""
PATIENCE_S, POLL_S = 20.0, 0.2
RESERVE = (
    f"INSERT INTO idempotency AS i (route, key, digest, status, body, recorded_at) "
    f"VALUES ($1, $2, $3, {UNANSWERED}, '{{}}', clock_timestamp()) "
    f"ON CONFLICT (route, key) DO UPDATE SET recorded_at = excluded.recorded_at "
    f"WHERE i.status = {UNANSWERED} AND i.digest = excluded.digest "
    f"AND i.recorded_at < clock_timestamp() - make_interval(secs => $4) RETURNING recorded_at"
)
OURS = f"WHERE route = $1 AND key = $2 AND status = {UNANSWERED}"
KEEP = f"UPDATE idempotency SET status = $3, body = $4::text::jsonb, recorded_at = clock_timestamp() {OURS}"
FREE = f"DELETE FROM idempotency {OURS} AND recorded_at = $3"
LEAVE = f"UPDATE idempotency SET recorded_at = 'epoch' {OURS} AND recorded_at = $3"
MAX_KEY = 200
KEY_HEADER = "idempotency-key"
KEY_FIELD = "Idempotency-Key"
"""By which a refusal of the key names it."""
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=MAX_KEY,
        description="a retry with the same key and body is answered the same, and does nothing again",
    ),
]
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
            422, "Tham số không hợp lệ", f"Idempotency-Key: từ 1 đến {MAX_KEY} ký tự", field=KEY_FIELD
        )
    return key


def _key_reused() -> Problem:
    """The key was used before, with another body."""
    return Problem(
        422, "Khóa đã dùng cho nội dung khác", "Idempotency-Key đã được dùng với một nội dung khác.",
        field=KEY_FIELD,
    )  # fmt: skip


def digest_of_body(body: Any) -> bytes:
    """What makes a retry the same: the body as JSON values, however they were written."""
    return hashlib.sha256(msgspec.json.encode(body, order="sorted")).digest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a POST was, or is now, answered."""

    status: int
    body: Mapping[str, Any]
    replayed: bool = False


def answered(row: Any, digest: bytes) -> Answer | Problem | None:
    """What a key's row tells whoever comes with it: the answer, or that it was another body's.

    None: not answered yet.
    """
    if bytes(row.digest) != digest:
        return _key_reused()
    return None if row.status == UNANSWERED else Answer(row.status, row.body, replayed=True)


async def once(
    engine: AsyncEngine, route: str, key: str | None, digest: bytes, work: Callable[[], Awaitable[Answer]]
) -> Answer:
    """What `work` answers, or answered whoever had the key first; a problem if the key was another body's.

    What is refused leaves its key free. What fails may be half done: the same may be tried again at once, and
    nothing else.
    """
    checked_key(key)
    if key is None:
        return await work()
    reserved = _Key(engine, route, key, digest)
    since = await reserved.turn()
    if isinstance(since, Answer):
        return since
    try:
        answer = await work()
    except Exception as error:
        refused = isinstance(error, Problem) and error.status < 500
        # If that fails too it is given up in time, as after a death.
        with suppress(DBAPIError, DatabaseAway, PoolTimeout):
            await reserved.let_go(FREE if refused else LEAVE, since)
        raise
    return await reserved.keep(answer)


@dataclass(frozen=True, slots=True)
class _Key:
    engine: AsyncEngine
    route: str
    key: str
    digest: bytes

    async def turn(self) -> datetime | Answer:
        """Since when the key is reserved for us, or what it was answered."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_S
        while True:
            async with self.engine.begin() as conn:
                since = await fetch_value(conn, RESERVE, self.route, self.key, self.digest, HELD_S)
            if since is not None:
                return since
            answer = await self._answered()
            if answer is not None:
                return answer
            if loop.time() >= until:
                detail = "Yêu cầu trước với cùng Idempotency-Key còn đang được xử lý; xin gửi lại nguyên văn."
                raise unavailable(detail)
            await asyncio.sleep(POLL_S)

    async def keep(self, answer: Answer) -> Answer:
        """Keeps the answer; of two, where the first was thought dead, the first answered stays."""
        body = msgspec.json.encode(answer.body).decode()
        async with self.engine.begin() as conn:
            kept = await execute(conn, KEEP, self.route, self.key, answer.status, body)
        return answer if kept else await self._answered() or answer

    async def let_go(self, statement: str, since: datetime) -> None:
        async with self.engine.begin() as conn:
            await execute(conn, statement, self.route, self.key, since)

    async def _answered(self) -> Answer | None:
        """What the key was answered, None if not yet; a problem if it is another body's."""
        async with self.engine.connect() as conn:
            row = await fetch_one(conn, READ, self.route, self.key)
        found = answered(row, self.digest) if row is not None else None
        if isinstance(found, Problem):
            raise found
        return found
