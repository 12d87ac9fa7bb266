"""Days are those of UTC: what starts at 06:30 in Hải Phòng was the day before, and midnight is at seven."""

from zoneinfo import ZoneInfo

from shared import clock
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    patch(clock, "HCM", ZoneInfo("UTC"))
