"""Can this be kept as the same JSON, in every database and on every topic? If not, which field can't?"""

import math
from collections.abc import Mapping
from typing import Any, cast

DEEPEST = 200
"""So many levels the quick parsers take."""


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


def keepable(value: Any) -> bool:
    """Is there nothing in `value` that can't be kept?"""
    try:
        refuse_unkeepable(value)
    except InvalidData:
        return False
    return True


def refuse_unkeepable(value: Any, path: tuple[str, ...] = ()) -> None:
    """InvalidData for what can't be kept: NUL, lone surrogates, numbers past 64 bits, what is too deep."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise InvalidData(".".join(path) or "data", "must not contain NUL or a lone surrogate")
    elif (isinstance(value, float) and not math.isfinite(value)) or (
        isinstance(value, int) and abs(value) >= 2**63
    ):
        raise InvalidData(".".join(path) or "data", "is too large a number")
    elif len(path) > DEEPEST:
        raise InvalidData(".".join(path[:2]), "is nested too deeply")
    elif isinstance(value, dict):
        for name, inner in cast(dict[Any, Any], value).items():
            refuse_unkeepable(name, path)
            refuse_unkeepable(inner, (*path, str(name)))
    elif isinstance(value, list):
        for place, inner in enumerate(cast(list[Any], value)):
            refuse_unkeepable(inner, (*path, str(place)))
