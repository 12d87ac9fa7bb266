"""How is a process of ours started, watched and ended? On a leash, with log and pid file, by its own id."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import psutil

from deploy.embedded.logs import open_log

LEASH = Path(__file__).with_name("leash.py")
POLL = 0.05

# The kernel ties a child to the *thread* that forked it. This one lives as long as the process.
_forker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="forker")


@dataclass(frozen=True, slots=True)
class Command:
    """What to run and how to end it."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] | None = None
    owner: tuple[int, int] | None = None
    """User and group id to run as; None: ours."""
    stop_signal: signal.Signals = signal.SIGTERM
    """Asks it to end in good order, at `stop` and when the parent is killed."""
    cwd: Path | None = None


@dataclass(slots=True)
class Child:
    """One running process."""

    command: Command
    pid_file: Path | None = None
    """Where its id is kept for a later run to find, should this one be killed."""
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        """Starts it; what goes wrong afterwards shows in its log and its exit code."""
        with open_log(self.command.log) as log:
            self._process = _forker.submit(self._fork, log.fileno()).result()
        if self.pid_file:
            created = psutil.Process(self._process.pid).create_time()
            note = {"pid": self.pid, "created": created, "argv": list(self.command.argv),
                    "stop_signal": int(self.command.stop_signal)}  # fmt: skip
            self.pid_file.parent.mkdir(parents=True, exist_ok=True)
            self.pid_file.write_text(json.dumps(note), encoding="utf-8")

    def _fork(self, log: int) -> "subprocess.Popen[bytes]":
        command = self.command
        owner = f"{command.owner[0]}:{command.owner[1]}" if command.owner else "-"
        leash = [sys.executable, "-I", "-S", str(LEASH)]
        return subprocess.Popen(
            [*leash, str(os.getpid()), str(int(command.stop_signal)), owner, *command.argv],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=command.cwd,
            env=dict(command.env) if command.env is not None else None,
            # Its own session: a Ctrl-C in the terminal reaches us alone, and we end the children in order.
            start_new_session=True,
        )  # fmt: skip

    @property
    def pid(self) -> int:
        """The process id; -1 before the first start."""
        return self._process.pid if self._process else -1

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll() if self._process else None

    @property
    def running(self) -> bool:
        """Has it been started and not ended?"""
        return self._process is not None and self.exit_code is None

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal if it still runs."""
        if self._process is not None:
            self._process.send_signal(number)

    async def wait(self, limit: float) -> bool:
        """Has it ended within `limit` seconds?"""
        until = monotonic() + limit
        while True:
            if not self.running or monotonic() >= until:
                return not self.running
            # It ends in no loop of ours, and wakes nobody.
            await asyncio.sleep(POLL)

    async def stop(self, limit: float) -> None:
        """Asks it to end, waits `limit` seconds, kills it by its id."""
        self.signal(self.command.stop_signal)
        if not await self.wait(limit):
            self.signal(signal.SIGKILL)
            await self.wait(limit)
        if self.pid_file:
            self.pid_file.unlink(missing_ok=True)
