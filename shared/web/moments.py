"""At which moment is a question asked? `as_of` and `known_at` as parameters of a URL."""

from datetime import datetime

from shared.events.fields import parse_moment
from shared.web.problems import bad_parameter


def parse_moment_param(text: str | None, name: str, default: datetime) -> datetime:
    """The moment in `text`, `default` without one; a problem that names the parameter if it is none.

    A `+` that a URL turned into a space is read as the plus it was.
    """
    if text is None or text == "":
        return default
    try:
        return parse_moment(text.strip().replace(" ", "+"))
    except (ValueError, OverflowError):
        raise bad_parameter(
            name, "phải là thời điểm RFC 3339 có múi giờ, ví dụ 2024-06-21T17:00:00+07:00"
        ) from None
