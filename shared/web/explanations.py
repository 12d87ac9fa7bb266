"""Why is it due that day? Each day counted and each day skipped, for programs and in a sentence (R7, R11)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.events.deadlines import DeadlineKind
from shared.working_days import WorkingDays
from shared.working_days.explanation import full_day

CONFERENCE_DAY = "ngày tổ chức hội nghị"
NEW_YEAR = "ngày đầu năm"
COUNTED_FROM: Mapping[DeadlineKind, str] = {
    DeadlineKind.NOTICE_PORTAL: CONFERENCE_DAY,
    DeadlineKind.NOTICE_ONE_STOP_DESK: CONFERENCE_DAY,
    DeadlineKind.PETITION_ANSWER: "ngày tổ chức hội nghị, hoặc ngày tiếp nhận nếu sau hội nghị",
    DeadlineKind.WRITTEN_ANSWER: "ngày đề nghị trả lời bằng văn bản",
    DeadlineKind.RESULT_REPORT: CONFERENCE_DAY,
    DeadlineKind.CONCLUSION_NOTICE: CONFERENCE_DAY,
    DeadlineKind.STOP_OR_POSTPONE_REPORT: CONFERENCE_DAY,
    DeadlineKind.ANNUAL_PLAN: NEW_YEAR,
    DeadlineKind.MINIMUM_CONFERENCES: NEW_YEAR,
}
"""What the day is from which each kind is counted; it itself is never counted."""


def explanation(
    kind: DeadlineKind, counted_from: date, working_days: int, due_on: date, calendar: WorkingDays
) -> dict[str, Any]:
    """How `due_on` was reckoned; `calendar` is the version it was reckoned by."""
    found = calendar.explain(counted_from, working_days) if working_days else None
    fixed = f"hạn {full_day(due_on)}: ngày cố định trong năm, không đếm ngày làm việc"
    return {
        "counted_from": counted_from.isoformat(),
        "counted_from_is": COUNTED_FROM[kind],
        "working_days": working_days,
        "due_on": due_on.isoformat(),
        "calendar_version": calendar.version,
        "days": [
            {
                "date": step.day.isoformat(),
                "counted": step.counted,
                "ordinal": step.ordinal,
                "reason": step.reason or None,
                "confirmed": step.confirmed,
            }
            for step in (found.steps if found else ())
        ],
        "sentence": found.sentence() if found else fixed,
    }
