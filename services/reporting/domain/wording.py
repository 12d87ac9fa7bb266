"""How are moments and quarters written on pages and forms? As Vietnamese officials write them (decree 30)."""

from datetime import datetime

from shared.clock import WRITTEN
from shared.working_days.explanation import full_day

_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def moment_words(moment: datetime) -> str:
    """09:00 ngày 03/3/2025, in Hải Phòng."""
    here = moment.astimezone(WRITTEN)
    return f"{here:%H:%M} ngày {full_day(here.date())}"


def quarter_words(quarter: str) -> str:
    """“Quý II năm 2024” for 2024-Q2."""
    year, number = quarter.split("-Q")
    return f"Quý {_ROMAN[number]} năm {year}"


def short_quarter_words(quarter: str) -> str:
    """“II/2024” for 2024-Q2."""
    year, number = quarter.split("-Q")
    return f"{_ROMAN[number]}/{year}"
