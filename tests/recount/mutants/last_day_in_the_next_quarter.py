"""A quarter ends a day early: what takes place on its last day is counted in the next one (R25)."""

from datetime import date, timedelta

from shared.dialogue.quarter import Quarter
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    real = Quarter.of

    def a_day_early(day: date) -> Quarter:
        return real(day + timedelta(days=1))

    patch(Quarter, "of", staticmethod(a_day_early))
