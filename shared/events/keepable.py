"""Can this be kept as the same JSON, in every database and on every topic? If not, which field can't?"""

import math
from collections.abc import Mapping
from itertools import chain
from typing import Any, cast

DEEPEST = 200
"""So many levels the quick parsers take."""
LARGEST = 2**63 - 1


class InvalidData(ValueError):
    """The data is not what the contract asks; `field` is its path, such as `business.kind`.

    `kind` and `context` are pydantic's own names for what is wrong, for whoever says it in other words.
    """

    def __init__(
        self, field: str, detail: str, kind: str = "value_error", context: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(f"{field}: {detail}")
        self.field = field
        self.detail = detail
        self.kind = kind
        self.context = context or {}


def refuse_unkeepable_text(text: str) -> None:
    """ValueError for what no database or page can carry (NUL, lone surrogates); it says which."""
    if "\x00" in text:
        raise ValueError("must not contain NUL")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            # UTF-8 refuses nothing else; asking it is ten times quicker than looking at each letter.
            raise ValueError("must not contain a lone surrogate") from None


def keepable(value: Any) -> bool:
    """Is there nothing in `value` that can't be kept? Asked of each depth at once, all of a kind together."""
    depth, level = 0, [value]
    while level:
        below: list[Any] = []
        kinds: set[type[Any]] = set(map(type, level))
        for kind in kinds:
            alike = level if len(kinds) == 1 else [each for each in level if type(each) is kind]
            if issubclass(kind, str):
                if not _keepable_text("".join(alike)):
                    return False
            elif depth > DEEPEST:
                return False
            elif issubclass(kind, float):
                if not all(map(math.isfinite, alike)):
                    return False
            elif issubclass(kind, int):
                if max(alike) > LARGEST or min(alike) < -LARGEST:
                    return False
            elif issubclass(kind, dict):
                below += chain.from_iterable(alike)
                below += chain.from_iterable(each.values() for each in alike)
            elif issubclass(kind, list):
                below += chain.from_iterable(alike)
        depth, level = depth + 1, below
    return True


def refuse_unkeepable(value: Any) -> None:
    """InvalidData for what can't be kept: NUL, lone surrogates, numbers past 64 bits, what is too deep."""
    if not keepable(value):
        _refuse(value, [])


def _refuse(value: Any, path: list[str]) -> None:
    """Finds the first that can't be kept, in the order in which it was written."""
    if isinstance(value, str):
        try:
            refuse_unkeepable_text(value)
        except ValueError as problem:
            raise InvalidData(".".join(path) or "data", str(problem)) from None
    elif (isinstance(value, float) and not math.isfinite(value)) or (
        isinstance(value, int) and abs(value) > LARGEST
    ):
        raise InvalidData(".".join(path) or "data", "is too large a number")
    elif len(path) > DEEPEST:
        raise InvalidData(".".join(path[:2]), "is nested too deeply")
    elif isinstance(value, dict):
        for name, inner in cast(dict[Any, Any], value).items():
            _refuse(name, path)
            _refuse_within(inner, str(name), path)
    elif isinstance(value, list):
        for place, inner in enumerate(cast(list[Any], value)):
            _refuse_within(inner, str(place), path)


def _refuse_within(value: Any, step: str, path: list[str]) -> None:
    path.append(step)
    _refuse(value, path)
    path.pop()


def _keepable_text(text: str) -> bool:
    try:
        refuse_unkeepable_text(text)
    except ValueError:
        return False
    return True
