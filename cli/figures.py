"""How are a form's figures printed on a shell? Of which moment, under one head, in the order of the forms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

NAMES = {
    "received": "tiếp nhận",
    "resolved": "giải quyết",
    "transferred": "chuyển",
    "awaiting_direction": "xin chỉ đạo",
    "pending": "đang giải quyết",
    "overdue": "quá hạn",
}
HEAD = "  ".join(NAMES.values())


def moments(found: Mapping[str, Any]) -> str:
    """As of when they are; and known up to when, if that is earlier: what happened since is not in them.

    A list by all that is here (`known_until`) may have some of it.
    """
    said, as_of = f"tính đến {found['as_of']}", datetime.fromisoformat(found["as_of"])
    if "known_at" in found:
        if datetime.fromisoformat(found["known_at"]) < as_of:
            said += f", theo thông tin đã ghi nhận đến {found['known_at']}"
    elif found["known_until"] is None:
        said += ", chưa biết thông tin đã về đủ đến lúc nào"
    elif datetime.fromisoformat(found["known_until"]) < as_of:
        said += f", thông tin chỉ chắc chắn đủ đến {found['known_until']}"
    return said


def columns(row: Mapping[str, int]) -> str:
    """The figures of a row, each under its head."""
    return "  ".join(f"{row[name]:>{len(head)}}" for name, head in NAMES.items())


def sums(totals: Mapping[str, int]) -> str:
    """The totals in one line."""
    return "Tổng: " + ", ".join(f"{head} {totals[name]}" for name, head in NAMES.items())
