"""The plan's own words that the three forms share, and how a moment and a quarter are written in
Vietnamese."""

from datetime import date, datetime

from shared.clock import WRITTEN
from shared.dialogue.figures import PetitionFigures, figure_remarks

PLAN_LINE = "(Kèm theo Kế hoạch số 85/KH-UBND ngày 05/4/2024 của Ủy ban nhân dân thành phố)"
RECEIVED = "Tổng số kiến nghị đã tiếp nhận"
RESOLVED = "Tổng số kiến nghị đã giải quyết triệt để"
UNRESOLVED = "Tổng số kiến nghị chưa giải quyết triệt để"
TRANSFERRED = "Tổng số kiến nghị chuyển cơ quan khác giải quyết"
AWAITING_CITY = "Tổng số kiến nghị xin ý kiến chỉ đạo của UBND TP"
AWAITING = (
    f"{AWAITING_CITY} hoặc cơ quan quản lý cấp trên trực tiếp "
    "(đối với các cơ quan Trung ương đóng trên địa bàn thành phố)"
)
NOTE = "Ghi chú"
TOTAL = "Tổng cộng"
_QUARTERS = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def quarter_words(quarter: str) -> str:
    """“Quý II năm 2024” for 2024-Q2."""
    year, number = quarter.split("-Q")
    return f"Quý {_QUARTERS[number]} năm {year}"


def short_quarter_words(quarter: str) -> str:
    """“II/2024” for 2024-Q2."""
    year, number = quarter.split("-Q")
    return f"{_QUARTERS[number]}/{year}"


def as_of_words(as_of: datetime, known_at: datetime) -> str:
    """As of which moment the figures are, and what was known."""
    return f"(Số liệu tính đến {_moment(as_of)}, theo thông tin đã ghi nhận đến {_moment(known_at)})"


def edition_words(number: int, compiled_at: datetime, sha256: str) -> str:
    """Which edition it is: whoever has the file can ask whether it still says what was frozen."""
    return f"(Bản tổng hợp số {number}, chốt lúc {_moment(compiled_at)}; mã băm số liệu SHA-256: {sha256})"


def form_words(number: int, unit_name: str, starts_on: date) -> str:
    """Which conference's report it is, in one line."""
    return f"Phụ lục {number}, {unit_name}, hội nghị ngày {starts_on:%d/%m/%Y}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(WRITTEN).strftime("%H:%M ngày %d/%m/%Y")


def counted(figures: PetitionFigures) -> list[int]:
    """The four figures of the forms, in their order; what is pending is in the note (R24)."""
    return [figures.received, figures.resolved, figures.transferred, figures.awaiting_direction]


def summed(figures: PetitionFigures) -> list[int | str | None]:
    """A row of sums with the note that makes it add up (R24)."""
    return [*counted(figures), "; ".join(figure_remarks(figures)) or None]
