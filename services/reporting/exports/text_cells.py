"""How does text from outside get into a workbook? As text and nothing else: no formula, no broken
file, always NFC."""

import re
import unicodedata
from typing import Any

from openpyxl.cell import Cell

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_LONGEST = 32_767
"""What a cell can hold."""


def safe_text(text: str) -> str:
    """`text` as XML and a cell can carry it: what they can't is replaced where one sees it, never
    dropped in silence."""
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    written = unicodedata.normalize("NFC", _UNWRITABLE.sub(_REPLACEMENT, joined))
    return written if len(written) <= _LONGEST else written[: _LONGEST - 1] + "…"


def write_text(cell: Cell, text: str) -> None:
    """Writes text that stays text: openpyxl takes what begins with '=' for a formula, a person's
    spreadsheet more."""
    cell.value = safe_text(text)
    cell.data_type = "s"
    if text[:1] in ("=", "+", "-", "@", "\t"):
        # The spreadsheet's own mark for text, so that editing the cell doesn't make a formula of it.
        quoted: Any = cell
        quoted.quotePrefix = True
