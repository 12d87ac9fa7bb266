"""How does the platform run on one machine? Embedded servers, prepared, and its own processes, watched."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from cli.failure import Failure
from cli.launching import Launch, launch
from cli.platform import FILE, Platform
from cli.preparing import preparing
from deploy.embedded.archive import Archive
from deploy.embedded.liveness import answers_at
from deploy.embedded.orphans import end_leftovers
from deploy.embedded.ports import Ports
from deploy.embedded.stack import EmbeddedStack
from deploy.embedded.supervisor import Supervisor
from shared.settings import SERVICES, Settings

READY_S = 90.0


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    ephemeral: bool = False,
    brokers: int = 1,
    workers: int = 1,
    calendar: Path | None = None,
) -> AsyncGenerator[Platform]:
    """The platform, ready; stopped in good order at the end of the block.

    `calendar`: a calendar to apply first, such as that of a year that has none yet.
    """
    async with AsyncExitStack() as stack:
        data_dir = settings.data_dir.expanduser().resolve()
        if ephemeral:
            data_dir = Path(tempfile.mkdtemp(prefix="doithoai-"))
            stack.callback(shutil.rmtree, data_dir, ignore_errors=True)
        data_dir.mkdir(parents=True, exist_ok=True)
        embedded = _embedded(settings, data_dir, brokers)
        if embedded:
            stack.push_async_callback(embedded.stop)
        starting = asyncio.ensure_future(_servers(settings, embedded))
        stack.callback(starting.cancel)
        # Before anything of this data directory is touched: is it ours alone?
        await _locked(embedded, starting)
        (data_dir / FILE).unlink(missing_ok=True)
        await asyncio.to_thread(end_leftovers, data_dir / "processes")
        supervisor = await stack.enter_async_context(Supervisor(pid_files=data_dir / "processes"))
        port = settings.port or Ports(data_dir / "http-port.json").take("http")
        # The processes read their code while the servers start: on two cores that is a third of the time.
        async with preparing() as prepare:
            launched = launch(supervisor, settings, data_dir, port, workers)
            kafka, databases = await starting
            if embedded:
                supervisor.adopt(list(embedded.children))
            platform = Platform(launched.http, kafka, databases)
            offset = await prepare.done(platform, settings, max(settings.replication, brokers), calendar)
        platform = replace(platform, clock_offset_seconds=offset or 0.0)
        profile = settings.profile or ("embedded" if embedded else "server")
        settings = settings.model_copy(update={"profile": profile})
        launched.go(platform, settings, offset)
        await _until_ready(launched)
        supervisor.keep(launched.later)
        path = platform.write(data_dir)
        stack.callback(path.unlink, missing_ok=True)
        yield platform


def _embedded(settings: Settings, data_dir: Path, brokers: int) -> EmbeddedStack | None:
    """The embedded servers, unless both are named; their log is kept where the settings say."""
    if settings.kafka and settings.database:
        return None
    archive = Archive(settings.backups.expanduser().resolve()) if settings.backups else None
    return EmbeddedStack(data_dir, brokers=brokers, archive=archive)


async def _servers(settings: Settings, embedded: EmbeddedStack | None) -> tuple[str, Mapping[str, str]]:
    """Kafka's and PostgreSQL's addresses: the named ones, embedded ones for what is not named."""
    named = {service: settings.database_of(service) for service in SERVICES} if settings.database else None
    if embedded is None:
        return settings.kafka_servers(), named or {}
    addresses = await embedded.start()
    return settings.kafka or addresses.bootstrap_servers, named or addresses.databases


async def _locked(embedded: EmbeddedStack | None, starting: "asyncio.Future[Any]") -> None:
    """Waits until the stack holds its data directory, or could not."""
    if embedded is not None:
        held = asyncio.ensure_future(embedded.held.wait())
        await asyncio.wait([held, starting], return_when=asyncio.FIRST_COMPLETED)
        held.cancel()
    if starting.done():
        await starting


async def _until_ready(launched: Launch) -> None:
    loop = asyncio.get_running_loop()
    until, answers = loop.time() + READY_S, answers_at(launched.http + "/health/ready")
    while loop.time() < until:
        try:
            if launched.working() and await answers():
                return
        except OSError:
            pass
        await asyncio.sleep(0.05)
    logs = launched.data_dir / "logs"
    raise Failure(f"the platform did not become ready within {READY_S:.0f} s; its logs are in {logs}")
