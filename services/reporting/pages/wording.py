"""How are days, moments, quarters and deadlines written for people? As Vietnamese officials write
them (decree
30).
"""

from datetime import date, datetime

from shared.clock import WRITTEN
from shared.events.deadlines import DeadlineKind

_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}

KINDS = {
    DeadlineKind.NOTICE_PORTAL: "Đăng thông báo hội nghị trên Cổng thông tin điện tử",
    DeadlineKind.NOTICE_ONE_STOP_DESK: "Niêm yết thông báo hội nghị tại Bộ phận một cửa",
    DeadlineKind.PETITION_ANSWER: "Trả lời kiến nghị",
    DeadlineKind.WRITTEN_ANSWER: "Trả lời kiến nghị bằng văn bản theo yêu cầu",
    DeadlineKind.RESULT_REPORT: "Báo cáo kết quả hội nghị",
    DeadlineKind.CONCLUSION_NOTICE: "Đăng thông báo kết luận hội nghị",
    DeadlineKind.STOP_OR_POSTPONE_REPORT: "Báo cáo dừng hoặc hoãn hội nghị",
    DeadlineKind.ANNUAL_PLAN: "Gửi kế hoạch năm",
    DeadlineKind.MINIMUM_CONFERENCES: "Tổ chức đủ số hội nghị trong năm",
}


def day_words(day: date) -> str:
    """03/3/2025: days below 10 and the months 1 and 2 with a zero."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def moment_words(moment: datetime) -> str:
    """09:00 ngày 03/3/2025, in Hải Phòng."""
    here = moment.astimezone(WRITTEN)
    return f"{here:%H:%M} ngày {day_words(here.date())}"


def quarter_words(quarter: str) -> str:
    """“Quý II năm 2024” for 2024-Q2."""
    year, number = quarter.split("-Q")
    return f"Quý {_ROMAN[number]} năm {year}"


def kind_words(kind: str) -> str:
    """What has to be done by a deadline of this kind."""
    return KINDS[DeadlineKind(kind)]
