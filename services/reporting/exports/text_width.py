"""How many lines does a text take in a column? Broken at spaces as a spreadsheet does, by the widths of Times
New Roman, since a row's height is fixed before anybody opens the file.
"""

from functools import lru_cache
from math import ceil
from unicodedata import decomposition

DIGIT = 500
"""How wide a digit is, in thousandths of the type's size: columns are counted in digits."""
_CELL_PADDING = 320
_BOLD = 1.08
_WIDE = 1.08
"""Spreadsheets measure a little differently: better a line too many than a text that is cut."""
_SPACE = 250
_UNKNOWN = 760
_LETTERS = {
    **dict.fromkeys("|", 200), **dict.fromkeys(" .,\u00a0", 250), **dict.fromkeys("ijlt:;/\\", 278),
    **dict.fromkeys("frI!()[]-'`", 333), **dict.fromkeys("sJ", 389), **dict.fromkeys("aceăâêz?\"“”", 444),
    **dict.fromkeys("bdđghknopquvxy0123456789_#$*–ôơư", 500), **dict.fromkeys("+<=>^~{}", 564),
    **dict.fromkeys("FPS", 556), **dict.fromkeys("ELTZ", 611), **dict.fromkeys("BCR", 667),
    **dict.fromkeys("wADĐGHKNOQUVXY", 722), **dict.fromkeys("m&", 778), **dict.fromkeys("%", 833),
    **dict.fromkeys("M", 889), **dict.fromkeys("W@—…", 960),
}  # fmt: skip


def lines(text: str, digits: float, *, bold: bool = False) -> int:
    """How many lines `text` takes where `digits` digits fit."""
    room = digits * DIGIT - _CELL_PADDING
    heavier = _WIDE * (_BOLD if bold else 1.0)
    return sum(_wrapped(part, room / heavier) for part in text.split("\n"))


def _wrapped(text: str, room: float) -> int:
    taken, used = 1, 0.0
    for word in text.split(" "):
        width = _width(word)
        if used and used + _SPACE + width > room:
            taken, used = taken + 1, 0.0
        if width > room:
            # A word that fits on no line is broken wherever it ends.
            more = ceil((used + width) / room) - 1
            taken, used = taken + more, used + width - more * room
        else:
            used += width + (_SPACE if used else 0)
    return taken


@lru_cache(maxsize=16_384)
def _width(word: str) -> int:
    return sum(_letter(letter) for letter in word)


@lru_cache(maxsize=2_048)
def _letter(letter: str) -> int:
    """A letter with marks is as wide as the letter without."""
    while (
        letter not in _LETTERS and (parts := decomposition(letter).split()) and not parts[0].startswith("<")
    ):
        letter = chr(int(parts[0], 16))
    return _LETTERS.get(letter, _UNKNOWN)
