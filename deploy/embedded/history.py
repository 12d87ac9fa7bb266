"""From which base backups does the log lead on to its end? Each restore begins a new line of history.

What was copied on the old line after the point where the new one begins was put back itself: PostgreSQL
follows the newest line, on which that copy never was.
"""

import gzip
import re
import zlib
from collections.abc import Sequence
from pathlib import Path

from deploy.embedded.archive import Archive
from deploy.embedded.base_backup import BaseBackup
from deploy.embedded.errors import EmbeddedStackError

HISTORY = re.compile(r"([0-9A-F]{8})\.history\.gz")
LEFT = re.compile(r"^(\d+)\s+([0-9A-F]+/[0-9A-F]+)", re.MULTILINE)
"""A line of history that the newest comes from, and up to where."""


def leading_on(bases: Sequence[BaseBackup], archive: Archive) -> list[BaseBackup]:
    """Those of the bases that lie on the newest line of history in the archive, or before it begins."""
    newest = max((path for path in archive.log.glob("*") if HISTORY.fullmatch(path.name)), default=None)
    if newest is None:
        return list(bases)
    until = {int(line): _place(at) for line, at in _left(newest)}
    number = int(newest.name[:8], 16)

    def leads_on(base: BaseBackup) -> bool:
        line, end = base.end
        return line == number or _place(end) <= until.get(line, (-1, 0))

    return [base for base in bases if leads_on(base)]


def _left(history: Path) -> list[tuple[str, str]]:
    """The lines it comes from. Of a damaged file nothing is put back: PostgreSQL would pass over the line."""
    try:
        if found := LEFT.findall(gzip.decompress(history.read_bytes()).decode("utf-8", "replace")):
            return found
        why = "it names none"
    except (OSError, EOFError, zlib.error) as damage:
        why = str(damage)
    raise EmbeddedStackError(
        f"{history} can't be read ({why}), and the newest line of history begins there: put it back whole "
        f"(gzip of {history.stem} in pg_wal of the data it was kept from)"
    )


def _place(lsn: str) -> tuple[int, int]:
    """A place in the log, as PostgreSQL writes it: 0/2000028."""
    high, low = (int(part, 16) for part in lsn.split("/"))
    return high, low
