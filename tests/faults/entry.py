"""`python -m tests.faults.entry SERVICE`: one service, whole, as `doithoai serve` runs it, for the campaign.

Fail points, a short session and a mutant are put in here, from outside; the product's code knows none.
"""

import importlib
import json
import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import uvloop

from cli.processes import main, preload
from shared import clock
from shared.messaging import broker, consumer, leader
from shared.settings import read_settings
from tests.faults import points

POINTS = "FAULTS_POINTS"
"""Names the folder in which this process's fail point is armed."""
MUTANT = "FAULTS_MUTANT"
"""Names the module of the mutant that this process is."""
WIRES = "FAULTS_WIRES"
"""Says over which port of the campaign's network this process reaches which: JSON, from one to the other."""
CLOCK = "FAULTS_CLOCK"
"""By how many seconds the clock of this process's machine is ahead of the others'."""
SESSION_MS = 6_000
"""How long a silent consumer keeps its partitions here: the shortest that Kafka allows, instead of 45 s."""
FROZEN_S = 5.0
"""How long a silent leader keeps its lead here, instead of 15 s."""


def enter(service: str) -> None:
    """Patches this process and becomes the service, until it is stopped or killed."""
    preload("both", [service])
    machine_ahead(float(os.environ.get(CLOCK) or 0))
    settings = read_settings()
    consumer.SESSION_MS, broker.NEW_TOPICS_SEEN_MS = SESSION_MS, 5_000
    leader.FROZEN_S = FROZEN_S
    go_over({int(port): over for port, over in json.loads(os.environ.get(WIRES, "{}")).items()})
    if mutant := os.environ.get(MUTANT):
        importlib.import_module(mutant).apply(setattr)
    points.install(Path(os.environ[POINTS]) / f"{service}-{settings.replica}", service)
    main("both", [service], settings)


def machine_ahead(seconds: float) -> None:
    """The machine's clock, as this process reads it, is amiss by so much."""
    amiss = timedelta(seconds=seconds)
    right = clock.datetime
    machine = SimpleNamespace(now=lambda zone: right.now(zone) + amiss, combine=right.combine)
    patch.object(clock, "datetime", machine).start()


def go_over(wires: Mapping[int, int]) -> None:
    """Connections to these ports are made to the others: the servers tell their own to whoever asks them."""
    real = uvloop.Loop.create_connection

    async def connect(self: Any, factory: Any, host: Any = None, port: Any = None, **named: Any) -> Any:
        return await real(self, factory, host, wires.get(port, port), **named)

    patch.object(uvloop.Loop, "create_connection", connect).start()


if __name__ == "__main__":
    enter(sys.argv[1])
