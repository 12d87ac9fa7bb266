"""A Saturday that is worked in exchange is passed over: what is counted across it falls a day late."""

from datetime import date, timedelta

from shared.working_days import WorkingDays
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    real = WorkingDays.add

    def over(self: WorkingDays, day: date, n: int) -> date:
        due_on = real(self, day, n)
        passed = (day + timedelta(days=number + 1) for number in range((due_on - day).days))
        return real(self, day, n + sum(one.weekday() > 4 and self.is_working(one) for one in passed))

    patch(WorkingDays, "add", over)
