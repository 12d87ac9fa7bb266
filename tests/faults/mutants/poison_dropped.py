"""What can't be read is passed over: no receipt, no row, nobody is told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging import receipts
from shared.messaging.inbound import Reason, Rejected
from shared.messaging.outbox import Message
from shared.messaging.receipts import Receipt
from tests.faults.mutants.patching import Patch


def _unreadable(receipt: Receipt) -> bool:
    return isinstance(receipt.outcome, Rejected) and receipt.outcome.reason is Reason.MALFORMED


def apply(patch: Patch) -> None:
    real = receipts.write

    async def of_the_readable(
        conn: AsyncConnection, ledger: Table, given: Sequence[Receipt], now: datetime, *, final: bool = False
    ) -> list[Message]:
        return await real(conn, ledger, [one for one in given if not _unreadable(one)], now, final=final)

    patch(receipts, "write", of_the_readable)
