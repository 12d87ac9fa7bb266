"""`python -m cli.process KIND SERVICE…`: one process of a platform, as `up` starts it."""

import json
import os
import sys
from pathlib import Path
from threading import Event

POLL_S = 0.02


def run(kind: str, services: list[str]) -> None:
    """Reads what it will need, waits for the settings, works."""
    # Not above: the process that writes workbooks is spawned from here, reads this module again, and needs
    # half of what a service does.
    from cli.launching import SETTINGS
    from cli.processes import main, preload
    from shared.settings import read_settings

    preload(kind, services)
    file, pause = Path(os.environ[SETTINGS]), Event()
    while not file.exists():
        pause.wait(POLL_S)
    os.environ.update(json.loads(file.read_text("utf-8")))
    main(kind, services, read_settings())


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2:])
