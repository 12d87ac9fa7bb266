"""What becomes of the registry when a unit ends, and what was known before (R6, R29)?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.units import RegistryHistory, UnitChange, shipped

RECORDED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def change(unit_id: str = "so-tu-phap", **other: Any) -> UnitChange:
    """Sở Tư pháp ends with 2026 and Sở Nội vụ inherits; `other` replaces fields of the fact's data."""
    data: dict[str, Any] = {
        "unit_id": unit_id,
        "valid_to": "2026-12-31",
        "successors": ["so-noi-vu"],
        "document": {"number": "01/NQ-HĐND", "date": "2025-12-30"},
    }
    return UnitChange.of(data | other)


def test_a_unit_ends_and_its_successor_may_act_for_it() -> None:
    registry = shipped().changed(change())
    assert registry.valid_at("so-tu-phap", date(2026, 12, 31))
    assert not registry.valid_at("so-tu-phap", date(2027, 1, 1))
    assert registry.is_same_or_successor("so-noi-vu", of="so-tu-phap")
    assert registry.heirs_on("so-tu-phap", date(2027, 1, 1)) == ("so-noi-vu",)


def test_those_before_inherit_through_it() -> None:
    registry = shipped().changed(change("so-tai-chinh", successors=["so-cong-thuong"]))
    assert registry.successors_of("so-ke-hoach-va-dau-tu") == {"so-tai-chinh", "so-cong-thuong"}
    assert registry.coordinator_on(date(2027, 1, 1)) == "so-cong-thuong"


def test_nobody_coordinates_while_a_split_is_undecided() -> None:
    registry = shipped().changed(change("so-tai-chinh", successors=["so-cong-thuong", "so-noi-vu"]))
    assert registry.coordinator_on(date(2027, 1, 1)) is None


def test_what_a_change_does_not_say_stays() -> None:
    ended = shipped().changed(change())
    decided = ended.changed(change(valid_to=None, successors=["so-y-te"]))
    assert not decided.valid_at("so-tu-phap", date(2027, 1, 1))
    assert decided.successors_of("so-tu-phap") == {"so-y-te"}
    later = decided.changed(change(valid_to=date(2027, 6, 30), successors=None))
    assert later.valid_at("so-tu-phap", date(2027, 6, 30))
    assert later.successors_of("so-tu-phap") == {"so-y-te"}


def test_order_and_everyone_else_stay_as_they_were() -> None:
    before, after = shipped().units, shipped().changed(change()).units
    assert [unit.id for unit in after] == [unit.id for unit in before]
    assert [old.id for old, new in zip(before, after, strict=True) if old != new] == ["so-tu-phap"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"unit_id": "so-khong-co"}, "so-khong-co is not in the registry"),
        ({"successors": ["so-khong-co"]}, "so-khong-co, who would follow so-tu-phap, is not in the registry"),
        ({"successors": ["so-tu-phap"]}, "so-tu-phap would come to follow itself"),
        (
            {"unit_id": "so-van-hoa-the-thao-va-du-lich", "successors": ["so-du-lich"]},
            "would come to follow itself",
        ),
        ({"valid_to": "1999-12-31"}, "so-tu-phap would end on 1999-12-31, before it began"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        shipped().changed(change(**wrong))


def test_what_was_known_is_what_had_been_recorded() -> None:
    history = RegistryHistory(shipped()).changed(change(), RECORDED)
    history = history.changed(change(successors=["so-y-te"]), RECORDED + timedelta(days=1))
    asked = [RECORDED - timedelta(microseconds=1), RECORDED, RECORDED + timedelta(days=1)]
    assert [history.at(known_at).successors_of("so-tu-phap") for known_at in asked] == [
        frozenset(), frozenset({"so-noi-vu"}), frozenset({"so-y-te"}),
    ]  # fmt: skip
    assert history.current.successors_of("so-tu-phap") == {"so-y-te"}


def test_a_history_grows_without_changing_what_others_hold() -> None:
    before = RegistryHistory(shipped())
    before.changed(change(), RECORDED)
    assert before.current is shipped()


def test_changes_are_recorded_in_their_order() -> None:
    history = RegistryHistory(shipped()).changed(change(), RECORDED)
    with pytest.raises(ValueError, match="was recorded before the one ahead of it"):
        history.changed(change("so-y-te"), RECORDED - timedelta(seconds=1))
