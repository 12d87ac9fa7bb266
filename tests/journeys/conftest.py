"""A whole platform of its own for each journey, run as an operator runs it: `doithoai up` in a process."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.builders.shell import Shell

READY_S = 90
STOP_S = 40


@dataclass
class Up(Shell):
    """A running platform of our own, and the shell beside it."""

    http: str
    process: "subprocess.Popen[str]"

    def get(self, path: str, **parameters: Any) -> Any:
        """What the platform answers, as JSON; it must not refuse."""
        return httpx.get(self.http + path, params=parameters, timeout=30).raise_for_status().json()

    def stop(self) -> int:
        """Stops it as Ctrl-C does; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_S)


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Callable[..., Up]]:
    """Starts platforms: `up(now="2025-03-03T09:00:00+07:00")`; what still runs at the end is stopped."""
    started: list[Up] = []

    def start(
        now: str | None = None, data_dir: Path | None = None, *, ephemeral: bool = False, **settings: str
    ) -> Up:
        where = data_dir or tmp_path / f"platform-{len(started)}"
        env = {**os.environ, **settings} | ({"DOITHOAI_NOW": now} if now else {})
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "cli", "up", "--port", "0", "--data-dir", str(where)),
                *(["--ephemeral"] if ephemeral else []),
            ],
            env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert process.stdout
        line = process.stdout.readline()
        if not line.startswith("ready "):
            process.kill()
            logs = "".join(path.read_text("utf-8", "replace")[-2000:] for path in where.glob("logs/*.log"))
            pytest.fail(f"the platform did not start: {line}\n{logs}")
        started.append(Up(where, line.split()[1], process))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.stop()
