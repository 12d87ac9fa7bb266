"""How are quarters written on pages and forms? As Vietnamese officials write them (decree 30)."""

_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def quarter_words(quarter: str) -> str:
    """“Quý II năm 2024” for 2024-Q2."""
    year, number = quarter.split("-Q")
    return f"Quý {_ROMAN[number]} năm {year}"


def short_quarter_words(quarter: str) -> str:
    """“II/2024” for 2024-Q2."""
    year, number = quarter.split("-Q")
    return f"{_ROMAN[number]}/{year}"
