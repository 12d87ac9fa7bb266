"""How do HTTP commands become acts? The same transaction as a record's, once per Idempotency-Key.

Those that come at once share one (gathering.py): one that is refused, or fails, costs the others nothing.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.begun import ROLLBACK, begun
from shared.database.bulk import Row, insert_rows
from shared.database.engine import DatabaseAway
from shared.database.rows import execute, fetch
from shared.dialogue.acts import Act
from shared.messaging.batches import UNIQUE_VIOLATION, passes
from shared.messaging.counting import count
from shared.messaging.desk import Beforehand, Shop
from shared.messaging.inbound import Accepted, Duplicate, Inbound, Outcome
from shared.messaging.transaction import Judged, Settlement, settle
from shared.web.problems import Problem, unavailable
from shared.web.retries import COLUMNS, READ_ALL, Answer, answered, checked_key, digest_of_body

LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'"
SETTINGS = f"{LOCK_TIMEOUT}; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off"
"""All that a command asks for is found by its key, however much there is: planned once a connection, by the
indexes, even while the tables are small. To plan each statement anew costs a third of PostgreSQL's work."""
ATTEMPTS = 3
LOCKED = "55P03"
ONES_OWN = (UNIQUE_VIOLATION, LOCKED, "40P01")
"""Passing faults that one command brings upon those it shares a transaction with: a lock, a ring, an id."""
NOT_DONE = "Hệ thống đang bận; chưa có gì được ghi nhận, xin gửi lại."
UNKNOWN = (
    "Mất kết nối với cơ sở dữ liệu nên chưa rõ đã ghi nhận hay chưa; xin gửi lại với cùng Idempotency-Key."
)


@dataclass(frozen=True, slots=True, eq=False)
class Command:
    """One POST: its event, what it answers once stored, and the key that makes a retry the same."""

    route: str
    event: Inbound
    answer: Answer | Callable[[AsyncConnection], Awaitable[Answer]]
    """Known before, or read in the transaction once the event is stored."""
    body: Any
    """What the client sent, as JSON values: a retry must say the same."""
    key: str | None = None
    new: bool = False
    """Its event and what that is about were made for it: nobody else can have told of them."""
    beside: Row | None = None
    """What else is written in the same transaction, such as a tracking code."""

    @property
    def digest(self) -> bytes:
        """What makes a retry the same."""
        return digest_of_body(self.body)


Told = Answer | Exception
"""What one command gets: an answer, or the problem (or the fault) that it ends with."""
Refuse = Callable[[Outcome], Problem]
Acts = Mapping[str, list[Act]]
Prepared = tuple[Sequence[Command | Problem], Acts]
"""Commands, and the acts read for them under the lock that keeps what is decided by them."""
Prepare = Callable[[AsyncConnection], Awaitable[Prepared]]
"""Reads what the commands hang on, with one statement for all, and builds them: once, whatever is retried."""


async def run_command(shop: Shop, command: Command, refuse: Refuse) -> Answer:
    """Stores the command's event and answers; a Problem if it is refused, or can't be stored now."""
    checked_key(command.key)
    (told,) = await Attempts(shop, refuse, known=[command]).run()
    if isinstance(told, Exception):
        raise told
    return told


