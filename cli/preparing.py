"""How does `up` prepare what it runs on? In a process that ends: what only that reads is not kept for months.

It reads its code while the servers start, and is then told where they are.
"""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.failure import Failure
from cli.platform import Platform
from deploy.embedded.child import LEASH
from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class Preparing:
    """The process that prepares, waiting to be told."""

    _process: Process
    _telling: int

    async def done(
        self, platform: Platform, settings: Settings, replication: int, calendar: Path | None
    ) -> float | None:
        """How far the platform's clock is from the machine's, if it is; Failure says what forbids a start."""
        task = {
            "http": platform.http,
            "kafka": platform.kafka,
            "databases": dict(platform.databases),
            "clock": settings.model_dump(mode="json", include={"now", "clock_offset_seconds"}),
            "replication": replication,
            "calendar": str(calendar) if calendar else None,
        }
        with os.fdopen(os.dup(self._telling), "w", encoding="utf-8") as file:
            json.dump(task, file)
            file.write("\n")
        said, _ = await self._process.communicate()
        if self._process.returncode:
            ended = f"the process that does it ended with {self._process.returncode}, for what it says above"
            raise Failure(f"the platform could not be prepared: {ended}")
        found: dict[str, Any] = json.loads(said)
        if "failure" in found:
            raise Failure(found["failure"], found["code"])
        return found["offset"]


@asynccontextmanager
async def preparing() -> AsyncGenerator[Preparing]:
    """The process, started; ended at the latest with the block, or with us."""
    reading, telling = os.pipe()
    leash = [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), str(int(signal.SIGKILL)), "-"]
    try:
        process = await asyncio.create_subprocess_exec(
            *leash, sys.executable, "-m", "cli.before_start", str(reading),
            # Stdin stays ours, for a calendar that comes from there; what it logs goes where ours does.
            pass_fds=(reading,), stdout=PIPE, start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(reading)
    try:
        yield Preparing(process, telling)
    finally:
        os.close(telling)
        if process.returncode is None:
            process.kill()
        await process.wait()
