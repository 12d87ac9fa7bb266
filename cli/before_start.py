"""What must be so before the platform starts? `python -m cli.before_start FD`, told on that what to look at.

Topics and tables are there, databases and topics agree, the running year has a calendar; and it is known how
far the platform's clock is from the machine's.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cli.agreeing import agreed
from cli.covering import covered
from cli.failure import Failure, unreachable
from cli.platform import Platform
from cli.recorded import latest
from cli.setup import prepare
from shared.clock import Clock
from shared.observability import logging
from shared.settings import Settings


def main(told_on: int) -> None:
    """Says as JSON how far the clock is ahead, or what forbids a start."""
    logging.configure("up")
    with os.fdopen(told_on, encoding="utf-8") as file:
        line = file.readline()
    if not line:
        sys.exit(1)  # whoever started us has gone
    try:
        said = {"offset": asyncio.run(_made_ready(json.loads(line)))}
    except Failure as failure:
        said = {"failure": str(failure), "code": failure.code}
    except Exception as error:
        told = unreachable(error)
        if told is None:
            raise
        said = {"failure": told, "code": 1}
    print(json.dumps(said))


async def _made_ready(task: Mapping[str, Any]) -> float | None:
    platform = Platform(task["http"], task["kafka"], task["databases"])
    await prepare(platform.kafka, platform.databases, task["replication"])
    offset = await _clock_offset(Settings(**task["clock"]), platform.databases)
    platform = replace(platform, clock_offset_seconds=offset or 0.0)
    # Before anybody writes: was a database put back, and its topic not?
    await agreed(platform.kafka, platform.databases)
    if task["calendar"] is not None:
        # Seldom: it reads the whole service.
        from cli.calendar import apply_at_start

        await apply_at_start(platform, Path(task["calendar"]))
    await covered(platform)
    return offset


async def _clock_offset(settings: Settings, databases: Mapping[str, str]) -> float | None:
    """How far the processes' clocks are from the machine's; never behind what the platform has seen."""
    machine, clock = Clock(), settings.clock()
    for moment in await asyncio.gather(*(latest(*each) for each in databases.items())):
        if moment is not None:
            clock.not_before(moment)
    offset = (clock.now() - machine.now()).total_seconds()
    return offset if abs(offset) > 1e-3 else None


if __name__ == "__main__":
    main(int(sys.argv[1]))
