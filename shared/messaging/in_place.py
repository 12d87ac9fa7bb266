"""How is a petition folded in the transaction that takes its facts in, and by no two at once (0023)?

Who folds so holds one lock of the database beside others; who marks what hangs on a conference or on the law
holds it alone: it waits for what is being folded, and what is folded next sees the change.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute
from shared.messaging.batches import is_unique_violation, passes
from shared.messaging.leader import lock_number
from shared.messaging.marks import mark, unmark

log = structlog.get_logger(__name__)
LOCK: Final = lock_number("folding in place")
STOOD_STILL_S: Final = 30
"""A process that stands still in the midst of it would hold up all others: its transaction is ended."""
_PATIENCE = f"SET LOCAL idle_in_transaction_session_timeout = '{STOOD_STILL_S}s'"
BESIDE = f"{_PATIENCE}; SELECT pg_advisory_xact_lock_shared({LOCK}); SAVEPOINT in_place"
"""One round trip. The lock may be held already; the savepoint stands where the last one was set."""
ALONE = "SELECT set_config('idle_in_transaction_session_timeout', $1, true), pg_advisory_xact_lock($2)"
BACK = "ROLLBACK TO SAVEPOINT in_place"

Fold = Callable[[], Awaitable[Iterable[str]]]
"""Folds a batch's petitions, whose facts are kept already; those that it could not."""


async def alone(conn: AsyncConnection) -> None:
    """Waits until nobody folds in place; nobody does until this transaction ends.

    To be asked for before any mark is taken: who folds in place waits for those.
    """
    await execute(conn, ALONE, f"{STOOD_STILL_S}s", LOCK)


async def beside(conn: AsyncConnection) -> None:
    """Nobody works off what is wide until this transaction ends; for who marks such before it folds."""
    await execute(conn, BESIDE)


async def fold_in_place(
    conn: AsyncConnection, subjects: Collection[str], known: Sequence[str], fold: Fold
) -> None:
    """Folds `subjects`, whose facts this transaction takes in, or marks them; what they say can't fail it.

    `known`: those of them of which something was known before; no other has a mark.
    """
    if not subjects:
        return
    await execute(conn, BESIDE)
    try:
        if known:
            await unmark(conn, known)
        left = list(await fold())
    except Exception as error:
        if passes(error) and not is_unique_violation(error):
            raise
        log.warning("a batch is not folded in place", petitions=len(subjects), exc_info=error)
        await execute(conn, BACK)
        left = list(subjects)
    await mark(conn, left)
