"""What speaks against a conference on that day (R3, R6, R7)? Said beforehand; nothing is refused."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from shared.dialogue.conference_due import conference_due, safe_notice_day
from shared.events.deadlines import DeadlineKind
from shared.units import Unit
from shared.units.unit import SECTION_II
from shared.working_days import WorkingDays
from shared.working_days.explanation import WEEKDAYS, full_day
from shared.working_days.year import SATURDAY


class Remark(NamedTuple):
    """Something to know before scheduling, for programs and for people."""

    kind: str
    text: str


def remarks(starts_on: date, today: date, unit: Unit, calendar: WorkingDays) -> list[Remark]:
    """All there is to say, in the order in which it matters."""
    return [
        *_past(starts_on, today),
        *_day_off(starts_on, unit, calendar),
        *_notice(starts_on, today, calendar),
        *_ending(starts_on, unit, calendar),
    ]


def _past(starts_on: date, today: date) -> Iterator[Remark]:
    if starts_on < today:
        yield Remark("date_past", f"Ngày {full_day(starts_on)} đã qua.")


def _day_off(starts_on: date, unit: Unit, calendar: WorkingDays) -> Iterator[Remark]:
    if calendar.is_working(starts_on):
        return
    special = calendar.special(starts_on)
    why = special.name if special else WEEKDAYS[starts_on.weekday()]
    text = f"Ngày {full_day(starts_on)} là ngày nghỉ ({why})."
    if special is None and starts_on.weekday() == SATURDAY and unit.section == SECTION_II:
        text += " Quận, huyện có thể tổ chức theo hình thức “thứ 7 cùng Bí thư, Chủ tịch”."
    yield Remark("day_off", text)


def _notice(starts_on: date, today: date, calendar: WorkingDays) -> Iterator[Remark]:
    """R7: past the last day the notice will be late; past the safe day that is a matter of reading."""
    last_on = conference_due(DeadlineKind.NOTICE_PORTAL, starts_on, calendar).due_on
    safe_on = safe_notice_day(starts_on, calendar)
    if last_on < today:
        text = f"Hạn cuối niêm yết thông báo {full_day(last_on)} đã qua: niêm yết từ hôm nay là muộn."
        yield Remark("notice_day_past", text)
    elif safe_on < today:
        text = f"Ngày nên niêm yết {full_day(safe_on)} đã qua; còn đến hết ngày {full_day(last_on)}."
        yield Remark("safe_notice_day_past", text)


def _ending(starts_on: date, unit: Unit, calendar: WorkingDays) -> Iterator[Remark]:
    """R6: who follows the unit inherits what is still open then."""
    report_on = conference_due(DeadlineKind.RESULT_REPORT, starts_on, calendar).due_on
    if unit.valid_to is not None and unit.valid_to < report_on:
        ends_on = full_day(unit.valid_to)
        text = f"Đơn vị kết thúc hoạt động ngày {ends_on}: việc còn lại do đơn vị kế thừa làm."
        yield Remark("unit_ends", text)
