"""Why is it due that day? Each day counted, each day skipped with its reason, and one sentence for people."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.clock import WRITTEN

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
KNOWN_BY_DATE = frozenset({(30, 4), (1, 5)})
"""Holidays that everyone calls by their date: naming them again would only lengthen the sentence."""
COMMON_NOUNS = ("Nghỉ ", "Làm ")
"""How names begin that are no proper names, and are written small inside a sentence."""


@dataclass(frozen=True, slots=True)
class Step:
    """One day passed while counting."""

    day: date
    counted: bool
    ordinal: int | None
    """The how-manieth working day it is, if it counts."""
    reason: str
    """Vietnamese: the weekday, the holiday, or what it is worked in exchange for."""
    special: bool
    """Named by the calendar: a holiday, or a weekend day that is worked."""
    confirmed: bool
    """Announced; otherwise the result is provisional."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a due day was counted; backwards if it lies before `counted_from`."""

    counted_from: date
    due_on: date
    version: int
    steps: tuple[Step, ...]
    """In the order of counting, `counted_from` not among them, the due day last."""

    @property
    def provisional(self) -> bool:
        """Does the due day hang on a day that is not announced?"""
        return not all(step.confirmed for step in self.steps)

    def sentence(self) -> str:
        """Such as “hạn 02/5/2024: không tính 18/4 Giỗ Tổ Hùng Vương, 29/4 nghỉ hoán đổi, 30/4, 01/5”."""
        special = sorted((step for step in self.steps if step.special), key=lambda step: step.day)
        skipped = [_skipped(step) for step in special if not step.counted]
        worked = [f"{day_month(step.day)} {step.reason}" for step in special if step.counted]
        parts = ["không tính " + ", ".join(skipped)] if skipped else []
        parts += ["có tính " + ", ".join(worked)] if worked else []
        said = "; ".join(parts) or "không có ngày nghỉ lễ xen giữa"
        doubt = " (tạm tính: lịch nghỉ chưa được công bố)" if self.provisional else ""
        return f"hạn {full_day(self.due_on)}: {said}{doubt}"


def day_month(day: date) -> str:
    """Day and month as official papers write them: 0 before days under 10 and before months 1 and 2."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{day.day:02}/{month}"


def full_day(day: date) -> str:
    """The same with the year."""
    return f"{day_month(day)}/{day.year}"


def full_weekday(day: date) -> str:
    """The same with the weekday: “Thứ Hai, 03/3/2025”."""
    return f"{WEEKDAYS[day.weekday()]}, {full_day(day)}"


def full_moment(moment: datetime) -> str:
    """09:00 ngày 03/3/2025, in Hải Phòng."""
    here = moment.astimezone(WRITTEN)
    return f"{here:%H:%M} ngày {full_day(here.date())}"


def within_sentence(name: str) -> str:
    """The name of a day as it stands inside a sentence."""
    return name[0].lower() + name[1:] if name.startswith(COMMON_NOUNS) else name


def _skipped(step: Step) -> str:
    if (step.day.day, step.day.month) in KNOWN_BY_DATE:
        return day_month(step.day)
    # What stands in brackets (the lunar date, the day exchanged for) is in the steps.
    return f"{day_month(step.day)} {within_sentence(step.reason).partition(' (')[0]}"
