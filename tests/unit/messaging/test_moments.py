"""A moment is written as ever, byte for byte: digests that are kept for years were reckoned from it."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from shared.clock import isoformat, local_moment, rfc3339
from shared.events.fields import parse_moment

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
SINCE_2000 = st.timedeltas(timedelta(days=-300_000), timedelta(days=300_000))
MOMENTS = st.builds(
    lambda since, zone: (datetime(2000, 1, 1, tzinfo=UTC) + since).astimezone(zone), SINCE_2000, ZONES
)


@given(MOMENTS)
def test_a_moment_is_written_as_python_writes_it(moment: datetime) -> None:
    assert isoformat(moment) == moment.isoformat()
    assert isoformat(moment.astimezone(UTC)) == moment.astimezone(UTC).isoformat()
    assert rfc3339(moment) == moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@given(MOMENTS)
def test_a_moment_in_an_answer_has_the_offset_of_today_whatever_the_clocks_once_showed(
    moment: datetime,
) -> None:
    """Hải Phòng was 7:06:30 from UTC until 1906, and 8 or 9 hours in some years since."""
    written = local_moment(moment)
    assert written.endswith("+07:00")
    assert parse_moment(written) == moment
