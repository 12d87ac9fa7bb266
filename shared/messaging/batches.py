"""What if a batch can't be decided?

A passing fault is retried for ever, a poisoned record is found by halves and set aside.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog
from asyncpg import InvalidCachedStatementError  # pyright: ignore[reportMissingTypeStubs]
from sqlalchemy import exc

from shared.messaging.breaker import Tripped
from shared.messaging.desk import Bench
from shared.messaging.positions import Fenced

T = TypeVar("T")
log = structlog.get_logger(__name__)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 10.0
TRANSIENT_STATES = ("08", "40", "53", "55", "57", "58")
"""SQLSTATE classes that pass: connection, rollback, resources, locks, operator intervention, system."""
READ_ONLY = "25006"
"""A server that takes nothing in for a while: its disk is nearly full, or another is about to lead."""
UNIQUE_VIOLATION = "23505"


def passes(error: BaseException) -> bool:
    """Will the same work succeed later, unchanged?"""
    # An OSError also where nothing answered in time; SQLAlchemy has a TimeoutError of its own, for its pool.
    if isinstance(error, OSError | exc.TimeoutError):
        return True
    if isinstance(error, exc.DBAPIError):
        # The tables changed under it: it is prepared anew. Its SQLSTATE is that of what is not supported.
        if isinstance(error.orig, InvalidCachedStatementError):
            return True
        state = getattr(error.orig, "sqlstate", None) or ""
        # Two transactions created the same row: the loser finds it there when it tries again.
        if state in (UNIQUE_VIOLATION, READ_ONLY) or state[:2] in TRANSIENT_STATES:
            return True
        return error.connection_invalidated or (
            not state and isinstance(error, exc.InterfaceError | exc.OperationalError)
        )
    return False


async def persist(
    bench: Bench,
    records: Sequence[T],
    decide: Callable[[Sequence[T]], Awaitable[None]],
    set_aside: Callable[[T, BaseException], Awaitable[None]],
    attempts_before_split: int = 5,
) -> None:
    """Runs `decide` until the records are decided, isolating what can't be (Fenced, Tripped go through)."""
    pause, attempts = FIRST_PAUSE_S, 0
    while True:
        try:
            await decide(records)
            return
        except (Fenced, Tripped):
            raise
        except Exception as error:
            attempts += 1
            stubborn = attempts >= attempts_before_split and is_unique_violation(error)
            if passes(error) and not stubborn:
                log.warning("a batch will be tried again", service=bench.service, error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
                continue
            if len(records) == 1:
                log.exception("a record can't be decided and is set aside", service=bench.service)
                await set_aside(records[0], error)
                return
        middle = len(records) // 2
        log.warning(
            "a batch is split to find its poisoned record", service=bench.service, records=len(records)
        )
        await persist(bench, records[:middle], decide, set_aside)
        await persist(bench, records[middle:], decide, set_aside)
        return


def is_unique_violation(error: BaseException) -> bool:
    """Is the row there already?"""
    return isinstance(error, exc.DBAPIError) and getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION
