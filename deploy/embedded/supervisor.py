"""How do the platform's processes keep running? What ends unasked or hangs is started again, loudly.

At the end they stop in reverse order, each in good order if it can within its time, else killed by its id.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from deploy.embedded import logs
from deploy.embedded.child import Child, Command
from deploy.embedded.errors import EmbeddedStackError

log = logging.getLogger(__name__)

Alive = Callable[[], Awaitable[bool]]
"""Is the process at work? An exception counts as no."""
Before = Callable[[Child], Awaitable[None]]
"""Makes ready what is started again; EmbeddedStackError while it may not be."""


@dataclass(frozen=True, slots=True)
class Patience:
    """All the times, in seconds."""

    first_restart: float = 0.5
    slowest_restart: float = 30.0
    steady: float = 60.0
    """Having run so long, a process is trusted again: its next restart is quick."""
    grace: float = 30.0
    """While it starts, a process needn't be alive yet."""
    check_every: float = 5.0
    failures: int = 3
    """So many checks in a row must fail before a process counts as hanging."""
    stop: float = 20.0


@dataclass(slots=True)
class Kept:
    """One process that is kept running."""

    child: Child
    alive: Alive | None
    owned: bool
    """Do we stop it at the end, or does whoever started it?"""
    before: Before | None = None
    restarts: int = 0
    watch: "asyncio.Task[None] | None" = field(default=None, repr=False)


class Supervisor:
    """An async context manager: inside it, everything kept is running."""

    def __init__(
        self,
        *,
        pid_files: Path | None = None,
        patience: Patience | None = None,
        log_limit: int = logs.LIMIT,
    ) -> None:
        """`pid_files`: where ids are noted, so that a later run finds what a killed one left.

        `log_limit`: bytes above which a process's log is put aside, while it runs.
        """
        self._pid_files = pid_files
        self._patience = patience or Patience()
        self._log_limit = log_limit
        self._kept: list[Kept] = []

    def keep(self, command: Command, alive: Alive | None = None) -> Kept:
        """Starts a process now and keeps it running."""
        pid_file = self._pid_files / f"{command.name}.json" if self._pid_files else None
        child = Child(command, pid_file)
        child.start()
        return self._watch(Kept(child, alive, owned=True))

    def adopt(self, children: Sequence[Child], before: Before | None = None) -> None:
        """Keeps running what is running already and whose owner will stop it, after we are gone.

        `before`: asked before one is started again.
        """
        for child in children:
            self._watch(Kept(child, None, owned=False, before=before))

    async def stop(self) -> None:
        """Ends what was started here, the last first. Twice is once."""
        while self._kept:
            kept = self._kept.pop()
            if kept.watch:
                kept.watch.cancel()
                await asyncio.gather(kept.watch, return_exceptions=True)
            if kept.owned:
                await kept.child.stop(self._patience.stop)

    async def __aenter__(self) -> "Supervisor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _watch(self, kept: Kept) -> Kept:
        self._kept.append(kept)
        kept.watch = asyncio.create_task(self._keep_running(kept), name=f"watch {kept.child.command.name}")
        return kept

    async def _keep_running(self, kept: Kept) -> None:
        child, name = kept.child, kept.child.command.name
        pause = self._patience.first_restart
        while True:
            began = monotonic()
            why = await self._trouble(kept)
            if monotonic() - began >= self._patience.steady:
                pause = self._patience.first_restart
            log.error(
                "%s %s; starting it again in %.1f s; its log %s ends: %s",
                name, why, pause, child.command.log, logs.last_lines(child.command.log),
            )  # fmt: skip
            await child.stop(self._patience.stop)
            await self._keep_log_short(child)
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._patience.slowest_restart)
            while not await self._may_start(kept):
                await asyncio.sleep(pause)
                pause = min(pause * 2, self._patience.slowest_restart)
            child.start()
            kept.restarts += 1

    async def _may_start(self, kept: Kept) -> bool:
        """Is it ready to be started again? Why it is not, is said each time."""
        try:
            if kept.before:
                await kept.before(kept.child)
        except EmbeddedStackError as refusal:
            log.error("%s is not started again: %s", kept.child.command.name, refusal)
            return False
        return True

    async def _trouble(self, kept: Kept) -> str:
        """Waits until something is wrong, and says what."""
        began, failed, seen_alive = monotonic(), 0, False
        while True:
            if await kept.child.wait(self._patience.check_every):
                return f"ended unasked with {kept.child.exit_code}"
            await self._keep_log_short(kept.child)
            if kept.alive is None:
                continue
            if await self._answers(kept.alive):
                failed, seen_alive = 0, True
            elif seen_alive or monotonic() - began > self._patience.grace:
                failed += 1
            if failed >= self._patience.failures:
                return f"runs but hasn't been alive for {failed} checks"

    async def _keep_log_short(self, child: Child) -> None:
        try:
            await asyncio.to_thread(logs.cut_short, child.command.log, self._log_limit)
        except OSError as refusal:
            log.warning("the log %s cannot be put aside: %s", child.command.log, refusal)

    async def _answers(self, alive: Alive) -> bool:
        try:
            return await asyncio.wait_for(alive(), self._patience.check_every)
        except Exception:  # whatever keeps it from answering, it isn't answering
            return False


@contextlib.asynccontextmanager
async def stop_signals(asked: asyncio.Event | None = None) -> AsyncIterator[asyncio.Event]:
    """An event that SIGTERM or SIGINT (Ctrl-C) sets, instead of ending this process at once.

    `asked`: the event to set, where something else may ask to stop too.
    """
    asked = asked or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    try:
        yield asked
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
