"""Where does a run keep what nobody needs afterwards? In a directory of its own, which goes with it.

A killed run removes nothing. The next one does; by the lock on a directory it knows if somebody is there.
"""

import fcntl
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deploy.embedded.orphans import end_leftovers

log = logging.getLogger(__name__)

PREFIX = "doithoai-ephemeral-"


@contextmanager
def passing() -> Iterator[Path]:
    """A directory of our own for the block."""
    home = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
    held = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
        os.close(held)


def remove_forsaken(*pid_files: str) -> int:
    """Removes what killed runs left, after ending what still runs of them; how many they were.

    `pid_files`: the folders in such a directory where processes are noted.
    """
    removed = 0
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # another's, or gone meanwhile
            removed += _removed(home, pid_files)
    return removed


def _removed(home: Path, pid_files: tuple[str, ...]) -> bool:
    held = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        # What is just being made is empty until it is locked.
        if os.fstat(held).st_uid != os.geteuid() or not os.listdir(held):
            return False
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        log.warning("removing %s, left over from a killed run", home)
        for notes in pid_files:
            end_leftovers(home / notes)
        shutil.rmtree(home)
        return True
    finally:
        os.close(held)
