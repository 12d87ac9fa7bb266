"""The worked examples of R7, R11, R12 and R17, checked by hand and by three independent computations."""

from datetime import date
from typing import NamedTuple


class Example(NamedTuple):
    """A conference day, and the days that follow from it."""

    id: str
    conference: str
    working: bool
    notice_latest: str
    notice_safe: str
    """One working day more: advised to officers, not the rule."""
    due_7: str
    """R11, R17."""
    due_14: str
    """R12."""
    situation: str

    def day(self, name: str) -> date:
        return date.fromisoformat(getattr(self, name))


EXAMPLES = [
    Example("E01", "2024-02-06", True, "2024-01-26", "2024-01-25",
            "2024-02-22", "2024-03-04", "Trước Tết 2024 (nghỉ 8–14/2)"),
    Example("E02", "2024-02-20", True, "2024-02-02", "2024-02-01",
            "2024-02-29", "2024-03-11", "Sau Tết 2024"),
    Example("E03", "2024-04-17", True, "2024-04-08", "2024-04-05",
            "2024-05-02", "2024-05-10", "Trước Giỗ Tổ 18/4 và 30/4–1/5 (hoán đổi 29/4↔4/5)"),
    Example("E04", "2024-04-25", True, "2024-04-15", "2024-04-12",
            "2024-05-08", "2024-05-17", "Ngay trước kỳ nghỉ 27/4–1/5, thứ Bảy 4/5 làm bù"),
    Example("E05", "2024-05-04", True, "2024-04-22", "2024-04-19",
            "2024-05-14", "2024-05-23", "Tổ chức đúng thứ Bảy làm bù 4/5/2024"),
    Example("E06", "2024-06-08", False, "2024-05-30", "2024-05-29",
            "2024-06-18", "2024-06-27", "Hội nghị thứ Bảy thường (“thứ 7 cùng Bí thư”)"),
    Example("E07", "2024-08-29", True, "2024-08-20", "2024-08-19",
            "2024-09-11", "2024-09-20", "Trước Quốc khánh 2024 (nghỉ 2–3/9)"),
    Example("E08", "2025-01-22", True, "2025-01-13", "2025-01-10",
            "2025-02-07", "2025-02-18", "Trước Tết 2025 (nghỉ 27–31/1)"),
    Example("E09", "2025-04-19", False, "2025-04-10", "2025-04-09",
            "2025-04-28", "2025-05-12", "Hội nghị thứ Bảy; 26/4/2025 làm bù; nghỉ 30/4–2/5"),
    Example("E10", "2026-02-11", True, "2026-02-02", "2026-01-30",
            "2026-02-27", "2026-03-10", "Trước Tết 2026 (nghỉ 16–20/2)"),
    Example("E11", "2026-01-06", True, "2025-12-24", "2025-12-23",
            "2026-01-14", "2026-01-23", "Đầu năm 2026 (2/1 nghỉ, thứ Bảy 10/1 làm bù)"),
    Example("E12", "2026-08-28", True, "2026-08-20", "2026-08-19",
            "2026-09-11", "2026-09-22", "Quốc khánh 2026 (31/8–2/9 nghỉ; 22/8 làm bù)"),
    Example("E13", "2024-06-10", True, "2024-05-30", "2024-05-29",
            "2024-06-19", "2024-06-28", "Hội nghị có thật: UBND quận Dương Kinh 10/6/2024"),
    Example("E14", "2024-06-27", True, "2024-06-18", "2024-06-17",
            "2024-07-08", "2024-07-17", "Cuối quý II: hạn báo cáo rơi sang quý III"),
]  # fmt: skip
