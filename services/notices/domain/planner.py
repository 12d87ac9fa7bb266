"""What follows from holding a conference on a day (R7, R8, R11, R12, R17, R18)? Asked before it is scheduled.

The days are those that deadlines will set: both take them from `shared/dialogue`.
"""

from datetime import date
from typing import NamedTuple

from shared.dialogue.answer_due import answer_due
from shared.dialogue.conference_due import conference_due, safe_notice_day
from shared.events.deadlines import DeadlineKind
from shared.working_days import WorkingDays

TITLES = {
    DeadlineKind.NOTICE_PORTAL: "Niêm yết thông báo trên cổng thông tin điện tử",
    DeadlineKind.NOTICE_ONE_STOP_DESK: "Niêm yết thông báo tại bộ phận một cửa",
    DeadlineKind.STOP_OR_POSTPONE_REPORT: "Báo cáo dừng hoặc hoãn, nếu không có kiến nghị và đăng ký",
    DeadlineKind.RESULT_REPORT: "Báo cáo kết quả hội nghị",
    DeadlineKind.CONCLUSION_NOTICE: "Đăng thông báo kết luận",
}
ANSWER = "Trả lời kiến nghị"
COORDINATED_ANSWER = "Trả lời kiến nghị cần phối hợp"


class PlannedDay(NamedTuple):
    """A day by which something will be owed, how it is counted, and, of a notice, the day to advise."""

    title: str
    kind: DeadlineKind
    rule: str
    counted_from: date
    working_days: int
    due_on: date
    soft: bool
    provisional: bool
    safe_on: date | None


def planned_days(starts_on: date, calendar: WorkingDays) -> list[PlannedDay]:
    """Everything that is due around a conference on `starts_on`, in the order of the days."""
    safe_on = safe_notice_day(starts_on, calendar)
    notices = (DeadlineKind.NOTICE_PORTAL, DeadlineKind.NOTICE_ONE_STOP_DESK)
    found = [
        PlannedDay(title, *conference_due(kind, starts_on, calendar), safe_on if kind in notices else None)
        for kind, title in TITLES.items()
    ]
    # Asked for help on the day itself: the longest that R12 can give.
    for title, helped_on in ((ANSWER, None), (COORDINATED_ANSWER, starts_on)):
        due = answer_due(starts_on, starts_on, helped_on, calendar)
        found.append(
            PlannedDay(
                title,
                DeadlineKind.PETITION_ANSWER,
                due.rule,
                due.counted_from,
                due.working_days,
                due.due_on,
                soft=False,
                provisional=due.provisional,
                safe_on=None,
            )
        )
    return sorted(found, key=lambda each: each.due_on)
