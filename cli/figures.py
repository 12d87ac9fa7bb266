"""How are a form's figures printed on a shell? Under one head, in the order of the forms."""

from collections.abc import Mapping

NAMES = {
    "received": "tiếp nhận",
    "resolved": "giải quyết",
    "transferred": "chuyển",
    "awaiting_direction": "xin chỉ đạo",
    "pending": "đang giải quyết",
    "overdue": "quá hạn",
}
HEAD = "  ".join(NAMES.values())


def columns(row: Mapping[str, int]) -> str:
    """The figures of a row, each under its head."""
    return "  ".join(f"{row[name]:>{len(head)}}" for name, head in NAMES.items())


def sums(totals: Mapping[str, int]) -> str:
    """The totals in one line."""
    return "Tổng: " + ", ".join(f"{head} {totals[name]}" for name, head in NAMES.items())
