"""How long may a log become? At its limit it is cut short under the process that writes it, which goes on."""

import os
from pathlib import Path
from typing import BinaryIO

LIMIT = 20_000_000
"""Bytes above which a log is put aside, and so many of its end are kept there."""
CHUNK = 1_000_000
END = 64 * 1024
"""So much of a log is read to see how it ends."""


def open_log(path: Path) -> BinaryIO:
    """The log, opened to append: whoever writes so goes on at the new end of a log that was cut short."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("ab")


def cut_short(path: Path, limit: int = LIMIT) -> None:
    """Copies a longer log to `.1`, its last `limit` bytes at most, and lets it begin anew, as the same file.

    A line that is written between the last look for more and the cut, in some microseconds, is lost.
    """
    if not path.exists() or path.stat().st_size <= limit:
        return
    with path.open("r+b", buffering=0) as log, path.with_name(path.name + ".1").open("wb") as aside:
        log.seek(-limit, os.SEEK_END)
        while some := log.read(CHUNK):
            aside.write(some)
            aside.flush()
        log.truncate(0)


def last_lines(path: Path, count: int = 3) -> str:
    """The end of a log on one line, for an error message."""
    if not path.exists():
        return ""
    with path.open("rb") as log:
        log.seek(-min(END, path.stat().st_size), os.SEEK_END)
        lines = log.read().decode("utf-8", "replace").splitlines()
    return " | ".join(line.strip() for line in lines[-count:])
