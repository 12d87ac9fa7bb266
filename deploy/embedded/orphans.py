"""What did a killed run leave behind? Each process of the pid files, ended by its id if surely ours."""

import json
import logging
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

log = logging.getLogger(__name__)

SAME_START = 2.0
"""Seconds that two readings of one process's start may differ: the machine's clock is adjusted in between."""
PATIENCE = 10.0


def end_leftovers(pid_files: Path) -> int:
    """Ends what still runs of an earlier run and forgets it; how many that were."""
    ended = 0
    for pid_file in sorted(pid_files.glob("*.json")):
        note = _read(pid_file)
        process = _ours(note) if note else None
        if note and process:
            log.warning("ending %s (process %d), left over from a killed run", pid_file.stem, process.pid)
            _end(process, signal.Signals(note["stop_signal"]))
            ended += 1
        pid_file.unlink()
    return ended


def _read(pid_file: Path) -> dict[str, Any] | None:
    try:
        return json.loads(pid_file.read_text(encoding="utf-8"))
    except ValueError:
        return None  # the run was killed while it wrote the file


def end_holder(lock: Path, argv: Sequence[str], stop_signal: signal.Signals) -> None:
    """Frees a server's own lock file, whose first line is a process id.

    A live process of that id is ended if it runs `argv`. Any other, or one that is dead but not yet reaped,
    only looks as if it held the lock; where nobody reaps orphans it would look so for ever.
    """
    try:
        pid = int(lock.read_text(encoding="utf-8").split()[0])
        created = psutil.Process(pid).create_time()
    except (OSError, ValueError, IndexError, psutil.Error):
        pid = created = 0
    if process := _ours({"pid": pid, "created": created, "argv": argv}):
        log.warning("ending %s (process %d), left over from a killed run", argv[0], process.pid)
        _end(process, stop_signal)
    lock.unlink(missing_ok=True)


def _ours(note: dict[str, Any]) -> psutil.Process | None:
    """The process of the note, unless its id has gone to another since."""
    try:
        process = psutil.Process(note["pid"])
        same_start = abs(process.create_time() - note["created"]) <= SAME_START
        same_command = set(note["argv"][1:]) <= set(process.cmdline())
        running = process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return None
    return process if same_start and same_command and running else None


def _end(process: psutil.Process, gently: signal.Signals) -> None:
    try:
        process.send_signal(gently)
        process.wait(PATIENCE)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(PATIENCE)
    except psutil.NoSuchProcess:
        pass
