"""May the registry be changed so, and if not, which field keeps it from that (R6)?"""

from typing import Any

import pytest

from services.notices.domain.unit_change import refusal
from shared.events.notices import UnitChanged
from shared.events.public import plain
from shared.events.validate import from_values
from shared.units import Matter, UnitChange, shipped

NEW = {"name": "Sở Chuyển đổi số", "kind": "department", "section": "I", "valid_from": "2026-01-01"}
DOCUMENT = {"number": "01/NQ-HĐND", "date": "2025-12-30"}


def said(**data: Any) -> UnitChanged:
    found = from_values(UnitChanged, {"unit_id": "so-tu-phap", "document": DOCUMENT} | data)
    assert isinstance(found, UnitChanged)
    return found


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "unit_id"),
        ({"unit_id": "so-khong-co", "valid_to": "2025-12-31"}, "unit_id"),
        ({"unit": NEW}, "unit"),
        ({"successors": ["so-noi-vu", "so-khong-co"]}, "successors.1"),
        ({"successors": ["so-tu-phap"]}, "successors"),
        ({"unit_id": "so-nong-nghiep-va-moi-truong", "valid_to": "2025-02-01"}, "valid_to"),
        ({"successors": ["so-noi-vu"], "inherits": [{"to": "so-y-te"}]}, "inherits.0.to"),
        ({"renamed": {"name": "Sở Tư pháp", "valid_from": "2026-01-01"}}, "renamed.name"),
        ({"renamed": {"name": "Sở Nội vụ", "valid_from": "2026-01-01"}}, "renamed.name"),
        (
            {"unit_id": "so-du-lich", "renamed": {"name": "Sở X", "valid_from": "2026-01-01"}},
            "renamed.valid_from",
        ),
        ({"unit_id": "so-moi", "unit": NEW, "renamed": NEW}, "renamed"),
        ({"unit_id": "so-moi", "unit": NEW | {"name": "Sở Xây dựng"}}, "unit.name"),
    ],
)
def test_what_keeps_it_from_that_is_named(data: dict[str, Any], field: str) -> None:
    found = refusal(said(**data), shipped())
    assert found is not None
    assert found.field == field


def test_a_unit_ends_with_its_heirs_or_one_is_new() -> None:
    assert refusal(said(valid_to="2025-12-31", successors=["so-noi-vu"]), shipped()) is None
    new = {"unit_id": "so-chuyen-doi-so", "document": DOCUMENT, "unit": NEW}
    assert refusal(said(**new), shipped()) is None
    registry = shipped().changed(UnitChange.of(new))
    unit = registry.get("so-chuyen-doi-so")
    assert unit is not None
    assert (unit.name, unit.obliged, registry.units[-1]) == ("Sở Chuyển đổi số", False, unit)


def test_a_new_unit_may_be_called_as_one_that_has_ended() -> None:
    ended = said(valid_to="2025-12-31", successors=["so-noi-vu"])
    registry = shipped().changed(UnitChange.of(plain(ended)))
    again = {"unit_id": "so-tu-phap-moi", "unit": NEW | {"name": "Sở Tư pháp"}}
    assert refusal(said(**again), registry) is None
    # Its last day is still its own.
    early = again | {"unit": NEW | {"name": "Sở Tư pháp", "valid_from": "2025-12-31"}}
    found = refusal(said(**early), registry)
    assert found is not None
    assert found.field == "unit.name"


def test_a_name_that_several_had_is_still_that_of_the_one_that_has_it() -> None:
    ended = said(valid_to="2025-12-31", successors=["so-noi-vu"])
    again = said(unit_id="so-tu-phap-moi", unit=NEW | {"name": "Sở Tư pháp"})
    registry = shipped().changed(UnitChange.of(plain(ended))).changed(UnitChange.of(plain(again)))
    third = said(unit_id="so-ba", unit=NEW | {"name": "Sở Tư pháp"})
    found = refusal(third, registry)
    assert found is not None
    assert found.field == "unit.name"


def test_a_unit_that_goes_on_is_renamed() -> None:
    renaming = said(renamed={"name": "Sở Pháp luật", "valid_from": "2026-01-01"})
    assert refusal(renaming, shipped()) is None
    registry = shipped().changed(UnitChange.of(plain(renaming)))
    earlier = said(renamed={"name": "Sở Luật", "valid_from": "2025-06-01"})
    found = refusal(earlier, registry)
    assert found is not None
    assert found.field == "renamed.valid_from"


def test_the_newest_decision_about_a_split_holds_first() -> None:
    district, day = "dist-hong-bang", said(valid_to="2026-01-01").valid_to
    assert day is not None
    registry = shipped()
    for to in ("phuong-hong-bang", "phuong-hong-an"):
        data = {"unit_id": district, "document": DOCUMENT, "inherits": [{"to": to, "groups": ["land"]}]}
        registry = registry.changed(UnitChange.of(data))
    land, capital = Matter(group="land"), Matter(group="capital")
    assert registry.heirs_on(district, day, land) == ("phuong-hong-an",)
    assert registry.heirs_on(district, day, capital) == ("phuong-hong-bang", "phuong-hong-an")
    assert registry.holder_on(district, day, capital) == district
