"""A figure of the list is set by somebody: if not, a panel stays empty and an alert silent."""

import re
from functools import cache

import pytest

from shared.observability import metrics
from tests.contract.ops import files

NAMES = [name for name, value in vars(metrics).items() if any(value is metric for metric in metrics.METRICS)]
PLACES = ("shared", "services", "cli")


@cache
def code() -> str:
    found = [path for place in PLACES for path in (files.ROOT / place).rglob("*.py")]
    return "\n".join(path.read_text("utf-8") for path in found if "observability" not in path.parts)


def test_the_list_is_looked_at_whole() -> None:
    assert len(NAMES) == len(metrics.METRICS)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_set(name: str) -> None:
    assert re.search(rf"\bmetrics\.{name}\b", code())
