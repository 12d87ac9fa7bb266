"""Would the recount notice? The product's folds, wrong in one place each, beside the oracle: seconds."""

import importlib
from functools import cache

import pytest

from tests.recount.answers import compared
from tests.recount.oracle.oracle import Oracle
from tests.recount.pure import Folded
from tests.recount.seeded import MUTANTS, caught, module
from tests.recount.years.teller import PUBLISHED_AT
from tests.recount.years.year import random_year

ASKED = {"deadline": "deadlines", "ledger": "ledgers", "row": "rows"}
MOMENTS = ("2025-07-15T12:00:00+07:00", PUBLISHED_AT)


@cache
def oracle() -> Oracle:
    """Of a dozen years, folded once for all mutants."""
    return Oracle([line for seed in range(20) for line in random_year(seed)], PUBLISHED_AT)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_of_the_folds_is_caught(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    importlib.import_module(module(mutant)).apply(monkeypatch.setattr)
    asked = ASKED[MUTANTS[mutant].place.split()[0]]
    _, apart = compared(oracle(), Folded(oracle().events).get, MOMENTS, topics=[asked])
    assert caught(mutant, apart), apart[:20]
