"""What is plainly right is read quickly and says the same; whatever is in any doubt is left to pydantic."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy import sample
from shared.events import envelope
from shared.events.catalogue import EVENTS, name_of
from shared.events.fields import EventModel
from shared.events.petitions import CoordinationRequested, PetitionAnswered, PetitionReceived
from shared.events.public import plain
from shared.events.quick import reader
from shared.events.validate import InvalidData, from_json

RECEIVED: dict[str, Any] = {
    "petition_id": "kn-1",
    "conference_id": "hn-1",
    "group": "land",
    "business": {"name": "Công ty TNHH Sông Cấm", "kind": "enterprise", "tax_code": "0200000000"},
    "content": "Kiến nghị về\n“thủ tục” thuê đất",
    "channel": "written",
    "contact": {"phone": "0900000000", "email": None},
}
ANSWERED: dict[str, Any] = {"petition_id": "kn-1", "mode": "written", "fully_resolved": True}


def quickly(model: type[EventModel], data: bytes) -> dict[str, Any] | None:
    quick = reader(model)
    assert quick is not None
    return quick(data)


def encoded(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")


def slowly(model: type[EventModel], data: bytes) -> dict[str, Any] | None:
    try:
        return plain(from_json(model, data))
    except InvalidData:
        return None


def test_the_sample_year_says_the_same_read_quickly() -> None:
    quick = slow = 0
    for record in sample.load():
        try:
            found = envelope.decode(record.value, ())
        except envelope.Malformed:
            continue
        entry = EVENTS.get(name_of(found.type) or "")
        read = reader(entry.model) if entry else None
        if entry is None or read is None:
            continue
        said = read(found.data)
        if said is None:
            slow += 1
            continue
        quick += 1
        expected = plain(from_json(entry.model, found.data))
        assert (said, list(said)) == (expected, list(expected))
    assert quick > 20 * slow > 0


def test_absent_options_unknown_fields_and_other_names_come_out_alike() -> None:
    data = encoded(RECEIVED | {"unknown": [1, {"deep": None}]})
    assert quickly(PetitionReceived, data) == slowly(PetitionReceived, data) is not None
    asked = encoded(
        {"petition_id": "kn-1", "with": ["so-xay-dung"], "document": {"number": "1", "date": "2024-01-31"}}
    )
    assert quickly(CoordinationRequested, asked) == slowly(CoordinationRequested, asked) is not None


@pytest.mark.parametrize(
    "change",
    [
        {"petition_id": "kn-1\n"},
        {"petition_id": "KN-1"},
        {"petition_id": "a" * 65},
        {"content": ""},
        {"content": "a" * 20_001},
        {"content": "a\x00b"},
        {"content": "một nửa \ud800"},
        {"content": "Ha\u0309i Pho\u0300ng"},
        {"group": "lands"},
        {"business": {"name": "A", "kind": "enterprise", "tax_code": "1" * 20_001}},
        {"business": {"kind": "enterprise"}},
        {"contact": "An"},
        {"channel": None},
    ],
)
def test_what_is_not_plainly_right_is_left_to_be_judged(change: dict[str, Any]) -> None:
    assert quickly(PetitionReceived, json.dumps(RECEIVED | change).encode()) is None
    assert quickly(PetitionReceived, encoded(RECEIVED | change)) is None


@pytest.mark.parametrize(
    ("day", "sure"),
    [("2024-01-31", True), ("2024-04-30", True), ("2024-02-28", True), ("2024-02-29", False),
     ("2023-02-29", False), ("2024-04-31", False), ("2024-13-01", False), ("1999-12-31", False),
     ("2100-01-01", False), ("2024-1-1", False), ("2024-01-01\n", False)],
)  # fmt: skip
def test_a_day_is_taken_only_if_every_year_has_it(day: str, sure: bool) -> None:
    data = encoded(ANSWERED | {"document": {"number": "1/UBND", "date": day}})
    assert (quickly(PetitionAnswered, data) is not None) is sure
    if sure:
        assert quickly(PetitionAnswered, data) == slowly(PetitionAnswered, data)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    field=st.sampled_from([*RECEIVED, "business.name", "business.kind", "contact.name"]), value=JSON_VALUES
)
def test_what_is_read_quickly_is_what_pydantic_reads(field: str, value: Any) -> None:
    changed = json.loads(json.dumps(RECEIVED))
    outer, _, inner = field.partition(".")
    if inner:
        changed[outer][inner] = value
    else:
        changed[outer] = value
    data = json.dumps(changed, ensure_ascii=False).encode("utf-8", "surrogatepass")
    said = quickly(PetitionReceived, data)
    assert said is None or said == slowly(PetitionReceived, data)
