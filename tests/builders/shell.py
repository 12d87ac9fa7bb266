"""The shell beside a platform: a command of `doithoai` as an operator types it, and what it says."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cli.platform import Platform
from shared.clock import Clock


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


def beside(data_dir: Path, databases: Mapping[str, str], now: datetime) -> Shell:
    """A shell beside a platform that is no more than these databases, at this moment."""
    Platform("", "", databases, (now - Clock().now()).total_seconds()).write(data_dir)
    return Shell(data_dir)
