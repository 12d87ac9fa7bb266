"""Do the campaign's laws notice what they are for? Platforms that are wrong in one place, in small."""

import importlib

import pytest

from tests.faults.small_life import live_through
from tests.messaging.conftest import House

CAUGHT = {
    "ack_before_commit": "no outcome",
    "inbox_apart": "told duplicate instead of accepted",
    "poison_dropped": "no outcome",
    "unit_from_payload": "instead of rejected",
    "order_by_missing": "out of order",
    "marked_before_sent": "not on the topic",
    "exception_swallowed": "no outcome",
}
"""Each mutant, and what is said of it."""


async def test_a_life_with_deaths_and_poison_breaks_no_law(house: House) -> None:
    assert await live_through(house) == []


@pytest.mark.parametrize("mutant", CAUGHT)
async def test_a_mutant_is_caught_in_small(
    house: House, monkeypatch: pytest.MonkeyPatch, mutant: str
) -> None:
    importlib.import_module(f"tests.faults.mutants.{mutant}").apply(monkeypatch.setattr)
    broken = await live_through(house)
    assert [one for one in broken if CAUGHT[mutant] in one], broken
