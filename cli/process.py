"""`python -m cli.process KIND SERVICE…`: one process of a platform, as `up` starts it."""

import json
import os
import sys
from pathlib import Path
from threading import Event

from cli.launching import SETTINGS
from cli.processes import main, preload
from shared.settings import read_settings

POLL_S = 0.02

if __name__ == "__main__":
    kind, services = sys.argv[1], sys.argv[2:]
    preload(services)
    file, pause = Path(os.environ[SETTINGS]), Event()
    while not file.exists():
        pause.wait(POLL_S)
    os.environ.update(json.loads(file.read_text("utf-8")))
    main(kind, services, read_settings())
