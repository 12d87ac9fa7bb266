"""`python -m tests.faults.entry SERVICE`: one service, whole, as `doithoai serve` runs it, for the campaign.

Fail points, a short session and a mutant are put in here, from outside; the product's code knows none.
"""

import importlib
import os
import sys
from pathlib import Path

from cli.processes import main, preload
from shared.messaging import consumer
from shared.settings import read_settings
from tests.faults import points

POINTS = "FAULTS_POINTS"
"""Names the folder in which this process's fail point is armed."""
MUTANT = "FAULTS_MUTANT"
"""Names the module of the mutant that this process is."""
SESSION_MS = 6_000
"""How long a silent consumer keeps its partitions here: the shortest that Kafka allows, instead of 45 s."""


def enter(service: str) -> None:
    """Patches this process and becomes the service, until it is stopped or killed."""
    preload([service])
    settings = read_settings()
    consumer.SESSION_MS, consumer.NEW_TOPICS_SEEN_MS = SESSION_MS, 5_000
    if mutant := os.environ.get(MUTANT):
        importlib.import_module(mutant).apply(setattr)
    points.install(Path(os.environ[POINTS]) / f"{service}-{settings.replica}", service)
    main("both", [service], settings)


if __name__ == "__main__":
    enter(sys.argv[1])
