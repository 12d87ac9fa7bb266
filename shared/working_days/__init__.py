"""Which days count, and which day is the n-th (R7, R11)? Calendars with versions; pure."""

from shared.working_days.calendar import WorkingDays
from shared.working_days.change import CalendarChange
from shared.working_days.explanation import Explanation, Step
from shared.working_days.history import CalendarHistory
from shared.working_days.shipped_file import shipped
from shared.working_days.year import SpecialDay, Status, Year

__all__ = [
    "CalendarChange",
    "CalendarHistory",
    "Explanation",
    "SpecialDay",
    "Status",
    "Step",
    "WorkingDays",
    "Year",
    "shipped",
]