class Attempts:
    """Tries to store some commands in one transaction until it is known what became of them."""

    def __init__(
        self,
        shop: Shop,
        refuse: Refuse,
        *,
        prepare: Prepare | None = None,
        settings: str = "",
        known: Sequence[Command | Problem] | None = None,
        perhaps_done: bool = False,
    ) -> None:
        """`known`: the commands, else `prepare` builds them; no two may have the same key.

        `settings`: what is said besides at the beginning of the transaction in which it does.
        """
        self._shop = shop
        self._refuse = refuse
        self._prepare = prepare
        self._settings = settings
        self._commands = known
        self._perhaps_done = perhaps_done
        """An earlier attempt broke, perhaps over its COMMIT: what is there already may be ours."""

    async def run(self) -> Sequence[Told]:
        """What each command is told, in order; raises what none of them can be spared."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._once()
            except (DBAPIError, DatabaseAway, PoolTimeout) as error:
                state = _state(error)
                broke = isinstance(error, DBAPIError) and error.connection_invalidated
                self._perhaps_done = self._perhaps_done or broke
                # The same key or id was written meanwhile: read what it was answered. A connection that
                # broke, perhaps over the COMMIT: trying again finds out whether it was done.
                if attempt < ATTEMPTS and (state == UNIQUE_VIOLATION or broke):
                    continue
                if self._several and (state in ONES_OWN or not passes(error)):
                    return await self._one_by_one()
                if passes(error):
                    raise self._come_back() from error
                raise
            except Exception:
                if self._several:
                    return await self._one_by_one()
                raise
        raise AssertionError("the last attempt answers or raises")

    @property
    def _several(self) -> bool:
        return self._commands is not None and len(self._commands) > 1

    async def _one_by_one(self) -> Sequence[Told]:
        """One of them spoils it for all: each alone, and only that one learns of it.

        Of a subject that somebody holds, one waits in vain for all: a hundred that wait one after the other
        would keep everybody behind them for minutes.
        """
        found: list[Told] = []
        held: set[str] = set()
        for command in self._commands or ():
            subject = command.event.subject if isinstance(command, Command) else None
            if subject in held:
                found.append(self._come_back())
                continue
            alone = Attempts(self._shop, self._refuse, known=[command], perhaps_done=self._perhaps_done)
            try:
                found += await alone.run()
            except Exception as error:
                found.append(error)
                if subject is not None and _state(error.__cause__) == LOCKED:
                    held.add(subject)
        return found

    def _come_back(self) -> Problem:
        return unavailable(UNKNOWN if self._perhaps_done else NOT_DONE)

    async def _once(self) -> Sequence[Told]:
        shop = self._shop
        acts: Acts = {}
        settings = f"{SETTINGS};{self._settings}" if self._commands is None else SETTINGS
        async with begun(shop.looking, settings) as conn:
            if self._commands is None:
                assert self._prepare is not None
                self._commands, acts = await self._prepare(conn)
            told = await _answered_before(conn, self._commands)
            new = [each for each in self._commands if isinstance(each, Command) and each not in told]
            if not new:
                return _in_order(self._commands, told)
            made_now = not self._perhaps_done and all(command.new for command in new)
            known = Beforehand(made_now, acts)
            done = await settle(conn, shop, [Judged(None, command.event) for command in new], known)
            stored = await self._tell(conn, new, done, told)
            if stored:
                await _write_beside(conn, stored)
                await _remember(conn, shop, stored, told)
            else:
                await execute(conn, ROLLBACK)
        count(shop.service, done)
        shop.wake()
        return _in_order(self._commands, told)

    async def _tell(
        self, conn: AsyncConnection, new: Sequence[Command], done: Settlement, told: dict[Command, Told]
    ) -> list[Command]:
        """Adds to `told` what each is told; which of them were stored now."""
        stored: list[Command] = []
        for command, (_, outcome) in zip(new, done.outcomes, strict=True):
            # Nobody else has the event's id: an earlier attempt of ours was committed after all.
            was_done = self._perhaps_done and isinstance(outcome, Duplicate)
            if isinstance(outcome, Accepted):
                stored.append(command)
            elif not was_done:
                told[command] = self._refuse(outcome)
                continue
            answer = command.answer
            told[command] = answer if isinstance(answer, Answer) else await answer(conn)
        return stored


def _state(error: BaseException | None) -> str | None:
    """The SQLSTATE with which the database refused, if it was the database."""
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def _in_order(commands: Sequence[Command | Problem], told: Mapping[Command, Told]) -> list[Told]:
    return [told[each] if isinstance(each, Command) else each for each in commands]


async def _answered_before(
    conn: AsyncConnection, commands: Sequence[Command | Problem]
) -> dict[Command, Told]:
    """What those with a known key were answered; with one statement for all."""
    keyed = {(each.route, each.key): each for each in commands if isinstance(each, Command) and each.key}
    found: dict[Command, Told] = {}
    if not keyed:
        return found
    rows = await fetch(conn, READ_ALL, [route for route, _ in keyed], [key for _, key in keyed])
    for row in rows:
        command = keyed[row.route, row.key]
        told = answered(row, command.digest)
        if told is not None:
            found[command] = told
    return found


async def _write_beside(conn: AsyncConnection, commands: Sequence[Command]) -> None:
    rows = [command.beside for command in commands if command.beside is not None]
    for (table, columns), together in groupby(rows, key=lambda row: (row.table, row.columns)):
        await insert_rows(conn, table, columns, [row.values for row in together])


async def _remember(
    conn: AsyncConnection, shop: Shop, commands: Sequence[Command], told: Mapping[Command, Told]
) -> None:
    now = shop.clock.now()
    rows: list[tuple[Any, ...]] = []
    for command in commands:
        answer = told[command]
        if command.key is not None and isinstance(answer, Answer):
            rows.append((command.route, command.key, command.digest, answer.status, dict(answer.body), now))
    await insert_rows(conn, shop.tables.idempotency, COLUMNS, sorted(rows, key=lambda row: row[:2]))
