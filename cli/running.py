"""How does the platform run on one machine? Embedded servers, prepared, and its own processes, watched."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from cli.by_port import noted
from cli.failure import Failure
from cli.free_port import must_be_free
from cli.launching import Launch, launch, settings_file_of
from cli.platform import FILE, Platform
from cli.preparing import preparing
from cli.servers import embedded_for, started
from deploy.embedded.liveness import answers_at
from deploy.embedded.lock import locked, visiting
from deploy.embedded.orphans import end_leftovers
from deploy.embedded.passing import passing, remove_forsaken
from deploy.embedded.ports import Ports
from deploy.embedded.stack import EmbeddedStack
from deploy.embedded.supervisor import Supervisor
from deploy.embedded.to_its_end import to_its_end
from shared.settings import Settings

READY_S = 90.0


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    ephemeral: bool = False,
    found_in: Path | None = None,
    brokers: int = 1,
    workers: int = 1,
    calendar: Path | None = None,
) -> AsyncGenerator[Platform]:
    """The platform, ready; stopped in good order at the end of the block.

    `ephemeral`: in a directory of its own that is gone afterwards. `found_in`: where its addresses stand
    instead of there, and nothing else of it. `calendar`: one to apply first, such as that of a year that has
    none yet.
    """
    async with AsyncExitStack() as stack:
        data_dir = await _home(stack, settings, ephemeral, found_in)
        found_in = found_in or data_dir
        embedded = embedded_for(settings, data_dir, brokers=brokers, keeps_log=not ephemeral)
        if embedded:
            stack.push_async_callback(embedded.stop)
        else:
            stack.callback(locked(data_dir).close)
        starting = asyncio.ensure_future(started(settings, embedded))
        stack.push_async_callback(_given_up, starting)
        # Before anything of this data directory is touched: is it ours alone?
        await _locked(embedded, starting)
        (found_in / FILE).unlink(missing_ok=True)
        await to_its_end(end_leftovers, data_dir / "processes")
        port = _free_port(settings, data_dir)
        stack.callback(settings_file_of(data_dir).unlink, missing_ok=True)
        supervisor = await stack.enter_async_context(Supervisor(pid_files=data_dir / "processes"))
        # The processes read their code while the servers start: on two cores that is a third of the time.
        async with preparing() as prepare:
            launched = launch(supervisor, settings, data_dir, port, workers)
            kafka, databases = await starting
            if embedded:
                supervisor.adopt(embedded.children, embedded.runs_again)
            platform = Platform(launched.http, kafka, databases)
            offset = await prepare.done(platform, settings, max(settings.replication, brokers), calendar)
        platform = replace(platform, clock_offset_seconds=offset or 0.0)
        profile = settings.profile or ("embedded" if embedded else "server")
        settings = settings.model_copy(update={"profile": profile})
        launched.go(platform, settings, offset)
        await _until_ready(launched)
        supervisor.keep(launched.later)
        path = platform.write(found_in)
        stack.callback(path.unlink, missing_ok=True)
        stack.enter_context(noted(port, found_in))
        yield platform


async def _home(stack: AsyncExitStack, settings: Settings, ephemeral: bool, found_in: Path | None) -> Path:
    """Where the data is kept; ours, and `found_in` too, until the stack is left."""
    if found_in:
        stack.enter_context(visiting(found_in))
    await asyncio.to_thread(remove_forsaken, "processes", "running")
    return stack.enter_context(passing()) if ephemeral else settings.data_dir.resolve()


def _free_port(settings: Settings, data_dir: Path) -> int:
    """The port to answer on; Failure if it is another's, who would be taken for us when he answers."""
    port = settings.port or Ports(data_dir / "http-port.json").take("http")
    must_be_free(settings.host, port)
    return port


async def _locked(embedded: EmbeddedStack | None, starting: "asyncio.Future[Any]") -> None:
    """Waits until the stack holds its data directory, or could not."""
    if embedded is not None:
        held = asyncio.ensure_future(embedded.held.wait())
        await asyncio.wait([held, starting], return_when=asyncio.FIRST_COMPLETED)
        held.cancel()
    if starting.done():
        await starting


async def _given_up(starting: "asyncio.Future[Any]") -> None:
    """Ends a start that is not done; what it has begun it ends itself, before anybody else does."""
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)


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
