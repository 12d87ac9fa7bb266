"""Random years through the running platform: every figure and deadline is what the rules make of the file."""

import pytest

from tests.recount.conftest import StartUp
from tests.recount.live import Laid, recounted, recounted_as_known, recounted_of_reports, tell
from tests.recount.years.teller import PUBLISHED_AT


def agrees(laid: Laid, enough: int = 1_000) -> None:
    assert laid.count > enough
    assert not laid.apart, "\n".join([f"{len(laid.apart)} of {laid.count} differ", *laid.apart[:40]])


@pytest.mark.timeout(1_800)
def test_of_random_years_the_platform_says_what_the_rules_say_also_after_a_rebuild(
    up: StartUp, seeds: range
) -> None:
    platform = up(now=PUBLISHED_AT)
    told = tell(platform, seeds)
    laid, known = recounted(told), recounted_as_known(told)
    agrees(laid)
    agrees(known)
    assert platform.said("rebuild", "reporting")["same"]
    rebuilt = recounted_of_reports(told)
    agrees(rebuilt)
    assert [law["law"] for law in platform.said("audit") if not law["holds"]] == []
    assert platform.stop() == 0
    print(f"{len(seeds)} years: {laid.count} + {known.count} + {rebuilt.count} figures compared")
