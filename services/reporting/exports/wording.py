"""Which words do the three forms share? The plan's own, and those that say of when a form is."""

from datetime import date, datetime

from shared.dialogue.figures import PetitionFigures, figure_remarks
from shared.working_days.explanation import full_day, full_moment

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


def as_of_words(as_of: datetime, known_at: datetime) -> str:
    """As of which moment the figures are, and what was known."""
    until, known = full_moment(as_of), full_moment(known_at)
    return f"(Số liệu tính đến {until}, theo thông tin đã ghi nhận đến {known})"


def edition_words(number: int, compiled_at: datetime, sha256: str) -> str:
    """Which edition it is: whoever has the file can ask whether it still says what was frozen."""
    frozen_at = full_moment(compiled_at)
    return f"(Bản tổng hợp số {number}, chốt lúc {frozen_at}; mã băm số liệu SHA-256: {sha256})"


def form_words(number: int, unit_name: str, starts_on: date) -> str:
    """Which conference's report it is, in one line."""
    return f"Phụ lục {number}, {unit_name}, hội nghị ngày {full_day(starts_on)}"


def counted(figures: PetitionFigures) -> list[int]:
    """The four figures of the forms, in their order; what is pending is in the note (R24)."""
    return [figures.received, figures.resolved, figures.transferred, figures.awaiting_direction]


def summed(figures: PetitionFigures) -> list[int | str | None]:
    """A row of sums with the note that makes it add up (R24)."""
    return [*counted(figures), "; ".join(figure_remarks(figures)) or None]
