"""Days, moments and deadlines are written as Vietnamese officials write them."""

from datetime import UTC, datetime

from services.reporting.domain.wording import quarter_words
from services.reporting.exports.cell_style import shown_as
from services.reporting.exports.wording import form_words
from services.reporting.pages.wording import KINDS
from shared.events.deadlines import DeadlineKind
from shared.working_days.explanation import full_moment
from tests.builders.acts import day


def test_days_below_ten_and_the_first_two_months_are_written_with_a_zero() -> None:
    written = [
        form_words(1, "Sở Xây dựng", day(each)).rpartition(" ")[2]
        for each in ("2025-03-03", "2025-02-12", "2024-10-01", "2024-09-30")
    ]
    assert written == ["03/3/2025", "12/02/2025", "01/10/2024", "30/9/2024"]


def test_a_cell_shows_a_day_as_the_lines_around_it_write_it() -> None:
    shown = [shown_as(day(each)) for each in ("2025-01-31", "2025-02-12", "2025-03-03", "2024-10-01")]
    assert shown == ["dd/mm/yyyy", "dd/mm/yyyy", "dd/m/yyyy", "dd/m/yyyy"]
    assert shown_as(7) == shown_as("03/3/2025") == "General"


def test_moments_are_written_in_the_time_of_the_city() -> None:
    assert full_moment(datetime(2025, 3, 2, 20, 0, tzinfo=UTC)) == "03:00 ngày 03/3/2025"


def test_quarters_are_written_in_roman_numbers() -> None:
    assert quarter_words("2024-Q4") == "Quý IV năm 2024"


def test_every_kind_of_deadline_has_a_name() -> None:
    assert set(KINDS) == set(DeadlineKind)
