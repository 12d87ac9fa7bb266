"""How many random years, from which seed? `make recount YEARS=200 SEED=7`; twenty from 1 without."""

import os
from collections.abc import Callable

import pytest

from tests.journeys.conftest import Up, up

__all__ = ["StartUp", "up"]

StartUp = Callable[..., Up]


@pytest.fixture(scope="session")
def seeds() -> range:
    """The seeds of the years that are told to the running platform."""
    first = int(os.environ.get("RECOUNT_SEED", "1"))
    return range(first, first + int(os.environ.get("RECOUNT_YEARS", "20")))
