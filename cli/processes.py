"""What runs in each process? What its kind does, for the services named, until asked to stop."""

import asyncio
import importlib
from collections.abc import Mapping, Sequence

import uvloop

from cli.last_resort import end_by_then
from shared.observability import logging
from shared.settings import Settings

DOES: Mapping[str, str] = {
    "worker": "cli.working",
    "web": "cli.answering",
    "both": "cli.whole",
    "watch": "cli.watching",
}
"""Which module's `run` each kind is. Only that one is read: what the others need would take its memory."""


def preload(kind: str, services: Sequence[str]) -> None:
    """Reads the code that such a process will need, which takes a while."""
    importlib.import_module(DOES[kind])
    for service in services:
        importlib.import_module(f"services.{service}.main")


def main(kind: str, services: Sequence[str], settings: Settings) -> None:
    """Runs a process of `kind` (worker, web, both or watch) for the services."""
    name = "-".join(services) if 0 < len(services) < 3 else kind
    logging.configure(name, as_json=settings.log_as_json)
    # The quicker event loop: a fifth of what a busy worker does is waiting for sockets.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(importlib.import_module(DOES[kind]).run(services, settings))
        finally:
            # What was left undone is cancelled now, and waited for.
            end_by_then()
