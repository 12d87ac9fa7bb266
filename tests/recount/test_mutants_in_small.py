"""Would the recount notice? The product's folds, wrong in one place each, beside the oracle: seconds."""

import importlib
from functools import cache

import pytest

from tests.recount.answers import compared
from tests.recount.oracle.oracle import Oracle
from tests.recount.pure import Folded
from tests.recount.seeded import MOMENTS, MUTANTS, asked, caught, module
from tests.recount.years.teller import PUBLISHED_AT
from tests.recount.years.year import random_year


@cache
def oracle() -> Oracle:
    """Of a dozen years, folded once for all mutants."""
    return Oracle([line for seed in range(20) for line in random_year(seed)], PUBLISHED_AT)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_of_the_folds_is_caught(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    importlib.import_module(module(mutant)).apply(monkeypatch.setattr)
    _, apart = compared(oracle(), Folded(oracle().events).get, MOMENTS, topics=asked(mutant))
    assert caught(mutant, apart), apart[:20]
