"""How is it told at a shell why something is due? One sentence, then each day counted and each skipped."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from shared.working_days.explanation import day_month, full_day


def lines(explanation: dict[str, Any]) -> Iterator[str]:
    """The lines of an explanation as the platform gives it."""
    yield explanation["sentence"]
    counted_from = f"{_day(explanation['counted_from'])}, {explanation['counted_from_is']}"
    yield f"đếm từ {counted_from} (không tính ngày này); lịch phiên bản {explanation['calendar_version']}"
    days = explanation["days"]
    counted = [f"{each['ordinal']}) {_short(each)}" for each in days if each["counted"]]
    skipped = [_short(each) for each in days if not each["counted"]]
    if counted:
        yield f"tính: {', '.join(counted)}"
    if skipped:
        yield f"không tính: {', '.join(skipped)}"


def moves(told: Sequence[dict[str, Any]]) -> Iterator[str]:
    """How it came to be due that day, if it was ever due another or somebody else's."""
    if len(told) < 2:
        return
    for each in told:
        due = _day(each["due_on"])
        way = due if each["from"] in (None, each["due_on"]) else f"{_day(each['from'])} → {due}"
        version = f"lịch phiên bản {each['calendar_version']}"
        yield f"{full_day(datetime.fromisoformat(each['at']))}: hạn {way}, {version}. {each['because']}"


def _short(each: dict[str, Any]) -> str:
    doubt = "" if each["confirmed"] else " (chưa công bố)"
    return f"{day_month(date.fromisoformat(each['date']))} {each['reason']}{doubt}"


def _day(text: str) -> str:
    return full_day(date.fromisoformat(text))
