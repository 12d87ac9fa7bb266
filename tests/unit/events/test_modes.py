"""Structured or binary? The headers say, and an event is known by its id in either (contract: Events)."""

import json
from typing import Any

import pytest

from shared.events import envelope
from shared.events.envelope import Malformed

DATA = {"petition_id": "kn-1"}
ATTRIBUTES = {
    "specversion": "1.0", "id": "sxd-1", "source": "/units/so-xay-dung",
    "type": "vn.haiphong.doithoai.PetitionWithdrawn.v1", "time": "2024-06-21T17:00:00+07:00",
}  # fmt: skip
WHOLE: dict[str, Any] = {**ATTRIBUTES, "data": DATA}


def headers(**more: bytes | None) -> list[tuple[str, bytes]]:
    """Of binary mode; what is None is left out."""
    said = {name: value.encode() for name, value in ATTRIBUTES.items()} | more
    return [("content-type", b"application/json")] + [
        (f"ce_{name}", value) for name, value in said.items() if value is not None
    ]


def encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def malformed(value: bytes | None, given: Any = ()) -> Malformed:
    with pytest.raises(Malformed) as problem:
        envelope.decode(value, given)
    return problem.value


@pytest.mark.parametrize(
    "value",
    [b"", b"{", b"null", b"NaN", b'{"petition_id": NaN}', b"[]", b'"text"', b"\xff",
     b'{"petition_id":"\xff"}', b'{"unknown":"\xc3"}', b"[" * 50_000, None],
)  # fmt: skip
def test_in_binary_mode_an_event_is_known_by_its_id_whatever_its_body_is(value: bytes | None) -> None:
    assert malformed(value, headers()).event_id == "sxd-1"
    for unreadable in (None, b"", b"\xff", b"a" * 513):
        assert malformed(value, headers(id=unreadable)).event_id is None


@pytest.mark.parametrize("value", [b"", b"{", b"null", b"NaN", b"[]", b"\xff", None])
def test_without_headers_nobody_knows_which_event_that_was(value: bytes | None) -> None:
    assert malformed(value).event_id is None


def test_the_event_of_nearly_json_is_known_by_its_id_and_refused_all_the_same() -> None:
    whole = encoded(WHOLE)
    for nearly in (encoded(WHOLE | {"more": float("nan")}), b"\xef\xbb\xbf" + whole):
        problem = malformed(nearly)
        assert problem.event_id == "sxd-1"
        assert problem.detail.startswith("the value is not JSON: ")
    assert malformed(b"\xef\xbb\xbf[NaN]").event_id is None
    assert malformed(whole + b"}").event_id is None


def test_what_is_nested_too_deeply_is_said_to_be_that() -> None:
    assert malformed(b"[" * 50_000 + b"]" * 50_000).detail == "the value is nested too deeply"


def test_an_attribute_that_is_not_utf_8_is_malformed_also_where_nobody_asks_for_it() -> None:
    for name in ("subject", "type", "extension"):
        problem = malformed(encoded(DATA), headers(**{name: b"\xff"}))
        assert (problem.field, problem.event_id) == (name, "sxd-1")


@pytest.mark.parametrize(
    "more", [{"specversion": "1.0"}, {"specversion": None}, {"specversion": 1, "id": "other"}]
)
def test_the_headers_decide_whatever_the_data_is_called(more: dict[str, Any]) -> None:
    found = envelope.decode(encoded(DATA | more), headers())
    assert (found.id, json.loads(found.data)) == ("sxd-1", DATA | more)


def test_a_whole_envelope_speaks_for_itself_also_under_headers() -> None:
    for unknown in ("a", "\ud800"):
        value = json.dumps(WHOLE | {"id": "its-own", "unknown": unknown}).encode()
        found = envelope.decode(value, headers())
        assert (found.id, json.loads(found.data)) == ("its-own", DATA)


@pytest.mark.parametrize("data", [{}, {"data": DATA}, {"data": DATA, "extension": "\ud800"}])
@pytest.mark.parametrize("encoded_data", ["e30=", "", {}, 1])
def test_data_base64_is_no_data_and_not_beside_it_either(data: dict[str, Any], encoded_data: Any) -> None:
    value = json.dumps({**ATTRIBUTES, **data, "data_base64": encoded_data}).encode()
    problem = malformed(value)
    assert (problem.field, problem.event_id) == ("data_base64", "sxd-1")


def test_an_attribute_that_is_null_is_as_good_as_none() -> None:
    value = encoded(WHOLE | {"data_base64": None, "subject": None, "traceparent": None})
    assert envelope.decode(value, ()).id == "sxd-1"


def test_an_id_is_counted_as_it_is_kept() -> None:
    """An index has it, whole: of one letter NFC may make three."""
    assert envelope.decode(encoded(WHOLE | {"id": "e\u0302\u0301" * 512}), ()).id == "\u1ebf" * 512
    assert malformed(encoded(WHOLE | {"id": "\u0958" * 257})).field == "id"
