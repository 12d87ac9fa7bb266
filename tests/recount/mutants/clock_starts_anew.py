"""Passing a petition on starts its clock anew: the 14 days are counted from when help was asked for (R12)."""

from datetime import date

from shared.dialogue import answer_due
from shared.dialogue.answer_due import AnswerDue
from shared.working_days import WorkingDays
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    real = answer_due.answer_due

    def anew(starts_on: date, received_on: date, helped_on: date | None, calendar: WorkingDays) -> AnswerDue:
        if real(starts_on, received_on, helped_on, calendar).rule == "R12" and helped_on:
            return real(max(starts_on, helped_on), received_on, helped_on, calendar)
        return real(starts_on, received_on, helped_on, calendar)

    patch(answer_due, "answer_due", anew)
