"""A correction says what an act should have said, and when it happened is left as it was (R29)."""

from msgspec.structs import replace

from shared.dialogue import acts
from shared.dialogue.acts import Act
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    real = acts._corrected

    def as_first_dated(original: Act, correction: Act) -> Act:
        return replace(real(original, correction), time=original.time)

    patch(acts, "_corrected", as_first_dated)
