"""What does a unit lack of a year's plan, in words (R1–R4, R7, R9, R11, R13, R14, R17)?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.reporting.domain.keeping import Keeping
from services.reporting.domain.unit_compliance import UnitCompliance

PLANS: Mapping[Keeping, str] = {
    Keeping.OVERDUE: "chưa gửi kế hoạch năm, đã quá hạn",
    Keeping.OPEN: "chưa gửi kế hoạch năm",
    Keeping.LATE: "gửi kế hoạch năm muộn",
}
LACKING: Sequence[tuple[str, str, str]] = (
    ("portal", "hội nghị quá hạn mà chưa đăng thông báo trên Cổng thông tin",
     "hội nghị đăng muộn thông báo trên Cổng thông tin"),
    ("one_stop_desk", "hội nghị quá hạn mà chưa niêm yết thông báo tại Bộ phận một cửa",
     "hội nghị niêm yết muộn thông báo tại Bộ phận một cửa"),
    ("reports", "báo cáo kết quả quá hạn mà chưa gửi", "báo cáo kết quả gửi muộn"),
    ("answers", "kiến nghị quá hạn mà chưa trả lời", "kiến nghị trả lời muộn"),
    ("written_answers", "kiến nghị quá hạn mà chưa trả lời bằng văn bản theo yêu cầu",
     "kiến nghị trả lời muộn bằng văn bản theo yêu cầu"),
)  # fmt: skip
"""By column of the ledger: what is past due and not done, what was done late."""
BREACHES: Mapping[str, str] = {
    "R3": "hội nghị không đúng hình thức",
    "R7": "thông báo thiếu hướng dẫn hoặc mẫu đăng ký",
    "R9": "hội nghị có dưới 20 doanh nghiệp tham dự",
    "R13": "kiến nghị báo cáo không đúng cấp",
}


def shortfalls(unit: UnitCompliance) -> list[str]:
    """What is missing, late or broken, from the unit's line of the ledger; empty: nothing."""
    line = unit.to_json()
    columns = {**line["notices"], **{name: line[name] for name in ("reports", "answers", "written_answers")}}
    return [*_yearly(unit), *_duties(columns), *_broken(line["breaches"])]


def _yearly(unit: UnitCompliance) -> Iterator[str]:
    if unit.plan and unit.plan in PLANS:
        yield PLANS[unit.plan]
    if not unit.minimum_met:
        yield f"còn thiếu {unit.minimum - unit.counted} hội nghị so với số tối thiểu"


def _duties(columns: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    for name, missing, late in LACKING:
        found = columns[name]
        for keeping, words in ((Keeping.OVERDUE, missing), (Keeping.LATE, late)):
            if found[keeping.value]:
                yield f"{found[keeping.value]} {words}"


def _broken(breaches: Mapping[str, Any]) -> Iterator[str]:
    for rule, words in BREACHES.items():
        if breaches[rule]:
            yield f"{breaches[rule]} {words}"
