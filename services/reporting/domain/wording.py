"""How are quarters and states written on pages and forms? As Vietnamese officials write them (decree 30)."""

_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}

STATE_LABELS = {
    "pending": "Đang giải quyết",
    "transferred": "Đã chuyển cơ quan khác giải quyết",
    "awaiting_direction": "Đang xin ý kiến chỉ đạo",
    "resolved": "Đã giải quyết triệt để",
    "refused": "Từ chối tiếp nhận",
    "withdrawn": "Đã rút kiến nghị",
}


def quarter_words(quarter: str) -> str:
    """“Quý II năm 2024” for 2024-Q2."""
    year, number = quarter.split("-Q")
    return f"Quý {_ROMAN[number]} năm {year}"


def short_quarter_words(quarter: str) -> str:
    """“II/2024” for 2024-Q2."""
    year, number = quarter.split("-Q")
    return f"{_ROMAN[number]}/{year}"
