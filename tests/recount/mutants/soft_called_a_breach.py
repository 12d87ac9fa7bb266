"""What the plan sets no day for is called a breach like everything else (R8, R18)."""

from shared.dialogue import conference_due
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    rules = conference_due._RULES
    patch(conference_due, "_RULES", {kind: rule._replace(soft=False) for kind, rule in rules.items()})
