"""A whole platform of its own for each journey, run as an operator runs it: `doithoai up` in a process."""

import json
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

READY_S = 90
STOP_S = 40


@dataclass
class Run:
    """A command that ended."""

    code: int
    out: str
    err: str


@dataclass
class Shell:
    """The shell beside a running platform."""

    data_dir: Path

    def run(self, *arguments: str, given: str | None = None) -> Run:
        """Runs a command of `doithoai` against this platform."""
        done = subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            env={**os.environ, "DOITHOAI_DATA_DIR": str(self.data_dir)},
            input=given, capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        return Run(done.returncode, done.stdout, done.stderr)

    def said(self, *arguments: str, given: str | None = None) -> Any:
        """What a command prints as JSON; it must end well."""
        done = self.run(*arguments, "--json", given=given)
        assert done.code == 0, done.err or done.out
        return json.loads(done.out)

    @property
    def addresses(self) -> dict[str, Any]:
        return json.loads((self.data_dir / "platform.json").read_text("utf-8"))


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
