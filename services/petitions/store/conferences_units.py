"""Whose a conference is stays as it was read until who read it has written (R29).

A petition that comes in while its conference is corrected to be another unit's would be written under the
one it was read with, and who corrects would not see it yet.
"""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import execute
from shared.messaging.in_place import STOOD_STILL_S
from shared.messaging.leader import lock_number

LOCK: Final = lock_number("conferences' units:petitions")
_PATIENCE = f"set_config('idle_in_transaction_session_timeout', '{STOOD_STILL_S}s', true)"
"""Who stands still in the midst of it would hold up all others."""
STAY = f"SELECT {_PATIENCE}, pg_advisory_xact_lock_shared($1)"
STAYING: Final = STAY.replace("$1", str(LOCK))
"""The same, said where a transaction begins."""
CHANGE = f"SELECT {_PATIENCE}, pg_advisory_xact_lock($1)"


async def stay(conn: AsyncConnection) -> None:
    """No conference becomes another unit's until this transaction ends; to be asked for before one is read.

    One that is becoming so is waited for.
    """
    await execute(conn, STAY, LOCK)


async def change(conn: AsyncConnection) -> None:
    """Waits for who has read whose a conference is; nobody reads it until this transaction ends."""
    await execute(conn, CHANGE, LOCK)
