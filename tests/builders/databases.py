"""How has a test a database of its own? Copied when it asks; dropped beside those that come after it.

To drop one takes PostgreSQL longer than to copy one, for it writes everything to the disk first: no test
waits for that.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg

T = TypeVar("T")
Make = Callable[[str, str], str]


class _Hand:
    """One connection to the server, in a thread and a loop of its own: no test's loop is touched."""

    def __init__(self, server: str) -> None:
        self._server, self._connection = server, None
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._runner = asyncio.Runner()

    def begin(self, statement: str) -> Future[None]:
        return self._thread.submit(self._run, self._execute(statement))

    def end(self) -> None:
        self._thread.submit(self._run, self._close()).result()
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    async def _execute(self, statement: str) -> None:
        if self._connection is None:
            self._connection = await asyncpg.connect(f"{self._server}/postgres")
        await self._connection.execute(statement)

    async def _close(self) -> None:
        if self._connection is not None:
            await self._connection.close()


class Databases:
    """Makes databases on a server that goes with the run."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._making, self._dropping = _Hand(server), _Hand(server)
        self._dropped: list[Future[None]] = []

    def __enter__(self) -> "Databases":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in self._dropped:
            each.result()
        self._making.end()
        self._dropping.end()

    def make(self, name: str, template: str) -> str:
        """Makes a database of this name, with the template's tables; the name."""
        self._making.begin(f'create database "{name}" template "{template}"').result()
        return name

    @contextmanager
    def of_test(self) -> Iterator[Make]:
        """Makes databases whose names begin so, with another's tables; drops them once the test is over."""
        made: list[str] = []

        def make(name: str, template: str) -> str:
            made.append(self.make(f"{name}_{uuid4().hex[:8]}", template))
            return f"{self._server}/{made[-1]}"

        yield make
        self._dropped += [
            self._dropping.begin(f'drop database if exists "{name}" with (force)') for name in made
        ]
