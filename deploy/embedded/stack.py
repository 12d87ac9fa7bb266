"""How do Kafka and PostgreSQL start and stop together? On a data directory that one process at a time has."""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TextIO

from deploy.embedded import kafka_trial
from deploy.embedded.archive import Archive
from deploy.embedded.child import Child
from deploy.embedded.kafka import Kafka
from deploy.embedded.lock import locked
from deploy.embedded.orphans import end_leftovers
from deploy.embedded.ports import Ports
from deploy.embedded.postgres import Postgres
from deploy.embedded.to_its_end import to_its_end
from deploy.embedded.together import together

SERVICES = ("notices", "petitions", "deadlines", "reporting")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the started servers are to be reached."""

    bootstrap_servers: str
    databases: Mapping[str, str]
    """`postgresql://` URLs by service."""


class EmbeddedStack:
    """One Kafka and one PostgreSQL. Tied to no event loop: `start` and `stop` may run in different ones."""

    def __init__(
        self,
        data_dir: Path,
        *,
        brokers: int | None = 1,
        databases: Sequence[str] = SERVICES,
        ephemeral: bool = False,
        archive: Archive | None = None,
    ) -> None:
        """All data, logs and ports are kept under `data_dir`; `ephemeral` removes it at `stop`.

        `brokers`: None for as many as the data was made with. `archive`: where PostgreSQL's log is kept, for
        a restore.
        """
        self.data_dir = data_dir.expanduser().resolve()
        self.logs = self.data_dir / "logs"
        self._brokers, self._databases, self._ephemeral = brokers, databases, ephemeral
        self._archive = archive
        self._lock: TextIO | None = None
        self.held = asyncio.Event()
        """Set once the data directory is ours alone."""
        self._kafka: Kafka | None = None
        self._postgres: Postgres | None = None

    async def start(self) -> Addresses:
        """Starts both in parallel, after ending what a killed run left; what failed is stopped again."""
        self._lock = locked(self.data_dir)
        self.held.set()
        try:
            pid_files, home = self.data_dir / "running", self.data_dir
            await to_its_end(end_leftovers, pid_files)
            ports, logs = Ports(home / "ports.json"), self.logs
            self._kafka = Kafka(
                home / "kafka", ports=ports, logs=logs, pid_files=pid_files, brokers=self._brokers
            )
            self._postgres = Postgres(
                home / "postgres", ports=ports, logs=logs, pid_files=pid_files, databases=self._databases,
                archive=self._archive,
            )  # fmt: skip
            servers, databases = await _both(self._kafka, self._postgres)
        except BaseException:
            await self.stop()
            raise
        return Addresses(servers, databases)

    async def stop(self) -> None:
        """Stops both and lets go of the data directory. Twice is once."""
        running = [server for server in (self._kafka, self._postgres) if server]
        await asyncio.gather(*(server.stop() for server in running))
        self._kafka = self._postgres = None
        if self._lock:
            if self._ephemeral:
                await asyncio.to_thread(shutil.rmtree, self.data_dir, ignore_errors=True)
            self._lock.close()
            self._lock = None

    @property
    def children(self) -> tuple[Child, ...]:
        """The running servers, for a supervisor to adopt."""
        servers = (self._kafka, self._postgres)
        return tuple(child for server in servers if server for child in server.children)

    async def runs_again(self, child: Child) -> None:
        """Makes ready one of them that ended; EmbeddedStackError while it may not run."""
        if self._kafka:
            await self._kafka.runs_again(child)

    async def __aenter__(self) -> Addresses:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


async def _both(kafka: Kafka, postgres: Postgres) -> tuple[str, Mapping[str, str]]:
    """Both started; the first failure, once the other's start has been given up."""
    servers, databases = asyncio.ensure_future(_quickly(kafka)), asyncio.ensure_future(postgres.start())
    await together(servers, databases)
    return servers.result(), databases.result()


async def _quickly(kafka: Kafka) -> str:
    """Kafka started with its classes read: by a trial, where it is the first time on this machine."""
    await kafka_trial.unless_made()
    return await kafka.start()
