"""How does a command read an event's data from a file? Judged as a record is, refused by its field.

The event itself will do, as it stands on a topic or among the examples: its `data` is what is meant.
"""

import errno
import json
import sys
from pathlib import Path
from typing import Any, TypeVar, cast

from cli.failure import bad_argument
from shared.events.catalogue import type_of
from shared.events.fields import EventModel
from shared.events.validate import InvalidData, from_json

M = TypeVar("M", bound=EventModel)


def event_in(file: Path, model: type[M]) -> M:
    """The data in `file` (`-`: stdin) as `model`; a failure that names the file and the field."""
    try:
        raw = read(file)
    except OSError as error:
        raise bad_argument(str(file), error.strerror or str(error)) from None
    try:
        return from_json(model, _data(raw, type_of(model.__name__)))
    except InvalidData as problem:
        raise bad_argument(str(file), str(problem)) from None
    except (ValueError, RecursionError):
        raise bad_argument(str(file), "is not JSON") from None


def read(file: Path) -> bytes:
    """What is in `file`, or comes on stdin (`-`), which whoever started us may have closed."""
    if str(file) != "-":
        return file.read_bytes()
    # Python has none then, whatever its types say; the descriptor may be another file's by now.
    if cast(object, sys.stdin) is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin.buffer.read()


def _data(raw: bytes, type_: str) -> bytes:
    """The `data` of the event that `raw` is; `raw` itself if it is none. No event here has such a field."""
    try:
        said: Any = json.loads(raw)
    except (ValueError, RecursionError):
        return raw
    if not isinstance(said, dict) or "data" not in said:
        return raw
    event = cast(dict[str, Any], said)
    if event.get("type", type_) != type_:
        raise InvalidData("type", f"is another event's: {type_} is wanted")
    return json.dumps(event["data"]).encode()
