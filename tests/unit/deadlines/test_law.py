"""By which calendar and registry is reckoned, and since when does a unit owe something each year (R4, R6)?"""

from datetime import UTC, datetime

import pytest

from services.deadlines.handlers.law import CalendarNotCovering, must_cover, yearly_units
from shared.clock import HCM
from shared.messaging.law import Laws
from shared.working_days import shipped

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=HCM)


def test_a_year_that_the_calendar_does_not_cover_is_no_year_to_start_in() -> None:
    with pytest.raises(CalendarNotCovering, match="2099"):
        must_cover(shipped(), datetime(2098, 12, 31, 17, 0, tzinfo=UTC))


def test_the_shipped_law_is_version_one_whatever_was_known() -> None:
    laws = Laws()
    assert laws.current.calendar.version == laws.at(NOW).calendar.version == 1


def test_a_unit_merged_away_still_owed_the_years_before() -> None:
    """R6: Sở Kế hoạch và Đầu tư until 28/02/2025."""
    units = yearly_units(Laws().current.registry, NOW)
    assert "so-ke-hoach-va-dau-tu" in units
    assert "so-y-te" not in units
    assert len(units) >= 33
