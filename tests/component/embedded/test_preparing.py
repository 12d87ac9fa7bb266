"""What forbids a start is said by `up` as if found by itself; the process that prepares ends with it."""

from collections.abc import Awaitable, Callable

import asyncpg
import psutil
import pytest

from cli.failure import Failure
from cli.platform import Platform
from cli.preparing import preparing
from shared.database.migrate import migrate
from shared.settings import SERVICES, Settings


def ours() -> list[psutil.Process]:
    """The processes that prepare for us."""
    children = psutil.Process().children()
    return [child for child in children if "cli.before_start" in child.cmdline()]


async def _prepare(platform: Platform) -> None:
    async with preparing() as prepare:
        await prepare.done(platform, Settings(), 1, None)


async def test_tables_of_a_later_version_forbid_a_start_in_their_own_words(
    bootstrap_servers: str, database_url: Callable[[str], str]
) -> None:
    databases = {service: database_url(service) for service in SERVICES}
    await migrate("notices", databases["notices"])
    connection = await asyncpg.connect(databases["notices"])
    await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    await connection.close()
    with pytest.raises(Failure, match="notices is of a later version") as refused:
        await _prepare(Platform("http://127.0.0.1:1", bootstrap_servers, databases))
    assert refused.value.code == 1


async def test_a_server_that_is_away_is_named(bootstrap_servers: str, unused_tcp_port: int) -> None:
    databases = {service: f"postgresql://x@127.0.0.1:{unused_tcp_port}/{service}" for service in SERVICES}
    with pytest.raises(Failure, match="PostgreSQL cannot be reached") as refused:
        await _prepare(Platform("http://127.0.0.1:1", bootstrap_servers, databases))
    assert refused.value.code == 1


async def test_what_nobody_foresaw_is_shown_whole_and_named_in_one_line(
    bootstrap_servers: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Failure, match="could not be prepared") as refused:
        await _prepare(Platform("http://127.0.0.1:1", bootstrap_servers, {"notices": "no address"}))
    assert refused.value.code == 1
    assert "Traceback" in capfd.readouterr().err


async def test_who_is_never_told_what_to_prepare_ends_with_who_started_it(
    eventually: Callable[..., Awaitable[None]],
) -> None:
    async with preparing():
        await eventually(lambda: len(ours()) == 1)
    assert ours() == []
