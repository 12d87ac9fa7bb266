"""How does an HTTP command become an act? The same transaction as a record's, once per Idempotency-Key."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import insert_rows
from shared.database.rows import execute, fetch_one
from shared.messaging.batches import UNIQUE_VIOLATION, passes
from shared.messaging.desk import Shop
from shared.messaging.inbound import Accepted, Duplicate, Inbound, Outcome
from shared.messaging.intake import count
from shared.messaging.transaction import Judged, settle
from shared.web.problems import Problem, unavailable
from shared.web.retries import COLUMNS, READ, checked_key, key_reused

LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'"
ATTEMPTS = 3
NOT_DONE = "Hệ thống đang bận; chưa có gì được ghi nhận, xin gửi lại."
UNKNOWN = (
    "Mất kết nối với cơ sở dữ liệu nên chưa rõ đã ghi nhận hay chưa; xin gửi lại với cùng Idempotency-Key."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command was, or is now, answered."""

    status: int
    body: Mapping[str, Any]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One POST: its event, what it answers once stored, and the key that makes a retry the same."""

    route: str
    event: Inbound
    answer: Answer | Callable[[AsyncConnection], Awaitable[Answer]]
    """Known before, or read in the transaction once the event is stored."""
    body: Any
    """What the client sent, as JSON values: a retry must say the same."""
    key: str | None = None
    also: Callable[[AsyncConnection], Awaitable[None]] | None = None
    """What else is written in the same transaction, such as a tracking code."""


async def run_command(shop: Shop, command: Command, refuse: Callable[[Outcome], Problem]) -> Answer:
    """Stores the command's event and answers; a Problem if it is refused, or can't be stored now."""
    checked_key(command.key)
    digest = hashlib.sha256(msgspec.json.encode(command.body, order="sorted")).digest()
    unknown = False
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await _once(shop, command, digest, refuse, unknown)
        except (DBAPIError, OSError) as error:
            again = attempt < ATTEMPTS and isinstance(error, DBAPIError)
            state = getattr(getattr(error, "orig", None), "sqlstate", None)
            # The same key or id was written meanwhile: read what it was answered.
            if again and state == UNIQUE_VIOLATION:
                continue
            # The connection broke, perhaps over the COMMIT: trying again finds out whether it was done.
            unknown = unknown or (isinstance(error, DBAPIError) and error.connection_invalidated)
            if again and unknown:
                continue
            if passes(error):
                raise unavailable(UNKNOWN if unknown else NOT_DONE) from error
            raise
    raise AssertionError("the last attempt answers or raises")


async def _once(
    shop: Shop, command: Command, digest: bytes, refuse: Callable[[Outcome], Problem], perhaps_done: bool
) -> Answer:
    async with shop.engine.begin() as conn:
        await execute(conn, LOCK_TIMEOUT)
        earlier = await _earlier(conn, command, digest)
        if earlier:
            return earlier
        done = await settle(conn, shop, [Judged(None, command.event)])
        outcome = done.outcomes[0][1]
        if perhaps_done and isinstance(outcome, Duplicate):
            # Nobody else has the event's id: an earlier attempt of ours was committed after all.
            return await _answer(conn, command)
        if not isinstance(outcome, Accepted):
            raise refuse(outcome)
        if command.also is not None:
            await command.also(conn)
        answer = await _answer(conn, command)
        if command.key is not None:
            await _remember(conn, shop, command, digest, answer)
    count(shop.service, done)
    shop.wake()
    return answer


async def _answer(conn: AsyncConnection, command: Command) -> Answer:
    return command.answer if isinstance(command.answer, Answer) else await command.answer(conn)


async def _earlier(conn: AsyncConnection, command: Command, digest: bytes) -> Answer | None:
    if command.key is None:
        return None
    row = await fetch_one(conn, READ, command.route, command.key)
    if row is None:
        return None
    if bytes(row.digest) != digest:
        raise key_reused()
    body = msgspec.json.decode(row.body) if isinstance(row.body, str | bytes) else row.body
    return Answer(row.status, body, replayed=True)


async def _remember(
    conn: AsyncConnection, shop: Shop, command: Command, digest: bytes, answer: Answer
) -> None:
    row = (command.route, command.key, digest, answer.status, dict(answer.body), shop.clock.now())
    await insert_rows(conn, shop.tables.idempotency, COLUMNS, [row])
