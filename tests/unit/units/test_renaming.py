"""What is a unit called that was renamed while it goes on (R6, R29)? What it was called on the day."""

from datetime import UTC, date, datetime, timedelta

from shared.units import RegistryHistory, UnitChange, shipped

UNIT, OLD, NEW = "so-tu-phap", "Sở Tư pháp", "Sở Pháp luật"
RECORDED = datetime(2025, 12, 20, 9, 0, tzinfo=UTC)


def renaming(name: str, day: str) -> UnitChange:
    return UnitChange.of(
        {
            "unit_id": UNIT,
            "renamed": {"name": name, "valid_from": day},
            "document": {"number": "1", "date": day},
        }
    )


def test_from_its_day_on_it_has_the_new_name_and_before_it_the_old() -> None:
    registry = shipped().changed(renaming(NEW, "2026-01-01"))
    for day, name in ((date(2024, 6, 5), OLD), (date(2025, 12, 31), OLD), (date(2026, 1, 1), NEW)):
        assert registry.name_at(UNIT, day) == name
    again = registry.changed(renaming("Sở Pháp chế", "2026-07-01"))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [again.name_at(UNIT, day) for day in days] == [OLD, NEW, NEW, "Sở Pháp chế"]


def test_nothing_else_about_it_changes_and_both_names_are_its_own() -> None:
    """R12: a petition may be passed to it by either."""
    before, after = shipped().get(UNIT), shipped().changed(renaming(NEW, "2026-01-01")).get(UNIT)
    assert before
    assert after
    assert (after.valid_from, after.valid_to, after.obliged, after.minimum_per_year, after.successors) == (
        before.valid_from, before.valid_to, before.obliged, before.minimum_per_year, before.successors,
    )  # fmt: skip
    registry = shipped().changed(renaming(NEW, "2026-01-01"))
    for name in (OLD, NEW):
        found = registry.by_exact_name(name)
        assert found
        assert found.id == UNIT


def test_a_name_told_wrong_is_mended_by_telling_it_again_of_the_same_day() -> None:
    registry = shipped().changed(renaming("Sở Pháp luat", "2026-01-01")).changed(renaming(NEW, "2026-01-01"))
    assert registry.name_at(UNIT, date(2025, 12, 31)) == OLD
    assert registry.name_at(UNIT, date(2026, 1, 1)) == NEW


def test_what_was_known_before_it_was_recorded_keeps_the_old_name() -> None:
    history = RegistryHistory(shipped()).changed(renaming(NEW, "2026-01-01"), RECORDED)
    day = date(2026, 2, 1)
    assert history.at(RECORDED - timedelta(seconds=1)).name_at(UNIT, day) == OLD
    assert history.at(RECORDED).name_at(UNIT, day) == NEW
