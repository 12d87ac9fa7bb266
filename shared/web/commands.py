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
from shared.messaging.inbound import Accepted, Inbound, Outcome
from shared.messaging.intake import count
from shared.messaging.transaction import Judged, settle
from shared.web.problems import Problem, unavailable
from shared.web.retries import COLUMNS, READ, checked_key, key_reused

LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'"
ATTEMPTS = 3


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
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await _once(shop, command, digest, refuse)
        except DBAPIError as error:
            state = getattr(error.orig, "sqlstate", None)
            # The same key or id was written meanwhile: read what it was answered.
            if state == UNIQUE_VIOLATION and attempt < ATTEMPTS:
                continue
            if passes(error):
                raise unavailable("Hệ thống đang bận; chưa có gì được ghi nhận, xin gửi lại.") from error
            raise
    raise AssertionError("the last attempt answers or raises")


async def _once(shop: Shop, command: Command, digest: bytes, refuse: Callable[[Outcome], Problem]) -> Answer:
    async with shop.engine.begin() as conn:
        await execute(conn, LOCK_TIMEOUT)
        earlier = await _earlier(conn, command, digest)
        if earlier:
            return earlier
        done = await settle(conn, shop, [Judged(None, command.event)])
        outcome = done.outcomes[0][1]
        if not isinstance(outcome, Accepted):
            raise refuse(outcome)
        if command.also is not None:
            await command.also(conn)
        answer = command.answer if isinstance(command.answer, Answer) else await command.answer(conn)
        if command.key is not None:
            await _remember(conn, shop, command, digest, answer)
    count(shop.service, done)
    shop.wake()
    return answer


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
