"""A service begins on a database that has its tables, and says what to do about one that has not."""

import asyncio
from collections.abc import Sequence
from functools import partial
from urllib.parse import urlsplit

import pytest
from structlog.testing import capture_logs

from cli import agreeing
from cli.agreeing import NotSetUp, set_up, until_agreed
from tests.builders.waiting import until
from tests.messaging.conftest import House


def url_of(house: House) -> str:
    return house.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")


async def rename(house: House, table: str, name: str) -> None:
    async with house.engine.begin() as conn:
        await conn.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")


async def anything(said: Sequence[object]) -> bool:
    return bool(said)


async def test_a_service_waits_for_its_tables_and_says_who_makes_them(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def of_one_moment(*_: object) -> None:
        """Other tests' facts stand on the topic too."""

    monkeypatch.setattr(agreeing, "agreed", of_one_moment)
    await set_up("petitions", url_of(house))
    await rename(house, "tracking", "elsewhere")
    with pytest.raises(NotSetUp, match=r"lacks 1 of its tables \(tracking…\): run `doithoai setup`"):
        await set_up("petitions", url_of(house))
    with capture_logs() as said:
        waiting = asyncio.ensure_future(until_agreed(house.servers, {"petitions": url_of(house)}))
        await until(partial(anything, said))
        assert not waiting.done()
        await rename(house, "elsewhere", "tracking")
        await waiting
    assert [line for line in said if "doithoai setup" not in line.get("reason", "")] == []


async def test_another_services_database_is_not_taken_for_ones_own(house: House) -> None:
    with pytest.raises(NotSetUp, match="DOITHOAI_DATABASE names another database"):
        await set_up("notices", url_of(house))


async def test_a_service_that_is_not_let_in_says_which_setting_to_look_at(house: House) -> None:
    url = url_of(house).replace(f":{urlsplit(url_of(house)).password}@", ":another@")
    with capture_logs() as said:
        waiting = asyncio.ensure_future(until_agreed(house.servers, {"petitions": url}))
        await until(partial(anything, said))
        waiting.cancel()
    assert "DOITHOAI_DATABASE" in said[0]["reason"]
    assert "password authentication failed" in said[0]["reason"]
