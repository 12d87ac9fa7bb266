"""From which base backups does the log lead on to its end? Each restore begins a new line of history.

What was copied on the old line after the point where the new one begins was put back itself: PostgreSQL
follows the newest line, on which that copy never was.
"""

import gzip
import json
import re
from collections.abc import Sequence

from deploy.embedded.archive import Archive
from deploy.embedded.base_backup import BaseBackup

HISTORY = re.compile(r"([0-9A-F]{8})\.history\.gz")
LEFT = re.compile(r"^(\d+)\s+([0-9A-F]+/[0-9A-F]+)", re.MULTILINE)
"""A line of history that the newest comes from, and up to where."""


def leading_on(bases: Sequence[BaseBackup], archive: Archive) -> list[BaseBackup]:
    """Those of the bases that lie on the newest line of history in the archive, or before it begins."""
    newest = max((path for path in archive.log.glob("*") if HISTORY.fullmatch(path.name)), default=None)
    if newest is None:
        return list(bases)
    said = gzip.decompress(newest.read_bytes()).decode("utf-8", "replace")
    until = {int(line): _place(at) for line, at in LEFT.findall(said)}
    number = int(newest.name[:8], 16)

    def leads_on(base: BaseBackup) -> bool:
        copied = json.loads((base.path / "backup_manifest").read_text("utf-8"))["WAL-Ranges"][0]
        line = copied["Timeline"]
        return line == number or _place(copied["End-LSN"]) <= until.get(line, (-1, 0))

    return [base for base in bases if leads_on(base)]


def _place(lsn: str) -> tuple[int, int]:
    """A place in the log, as PostgreSQL writes it: 0/2000028."""
    high, low = (int(part, 16) for part in lsn.split("/"))
    return high, low
