"""How does a transaction begin, with its settings, and end in one word each? On the driver itself.

For what is asked and answered many times a second: to begin, to say the first statement and to commit by
way of SQLAlchemy costs as much as three statements. The pool stays SQLAlchemy's.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.rows import told_alike

BEGIN: Final = "BEGIN;"
COMMIT: Final = "COMMIT;"
ROLLBACK: Final = "ROLLBACK;"
"""What a block says itself that has nothing to keep."""


class NothingKept(RuntimeError):
    """A statement failed and its fault was not let out of the block: ours to mend, and as bad next time."""


@asynccontextmanager
async def begun(looking: AsyncEngine, settings: str = "") -> AsyncGenerator[AsyncConnection]:
    """A transaction, committed at the end of the block, rolled back where it raises.

    `looking`: an engine that begins none itself; `settings`: `SET LOCAL`, one or several.
    """
    async with looking.connect() as conn:
        assert conn.sync_connection is not None, "connected above"
        driver: Any = conn.sync_connection.connection.driver_connection
        try:
            await _say(driver, BEGIN + settings)
            yield conn
            if driver.is_in_transaction() and await _say(driver, COMMIT) != "COMMIT":
                raise NothingKept("what failed within it was not let out: nothing was kept")
        except Exception:
            await _give_up(driver)
            raise
        except BaseException:
            # Stopped in the midst of a word: whether a transaction stands open can't be told.
            driver.terminate()
            raise


async def _say(driver: Any, words: str) -> str:
    with told_alike(driver, words):
        return await driver.execute(words)


async def _give_up(driver: Any) -> None:
    """Rolls back; a connection on which that fails is used no more."""
    if driver.is_closed() or not driver.is_in_transaction():
        return
    try:
        await driver.execute(ROLLBACK)
    except BaseException:
        driver.terminate()
