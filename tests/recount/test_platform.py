"""Random years through the running platform: every figure and deadline is what the rules make of the file."""

import pytest

from tests.journeys.conftest import Up
from tests.recount.answers import compared
from tests.recount.conftest import StartUp
from tests.recount.moments import moments
from tests.recount.oracle.oracle import Oracle
from tests.recount.receipts import outcomes, unexpected
from tests.recount.years.teller import PUBLISHED_AT
from tests.recount.years.year import random_year


def agrees(platform: Up, oracle: Oracle, asked: list[str], *, deadlines: bool = True) -> None:
    count, apart = compared(oracle, platform.get, asked, deadlines=deadlines)
    assert count > 100
    assert not apart, "\n".join([f"{len(apart)} of {count} differ", *apart[:40]])


@pytest.mark.timeout(1_800)
def test_of_random_years_the_platform_says_what_the_rules_say_also_after_a_rebuild(
    up: StartUp, seeds: range
) -> None:
    lines = [line for seed in seeds for line in random_year(seed)]
    oracle = Oracle(lines, PUBLISHED_AT)
    asked = moments(oracle, seeds.start, 2)
    platform = up(now=PUBLISHED_AT)
    # Some of it waits in vain for its subject or its right: what became of each is read from the receipts.
    platform.run("publish", "-", "--timeout", "1", given="\n".join(lines))
    assert platform.said("drain", "--timeout", "170")["drained"]
    receipts = outcomes(platform.addresses["kafka"]["bootstrap_servers"])
    apart = unexpected(receipts, lines, oracle.verdicts)
    assert not apart, "\n".join(apart)
    agrees(platform, oracle, asked)
    assert platform.said("rebuild", "reporting")["same"]
    agrees(platform, oracle, asked, deadlines=False)
    assert [law["law"] for law in platform.said("audit") if not law["holds"]] == []
    assert platform.stop() == 0
