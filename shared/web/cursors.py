"""Where does the next page of a list begin? An opaque cursor that holds the last row's place."""

import base64
import binascii

import msgspec

from shared.web.problems import bad_parameter


def encode(*place: str | int) -> str:
    """The cursor behind the row at `place`."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def decode(cursor: str | None, length: int) -> tuple[str | int, ...] | None:
    """The place in `cursor` (of `length` parts), None without one; a problem if it was not ours."""
    if not cursor:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        place = msgspec.json.decode(raw, type=list[str | int])
    except (binascii.Error, ValueError):
        raise bad_parameter("cursor", "không phải là con trỏ trang của hệ thống") from None
    if len(place) != length:
        raise bad_parameter("cursor", "không phải là con trỏ trang của danh sách này")
    return tuple(place)
