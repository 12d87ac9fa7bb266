"""How does a command read an event's data from a file? Judged as a record is, refused by its field."""

import sys
from pathlib import Path
from typing import TypeVar

from cli.failure import bad_argument
from shared.events.fields import EventModel
from shared.events.validate import InvalidData, from_json

M = TypeVar("M", bound=EventModel)


def event_in(file: Path, model: type[M]) -> M:
    """The data in `file` (`-`: stdin) as `model`; a failure that names the file and the field."""
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise bad_argument(str(file), error.strerror or str(error)) from None
    try:
        return from_json(model, raw)
    except InvalidData as problem:
        raise bad_argument(str(file), str(problem)) from None
    except (ValueError, RecursionError):
        raise bad_argument(str(file), "is not JSON") from None
