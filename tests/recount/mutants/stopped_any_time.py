"""Stopping a conference that businesses could still join is lawful, and counts toward the minimum (R8)."""

from shared.dialogue import lawful_stop
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    patch(lawful_stop, "LAWFUL_STOP_ONLY_PAST_RECEPTION_DEADLINE", False)
