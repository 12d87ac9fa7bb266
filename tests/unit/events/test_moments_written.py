"""Which moments does RFC 3339 know? Those, to the microsecond, and no other (contract: `time`)."""

import json
from typing import Any

import pytest

from shared.events import envelope
from shared.events.envelope import Malformed
from shared.events.notices import ConferenceScheduled
from shared.events.validate import InvalidData, from_json
from tests.unit.events.test_bounds import DATA

DAYS_END = "2024-06-30T23:59:59.999999+00:00"


def time_of(text: str) -> str:
    """As an event's `time` is understood."""
    whole: dict[str, Any] = {
        "specversion": "1.0", "id": "a", "source": "/units/so-xay-dung", "type": "t", "time": text,
        "data": {},
    }  # fmt: skip
    return envelope.decode(json.dumps(whole).encode(), ()).time.isoformat()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-06-21T17:00:00+07:00", "2024-06-21T17:00:00+07:00"),
        ("2024-06-21t17:00:00z", "2024-06-21T17:00:00+00:00"),
        ("2024-06-21T17:00:00-00:00", "2024-06-21T17:00:00+00:00"),
        ("2024-06-21T17:00:00+23:59", "2024-06-21T17:00:00+23:59"),
        ("2024-06-21T17:00:00.1Z", "2024-06-21T17:00:00.100000+00:00"),
        ("2024-06-21T17:00:00.123456789Z", "2024-06-21T17:00:00.123456+00:00"),
        ("2024-06-21T17:00:00.9999999999Z", "2024-06-21T17:00:00.999999+00:00"),
        ("2024-06-21T17:00:00." + "123456" * 50 + "+07:00", "2024-06-21T17:00:00.123456+07:00"),
        ("2024-06-30T23:59:60Z", DAYS_END),
        ("2024-06-30t23:59:60z", DAYS_END),
        ("2024-06-30T23:59:60.5Z", DAYS_END),
        ("2024-07-01T06:59:60+07:00", "2024-07-01T06:59:59.999999+07:00"),
        ("2024-06-30T16:29:60-07:30", "2024-06-30T16:29:59.999999-07:30"),
    ],
)
def test_what_rfc_3339_knows_is_a_moment(text: str, moment: str) -> None:
    assert time_of(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-21T17:00:00+07:60", "2024-06-21T17:00:00+07:99", "2024-06-21T17:00:00+24:00",
        "2024-06-21T24:00:00Z", "2024-06-21T17:60:00Z", "2024-06-21T17:00:61Z", "2024-06-21T17:00:60Z",
        "2024-06-30T23:59:60+07:00", "2024-06-21T17:00:00.Z", "2024-06-21T17:00:00", "2024-06-21 17:00:00Z",
        "2024-06-21T17:00Z", "2024-06-31T17:00:00Z", "2024-06-21T17:00:00Z\n", "٢٠٢٤-06-21T17:00:00Z",
        "2024-06-21T17:00:00+0700",
    ],
)  # fmt: skip
def test_and_nothing_else_is(text: str) -> None:
    with pytest.raises(Malformed) as problem:
        time_of(text)
    assert (problem.value.field, problem.value.event_id) == ("time", "a")


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00Z", "0001-06-01T23:59:59Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:60Z",
    ],
)  # fmt: skip
def test_a_moment_of_the_farthest_years_is_one_too(text: str) -> None:
    """Told as one that other time zones can tell as well, if need be: nothing comes of either."""
    assert time_of(text)[:4] == text[:4]


@pytest.mark.parametrize(
    "text", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"]
)
def test_a_conference_is_not_held_then(text: str) -> None:
    data = DATA["ConferenceScheduled"] | {"starts_at": text}
    with pytest.raises(InvalidData) as problem:
        from_json(ConferenceScheduled, json.dumps(data).encode())
    assert problem.value.field == "starts_at"


def test_a_conference_may_be_said_to_begin_in_a_leap_second() -> None:
    data = DATA["ConferenceScheduled"] | {"starts_at": "2025-01-01T06:59:60+07:00"}
    found = from_json(ConferenceScheduled, json.dumps(data).encode())
    assert found.starts_at.isoformat() == "2025-01-01T06:59:59.999999+07:00"
