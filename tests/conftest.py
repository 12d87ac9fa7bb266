"""What tests share: one embedded Kafka and PostgreSQL a run, started by the first test that asks for them."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import pytest

from shared.settings import forget_settings
from tests.builders.left_running import left_running

if TYPE_CHECKING:
    from deploy.embedded.stack import Addresses

T = TypeVar("T")
DatabaseUrl = Callable[[str], str]


def _apart(work: Coroutine[Any, Any, T]) -> T:
    """Runs to the end in a loop of its own thread, so that no test's loop is touched."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


def pytest_configure(config: pytest.Config) -> None:
    """No test reaches a platform that the shell names. Each run has a folder of its own: one that starts
    closes the shared one to other users.

    For root that includes the user as whom another run's PostgreSQL works in it.
    """
    forget_settings()
    if config.option.basetemp is None:
        root = tempfile.mkdtemp(prefix="doithoai-tests-")
        os.environ["PYTEST_DEBUG_TEMPROOT"] = root
        config.add_cleanup(lambda: shutil.rmtree(root, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that may take long come first: else one of several processes would end with them, alone."""

    def allowed(item: pytest.Item) -> float:
        mark = item.get_closest_marker("timeout")
        return mark.args[0] if mark else 0

    items.sort(key=allowed, reverse=True)


@pytest.fixture(autouse=True)
async def _nothing_left_running() -> AsyncIterator[None]:
    """What is made for several tests is made before this; what is made for one ends before it does."""
    before = asyncio.all_tasks()
    yield
    assert await left_running(before) == [], "the test is over, and this is not"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Addresses]":
    """Where the run's Kafka and PostgreSQL are. What they keep is gone after the run."""
    from deploy.embedded.stack import EmbeddedStack

    pair = EmbeddedStack(tmp_path_factory.mktemp("stack"), ephemeral=True)
    addresses = _apart(pair.start())
    yield addresses
    _apart(pair.stop())


@pytest.fixture(scope="session")
def bootstrap_servers(stack: "Addresses") -> str:
    """The run's Kafka. Topics and groups are shared by all tests: name them by test."""
    return stack.bootstrap_servers


@pytest.fixture
def database_url(stack: "Addresses") -> Iterator[DatabaseUrl]:
    """Makes a fresh empty database: `database_url("petitions")`. It is dropped after the test."""
    with _databases(_server(stack)) as make:
        yield lambda name: make(name, "template1")


@pytest.fixture
def service_url(stack: "Addresses", templates: Callable[[str], str]) -> Iterator[DatabaseUrl]:
    """Makes a fresh database with a service's tables: `service_url("petitions")`. Dropped after the test."""
    with _databases(_server(stack)) as make:
        yield lambda service: make(service, templates(service))


@pytest.fixture(scope="session")
def templates(stack: "Addresses") -> Callable[[str], str]:
    """The database from which those of a service are copied: its migrations run once, not for each test."""

    @cache
    def of(service: str) -> str:
        from shared.database.migrate import migrate

        name = f"template_of_{service}"
        _apart(_execute(_server(stack), f'create database "{name}"'))
        _apart(migrate(service, f"{_server(stack)}/{name}"))
        return name

    return of


def _server(stack: "Addresses") -> str:
    return stack.databases["notices"].rpartition("/")[0]


@contextmanager
def _databases(server: str) -> Iterator[Callable[[str, str], str]]:
    """Makes databases, each with another's tables; drops them in the end."""
    made: list[str] = []

    def make(name: str, template: str) -> str:
        made.append(f"{name}_{uuid4().hex[:8]}")
        _apart(_execute(server, f'create database "{made[-1]}" template "{template}"'))
        return f"{server}/{made[-1]}"

    yield make
    for database in made:
        _apart(_execute(server, f'drop database "{database}" with (force)'))


async def _execute(server: str, statement: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(f"{server}/postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
