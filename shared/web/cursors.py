"""Where does the next page of a list begin? An opaque cursor: the last row's place, and which list it is of.

What it carries besides, such as a total, is true of what was asked for then: it goes on with that list alone.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from shared.web.problems import Problem, bad_parameter


def encode(asked: Sequence[Any], *place: str | int) -> str:
    """The cursor behind the row at `place` of the list that was `asked` for, by its filters."""
    return base64.urlsafe_b64encode(msgspec.json.encode((_mark(asked), *place))).decode().rstrip("=")


def decode(cursor: str | None, asked: Sequence[Any], length: int) -> tuple[str | int, ...] | None:
    """The place in `cursor` (of `length` parts), None without one; a problem if it is not of this list."""
    if not cursor:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        mark, *place = msgspec.json.decode(raw, type=list[str | int])
    except (binascii.Error, ValueError):
        raise bad_parameter("cursor", "không phải là con trỏ trang của hệ thống") from None
    if mark != _mark(asked) or len(place) != length:
        raise of_another_list()
    return tuple(place)


def of_another_list() -> Problem:
    """The cursor is none of ours, or was made for other filters."""
    return bad_parameter("cursor", "không phải là con trỏ trang của danh sách này")


def _mark(asked: Sequence[Any]) -> str:
    return hashlib.blake2b(msgspec.json.encode(asked), digest_size=6).hexdigest()
