"""A command of `doithoai` as an operator types it, on databases of a test's own."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cli.platform import Platform
from shared.clock import Clock


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


async def run(
    data_dir: Path, databases: Mapping[str, str], now: datetime, *arguments: str, http: str = ""
) -> Said:
    """Runs it where the platform of these databases, at this moment, keeps its addresses."""
    Platform(http, "", databases, (now - Clock().now()).total_seconds()).write(data_dir)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", *arguments,
        env=os.environ | {"DOITHOAI_DATA_DIR": str(data_dir)}, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return Said(process.returncode or 0, out.decode(), err.decode())
