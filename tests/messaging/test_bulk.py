"""What is copied into a table is part of its transaction, and what fails is told like any other statement."""

import pytest
from sqlalchemy.exc import DBAPIError

from shared.database.bulk import insert_rows
from shared.messaging.batches import passes
from tests.messaging.conftest import House

COLUMNS = ("source", "event_id", "digest", "subject")
ROW = ("/units/so-x", "e-1", b"d", "petition/kn-1")


async def test_what_is_copied_first_in_a_transaction_is_undone_with_it(house: House) -> None:
    async with house.engine.connect() as conn:
        assert await insert_rows(conn, house.shop.tables.inbox, COLUMNS, [ROW]) == 1
        await conn.rollback()
    assert await house.rows("SELECT count(*) FROM inbox") == [(0,)]


async def test_nothing_is_copied_outside_of_a_transaction(house: House) -> None:
    async with house.shop.looking.connect() as conn:
        with pytest.raises(AssertionError, match="within a transaction"):
            await insert_rows(conn, house.shop.tables.inbox, COLUMNS, [ROW])
    assert await house.rows("SELECT count(*) FROM inbox") == [(0,)]


async def test_a_row_that_is_there_already_and_one_that_is_wrong_are_told_apart(house: House) -> None:
    async def copied(*row: object) -> None:
        async with house.engine.begin() as conn:
            await insert_rows(conn, house.shop.tables.inbox, COLUMNS, [row])

    await copied(*ROW)
    with pytest.raises(DBAPIError) as twice:
        await copied(*ROW)
    assert passes(twice.value), "the loser of two finds it there when it tries again"
    for wrong in (("/units/so-x", "e-2", b"d", None), ("/units/so-x", "e-3\0", b"d", "s")):
        with pytest.raises(DBAPIError) as refused:
            await copied(*wrong)
        assert not passes(refused.value)
    assert await house.rows("SELECT event_id FROM inbox") == [("e-1",)]
