"""Is a data directory ours alone? One process at a time holds the lock in it, until it ends or is killed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from deploy.embedded.errors import DataDirectoryInUse, EmbeddedStackError

NAME = "lock"
TRIES = 100
"""So often it may go as we take it: who leaves takes along what it made."""


def locked(data_dir: Path) -> TextIO:
    """The data directory, made if need be, ours alone until the file is closed.

    DataDirectoryInUse if it is another's.
    """
    for _ in range(TRIES):
        if lock := _taken(data_dir):
            return lock
    raise EmbeddedStackError(f"{data_dir} can be no data directory: what is made there does not stay")


@contextmanager
def visiting(data_dir: Path) -> Iterator[None]:
    """The data directory, ours alone for the block, then as it was found: what we made is removed again."""
    made = [folder for folder in (data_dir, *data_dir.parents) if not folder.exists()]
    fresh = not (data_dir / NAME).exists()
    lock = locked(data_dir)
    try:
        yield
    finally:
        if fresh:
            (data_dir / NAME).unlink(missing_ok=True)
        lock.close()
        for folder in made:
            try:
                folder.rmdir()
            except OSError:
                break  # not empty: somebody has found a use for it


def _taken(data_dir: Path) -> TextIO | None:
    """The lock, ours; None if it went as we took it: a file that is removed keeps nobody out."""
    path = data_dir / NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = path.open("a")  # to append: one that lies there stays as it is
    except FileNotFoundError:
        return None
    except OSError as refusal:
        raise EmbeddedStackError(f"{data_dir} can be no data directory: {refusal.strerror}") from refusal
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as taken:
        lock.close()
        raise DataDirectoryInUse(
            f"another process is running on {data_dir}: stop it, or take another data directory"
        ) from taken
    if path.exists() and os.path.samestat(os.fstat(lock.fileno()), path.stat()):
        return lock
    lock.close()
    return None
