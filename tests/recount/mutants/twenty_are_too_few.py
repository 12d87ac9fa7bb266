"""More than 20 businesses are asked for, instead of at least 20 (R9)."""

from shared.dialogue import participants
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    patch(participants, "MINIMUM_PARTICIPANTS", participants.MINIMUM_PARTICIPANTS + 1)
