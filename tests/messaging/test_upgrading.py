"""A version works on the tables of the one after it, and does not set them up: a rolling upgrade."""

import pytest

from shared.database.migrate import LaterVersion, migrate
from tests.faults import next_version
from tests.messaging.conftest import House
from tests.messaging.test_mending import received, take


async def test_tables_of_the_next_version_are_worked_on_and_not_set_up(house: House) -> None:
    async with house.engine.begin() as conn:
        for statement in next_version.AHEAD:
            await conn.exec_driver_sql(statement)
        await conn.exec_driver_sql("UPDATE alembic_version SET version_num = $1", (next_version.REVISION,))
    await take(house, 0, received(house, 1))
    assert await house.outcomes() == {0: "accepted"}
    url = house.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
    with pytest.raises(LaterVersion, match=f"petitions .*{next_version.REVISION}"):
        await migrate("petitions", url)
