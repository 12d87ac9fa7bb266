"""Where does a run of tests keep what it writes? In memory, where the machine has plenty; else on its disk.

What servers flush is flushed all the same, as they are set up: it takes no disk's time. A killed run removes
nothing; the next one does, and knows by the lock on a folder whether somebody is there.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

PREFIX = "doithoai-tests-"
MEMORY = Path("/dev/shm")
PLENTY = 8 * 1024**3
"""Bytes that must be free: a run writes three, and its servers need as much."""


@contextmanager
def run_folder() -> Iterator[Path]:
    """A folder of our own for the block."""
    within = _within()
    _remove_forsaken(within)
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=within))
    held = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
        os.close(held)


def _within() -> Path:
    disk = Path(tempfile.gettempdir())
    if not os.access(MEMORY, os.W_OK):
        return disk
    found = os.statvfs(MEMORY)
    # Java maps what it unpacks, to run it.
    runs = not found.f_flag & os.ST_NOEXEC
    free = min(found.f_bavail * found.f_frsize, psutil.virtual_memory().available)
    return MEMORY if runs and free >= PLENTY else disk


def _remove_forsaken(within: Path) -> None:
    for home in within.glob(f"{PREFIX}*"):
        with suppress(OSError):  # another's, or in use
            held = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # What is just being made is empty until it is locked.
                if os.listdir(held):
                    shutil.rmtree(home)
            finally:
                os.close(held)
