"""Do the campaign's fail points and mutants still lie in the machinery? What they replace must be there."""

import importlib
from pathlib import Path

import pytest

from tests.faults import points
from tests.faults.drills import DRILLS

MUTANTS = {path.stem for path in (Path(points.__file__).parent / "mutants").glob("*.py")} - {"patching"}


@pytest.mark.parametrize("place", points.PLACES, ids=lambda place: f"{place.module}.{place.name}")
def test_what_a_fail_point_lies_in_is_there(place: points.Place) -> None:
    assert callable(getattr(*points.found(place)))
    assert place.point in points.POINTS


def test_every_fail_point_lies_somewhere() -> None:
    assert {place.point for place in points.PLACES} == points.POINTS.keys()


def test_there_is_a_drill_for_every_mutant() -> None:
    assert DRILLS.keys() == MUTANTS


@pytest.mark.parametrize("mutant", sorted(MUTANTS))
def test_what_a_mutant_replaces_is_there(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced: list[str] = []

    def patch(owner: object, name: str, by: object) -> None:
        replaced.append(name)
        monkeypatch.setattr(owner, name, by)

    importlib.import_module("services.deadlines.main")
    importlib.import_module(f"tests.faults.mutants.{mutant}").apply(patch)
    assert replaced
