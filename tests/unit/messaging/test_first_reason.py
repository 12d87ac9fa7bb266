"""Which reason is told of an event with several faults? The first that applies, in the contract's order."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from services.notices.handlers.scheduling import demand_theme
from shared import units
from shared.events.catalogue import inbound_events
from shared.events.fields import MAX_EVENT_BYTES
from shared.messaging import topics
from shared.messaging.gate import Gate
from shared.messaging.inbound import Inbound, Record, Rejected
from tests.builders.conference_events import DISTRICT, correcting, told
from tests.builders.envelopes import envelope, petition

NOW = datetime(2024, 6, 1, tzinfo=UTC)
UNIT, BEFORE, AHEAD = "so-xay-dung", "2024-05-20T09:00:00+07:00", "2024-06-01T08:00:00+07:00"
BAD = b"\xff"
NOTICES = Gate(inbound_events("notices"), units.shipped(), demand_theme)
PETITIONS = Gate(inbound_events("petitions"), units.shipped())


def judged(event: dict[str, Any] | bytes, unit_id: str = UNIT, headers: Any = ()) -> Inbound | Rejected:
    value = event if isinstance(event, bytes) else json.dumps(event, ensure_ascii=False).encode()
    return PETITIONS.judge(Record(topics.inbound(unit_id, "petitions"), 0, 0, None, value, headers), NOW)


def announced(event: dict[str, Any], unit_id: str = UNIT) -> Inbound | Rejected:
    record = Record(topics.inbound(unit_id, "notices"), 0, 0, None, json.dumps(event).encode())
    return NOTICES.judge(record, NOW)


def why(found: Inbound | Rejected) -> tuple[str, str | None, str | None]:
    assert isinstance(found, Rejected), found
    return found.reason.value, found.field, found.event_id


FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("not_your_unit", {"source": "/units/so-tu-phap"}),
    ("unknown_unit", {"time": "1990-01-01T00:00:00Z"}),
    ("unknown_type", {"type": "vn.haiphong.doithoai.Nothing.v1"}),
    ("invalid_data", {"data": {"petition_id": "@data@", "unknown": "@field@"}}),
    ("in_the_future", {"time": AHEAD}),
]


@pytest.mark.parametrize(
    ("first", "second"), [(one, other) for n, one in enumerate(FAULTS) for other in FAULTS[n + 1 :]]
)
def test_of_two_faults_the_first_is_told(first: Any, second: Any) -> None:
    event = petition(UNIT, "kn-1", "hn-1") | second[1] | first[1]
    assert why(judged(event))[0] == first[0]


@pytest.mark.parametrize("fault", FAULTS)
def test_too_large_comes_before_all_but_malformed(fault: tuple[str, dict[str, Any]]) -> None:
    event = petition(UNIT, "kn-1", "hn-1") | fault[1] | {"more": "a" * MAX_EVENT_BYTES}
    assert why(judged(event))[0] == "too_large"
    assert why(judged(event | {"specversion": "0.3"}))[0] == "malformed"


@pytest.mark.parametrize("fault", [("none", {}), *FAULTS, ("too_large", {"more": "a" * MAX_EVENT_BYTES})])
@pytest.mark.parametrize("where", ["@data@", "@field@", "@attribute@"])
def test_what_is_not_utf_8_is_malformed_first_of_all(where: str, fault: tuple[str, dict[str, Any]]) -> None:
    event = petition(UNIT, "kn-1", "hn-1", content="@data@", unknown="@field@")
    event |= {"extension": "@attribute@"} | fault[1]
    value = json.dumps(event).encode()
    assert why(judged(value.replace(where.encode(), BAD))) == ("malformed", None, event["id"])


def test_half_a_letter_is_not_utf_8_and_a_surrogate_in_bytes_neither() -> None:
    value = json.dumps(petition(UNIT, "kn-1", "hn-1", unknown="@@")).encode()
    for bad in (b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80"):
        assert why(judged(value.replace(b"@@", bad)))[0] == "malformed"
    assert isinstance(judged(value.replace(b"@@", "ế".encode())), Inbound)


def test_a_far_moment_is_judged_and_not_malformed() -> None:
    event = petition(UNIT, "kn-1", "hn-1")
    for time in ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"):
        assert why(judged(event | {"time": time})) == ("in_the_future", "time", event["id"])
    for time in ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "0001-06-01T23:59:59Z"):
        assert why(judged(event | {"time": time})) == ("unknown_unit", "source", event["id"])


def test_a_scheduling_without_its_theme_is_invalid_before_it_is_in_the_future() -> None:
    for theme in (None, "  "):
        event = told("ConferenceScheduled", AHEAD, UNIT, theme=theme)
        assert why(announced(event)) == ("invalid_data", "theme", event["id"])
    assert why(announced(told("ConferenceScheduled", AHEAD, UNIT)))[0] == "in_the_future"


def test_a_district_needs_no_theme_and_of_an_unknown_unit_nobody_knows_yet() -> None:
    for unit_id in (DISTRICT, "so-moi-lap"):
        event = told("ConferenceScheduled", BEFORE, DISTRICT, unit_id=unit_id, theme=None)
        assert isinstance(announced(event, DISTRICT), Inbound)


def test_a_plans_correction_is_about_the_unit_whatever_id_strayed_into_it() -> None:
    plan = told("AnnualPlanSubmitted", BEFORE, UNIT, year=2024)
    corrected = correcting(plan, BEFORE, data={**plan["data"], "conference_id": "hn-1"})
    found = announced(corrected)
    assert isinstance(found, Inbound)
    assert found.subject == f"unit/{UNIT}"
    scheduled = told("ConferenceScheduled", BEFORE, UNIT)
    found = announced(correcting(scheduled, BEFORE, data={**scheduled["data"], "year": 2024}))
    assert isinstance(found, Inbound)
    assert found.subject == "conference/hn-1"


def test_nesting_in_an_envelope_that_no_parser_takes_is_malformed() -> None:
    deep = envelope("PetitionWithdrawn", UNIT, {"petition_id": "kn-1"}, BEFORE)
    value = json.dumps(deep).encode()[:-1] + b',"extension":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    assert why(judged(value))[0] == "malformed"
