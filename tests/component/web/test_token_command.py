"""A token is in every service's database or in none; one that a database lacks is named."""

from collections.abc import Callable

import asyncpg
import pytest
from sqlalchemy import MetaData

from cli.credentials import everywhere, tokens_of
from cli.failure import Failure
from cli.platform import Platform
from cli.token import ADD, REVOKE
from shared.database.credentials import access_tables, digest_of, id_of, new_token
from shared.database.engine import build_engine
from shared.settings import SERVICES


@pytest.fixture
async def platform(database_url: Callable[[str], str]) -> Platform:
    """Four databases with nothing but their tokens."""
    databases = {name: database_url(name) for name in SERVICES}
    tables = MetaData()
    access_tables(tables)
    for name, url in databases.items():
        engine = build_engine(url, application=f"doithoai-{name}", pool_size=1)
        async with engine.begin() as conn:
            await conn.run_sync(tables.create_all)
        await engine.dispose()
    return Platform("http://127.0.0.1:1", "127.0.0.1:1", databases)


async def added(platform: Platform, token: str) -> int:
    return await everywhere(platform, ADD, id_of(token), digest_of(token), "dpi", None, None, 7)


async def test_a_token_is_in_every_database_and_revoked_in_every_one(platform: Platform) -> None:
    token = new_token()
    assert await added(platform, token) == 1
    assert [(one["id"], one["state"], one["missing_in"]) for one in await tokens_of(platform)] == [
        (id_of(token), "valid", [])
    ]
    assert await everywhere(platform, REVOKE, "unknown") == 0
    assert await everywhere(platform, REVOKE, id_of(token)) == 1
    assert [one["state"] for one in await tokens_of(platform)] == ["revoked"]


async def test_what_one_database_does_not_take_is_in_none_and_what_one_lacks_is_named(
    platform: Platform,
) -> None:
    first, second = new_token(), new_token()
    await added(platform, first)
    last = await asyncpg.connect(platform.databases["reporting"])
    await last.execute("DELETE FROM tokens")
    assert [one["missing_in"] for one in await tokens_of(platform)] == [["reporting"]]
    await last.execute("ALTER TABLE tokens ADD CHECK (role <> 'dpi')")
    await last.close()
    with pytest.raises(Failure, match="reporting"):
        await added(platform, second)
    assert {one["id"] for one in await tokens_of(platform)} == {id_of(first)}
