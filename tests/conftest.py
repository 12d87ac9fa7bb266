"""What tests share: one embedded Kafka and PostgreSQL a run, started by the first test that asks for them."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from shared.settings import forget_settings
from tests.builders.databases import Databases
from tests.builders.run_folder import run_folder

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
        folder = ExitStack()
        config.add_cleanup(folder.close)
        root = str(folder.enter_context(run_folder()))
        # Of those whom tests start as well: what they need for a while is in it.
        os.environ |= {"PYTEST_DEBUG_TEMPROOT": root, "TMPDIR": root}
        tempfile.tempdir = None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that may take long come first: else one of several processes would end with them, alone."""

    def allowed(item: pytest.Item) -> float:
        mark = item.get_closest_marker("timeout")
        return mark.args[0] if mark else 0

    items.sort(key=allowed, reverse=True)


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
def database_url(databases: "Databases") -> Iterator[DatabaseUrl]:
    """Makes a fresh empty database: `database_url("petitions")`. It is dropped some time after the test."""
    with databases.of_test() as make:
        yield lambda name: make(name, "template1")


@pytest.fixture
def service_url(databases: "Databases", templates: Callable[[str], str]) -> Iterator[DatabaseUrl]:
    """Makes a fresh database with a service's tables: `service_url("petitions")`. Dropped as the other is."""
    with databases.of_test() as make:
        yield lambda service: make(service, templates(service))


@pytest.fixture(scope="session")
def databases(stack: "Addresses") -> Iterator[Databases]:
    """Where tests have databases made."""
    with Databases(_server(stack)) as found:
        yield found


@pytest.fixture(scope="session")
def templates(stack: "Addresses", databases: Databases) -> Callable[[str], str]:
    """The database from which those of a service are copied: its migrations run once, not for each test."""

    @cache
    def of(service: str) -> str:
        from shared.database.migrate import migrate

        name = databases.make(f"template_of_{service}", "template1")
        _apart(migrate(service, f"{_server(stack)}/{name}"))
        return name

    return of


def _server(stack: "Addresses") -> str:
    return stack.databases["notices"].rpartition("/")[0]
