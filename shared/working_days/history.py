"""Which calendar was known at a moment (R29)? The versions, each with when the platform wrote it down."""

from datetime import datetime

from shared.working_days.calendar import WorkingDays
from shared.working_days.change import CalendarChange


class CalendarHistory:
    """The versions of the calendar in their order; immutable, grows by `applied`."""

    __slots__ = ("_first", "_later")

    def __init__(self, first: WorkingDays, later: tuple[tuple[datetime, WorkingDays], ...] = ()) -> None:
        """`first` was known from the beginning; `later` as recorded, oldest first."""
        self._first = first
        self._later = later

    @property
    def current(self) -> WorkingDays:
        """The newest version."""
        return self._later[-1][1] if self._later else self._first

    @property
    def versions(self) -> tuple[WorkingDays, ...]:
        """All of them, oldest first."""
        return (self._first, *(calendar for _, calendar in self._later))

    def at(self, known_at: datetime) -> WorkingDays:
        """The newest version recorded at or before `known_at`."""
        return self.current.known_at(known_at)

    @property
    def changed_at(self) -> tuple[datetime, ...]:
        """When each later version was recorded."""
        return tuple(recorded_at for recorded_at, _ in self._later)

    def version(self, number: int) -> WorkingDays | None:
        """The version a deadline was reckoned by; None if there is none of this number."""
        return next((calendar for calendar in self.versions if calendar.version == number), None)

    def applied(self, change: CalendarChange, recorded_at: datetime) -> "CalendarHistory":
        """The history with one more version; ValueError if it is not newer than the current one."""
        if self._later and recorded_at < self._later[-1][0]:
            raise ValueError(f"version {change.version} was recorded before version {self.current.version}")
        amended = self.current.amended(change, recorded_at)
        return CalendarHistory(self._first, (*self._later, (recorded_at, amended)))
