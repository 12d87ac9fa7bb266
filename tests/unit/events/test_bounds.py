"""How long is a text, how large a number, how old a document? As the contract says, and no less."""

import json
from typing import Any

import pytest

from shared.events.catalogue import EVENTS, inbound_events
from shared.events.corrections import EventCorrected
from shared.events.fields import MAX_DONG, MAX_INTEGER
from shared.events.public import plain
from shared.events.quick import reader
from shared.events.validate import InvalidData, from_json

DOCUMENT = {"number": "1/UBND", "date": "2024-01-31"}
BUSINESS = {"name": "Công ty TNHH Sông Cấm", "kind": "enterprise", "tax_code": "0200000000"}
CONTACT = {"name": "An", "phone": "0900", "email": "an@example.invalid"}
DATA: dict[str, dict[str, Any]] = {
    "AnnualPlanSubmitted": {
        "unit_id": "so-xay-dung", "year": 2025, "budget_vnd": 1, "document": DOCUMENT,
        "conferences": [{"theme": "Đất đai", "month": 5}],
    },
    "ConferenceScheduled": {
        "conference_id": "hn-1", "unit_id": "so-xay-dung", "theme": "Đất đai", "venue": "Hội trường",
        "starts_at": "2024-06-10T08:00:00+07:00", "format": "in_person", "chair": "Giám đốc",
        "reception_deadline": "2024-06-05",
    },
    "NoticePosted": {
        "conference_id": "hn-1", "channel": "portal", "url": "u", "registration_instructions": "r",
        "form_url": "f",
    },
    "ParticipantRegistered": {
        "registration_id": "dk-1", "conference_id": "hn-1", "business": BUSINESS, "attendees": 1,
        "contact": CONTACT,
    },
    "ConferenceHeld": {"conference_id": "hn-1", "participants": 0, "press": ["Báo Hải Phòng"]},
    "PetitionReceived": {
        "petition_id": "kn-1", "conference_id": "hn-1", "group": "land", "business": BUSINESS,
        "content": "c", "channel": "written", "contact": CONTACT,
    },
    "CoordinationRequested": {"petition_id": "kn-1", "with": ["Sở Tài chính"], "document": DOCUMENT},
    "PetitionTransferred": {"petition_id": "kn-1", "to": "Sở Tài chính", "document": DOCUMENT},
    "DirectionGiven": {"petition_id": "kn-1", "by": "UBND", "content": "c", "document": DOCUMENT},
    "PetitionAnswered": {
        "petition_id": "kn-1", "mode": "written", "fully_resolved": True, "content": "c",
        "document": DOCUMENT,
    },
    "PetitionWithdrawn": {"petition_id": "kn-1", "reason": "r"},
    "EventCorrected": {"corrects": "a", "data": {}, "reason": "r"},
}  # fmt: skip
TEXTS = [
    ("AnnualPlanSubmitted", "conferences.0.theme"), ("ConferenceScheduled", "theme"),
    ("ConferenceScheduled", "venue"), ("ConferenceScheduled", "chair"), ("NoticePosted", "url"),
    ("NoticePosted", "registration_instructions"), ("NoticePosted", "form_url"),
    ("ParticipantRegistered", "business.name"), ("ParticipantRegistered", "business.tax_code"),
    ("ParticipantRegistered", "contact.name"), ("ConferenceHeld", "press.0"),
    ("PetitionReceived", "content"), ("PetitionReceived", "business.name"),
    ("PetitionReceived", "business.tax_code"), ("PetitionReceived", "contact.name"),
    ("PetitionReceived", "contact.phone"), ("PetitionReceived", "contact.email"),
    ("CoordinationRequested", "with.0"), ("CoordinationRequested", "document.number"),
    ("PetitionTransferred", "to"), ("DirectionGiven", "by"), ("DirectionGiven", "content"),
    ("PetitionAnswered", "content"), ("PetitionWithdrawn", "reason"), ("EventCorrected", "reason"),
]  # fmt: skip


def with_value(name: str, path: str, value: Any) -> dict[str, Any]:
    """The event's data with `value` at `path`."""
    found = json.loads(json.dumps(DATA[name]))
    inner: Any = found
    *outer, last = path.split(".")
    for step in outer:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    inner[int(last) if isinstance(inner, list) else last] = value
    return found


def taken(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """As the gate reads it: quickly if that is sure, and as pydantic has it in any case."""
    model = EVENTS[name].model if name in EVENTS else EventCorrected
    raw = json.dumps(data, ensure_ascii=False).encode()
    read, said = reader(model), plain(from_json(model, raw))
    quickly = read(raw) if read else None
    assert quickly is None or quickly == said
    return said


def refused(name: str, data: dict[str, Any]) -> str:
    """The field for which it is refused, read either way."""
    model = EVENTS[name].model if name in EVENTS else EventCorrected
    raw = json.dumps(data, ensure_ascii=False).encode()
    read = reader(model)
    assert read is None or read(raw) is None
    with pytest.raises(InvalidData) as problem:
        from_json(model, raw)
    return problem.value.field


@pytest.mark.parametrize(("name", "path"), TEXTS)
def test_a_text_has_20_000_letters_and_no_more(name: str, path: str) -> None:
    whole = with_value(name, path, "a" * 20_000)
    assert taken(name, whole) == whole
    assert refused(name, with_value(name, path, "a" * 20_001)).startswith(path)


@pytest.mark.parametrize(
    ("letter", "most"),
    [
        pytest.param("e\u0302\u0301", 20_000, id="three of which NFC makes one"),
        pytest.param("\u0958", 10_000, id="one of which NFC makes two"),
        pytest.param("\U0001f600", 20_000, id="of four bytes"),
    ],
)
def test_letters_are_counted_as_they_are_kept(letter: str, most: int) -> None:
    taken("DirectionGiven", with_value("DirectionGiven", "content", letter * most))
    assert (
        refused("DirectionGiven", with_value("DirectionGiven", "content", letter * (most + 1))) == "content"
    )


@pytest.mark.parametrize(
    ("name", "path", "least", "most"),
    [
        ("ParticipantRegistered", "attendees", 1, MAX_INTEGER),
        ("ConferenceHeld", "participants", 0, MAX_INTEGER),
        ("AnnualPlanSubmitted", "budget_vnd", 0, MAX_DONG),
    ],
)
def test_a_number_is_what_its_column_holds(name: str, path: str, least: int, most: int) -> None:
    for value in (least, most):
        assert taken(name, with_value(name, path, value))[path] == value
    for value in (least - 1, most + 1):
        assert refused(name, with_value(name, path, value)) == path


@pytest.mark.parametrize(
    ("name", "path", "each"),
    [("ConferenceHeld", "press", "B"), ("CoordinationRequested", "with", "S"),
     ("AnnualPlanSubmitted", "conferences", {"month": 5})],
)  # fmt: skip
def test_a_list_is_as_long_as_an_event_holds(name: str, path: str, each: Any) -> None:
    assert len(taken(name, with_value(name, path, [each] * 20_000))[path]) == 20_000


def test_a_request_for_help_names_somebody() -> None:
    assert refused("CoordinationRequested", with_value("CoordinationRequested", "with", [])) == "with"


@pytest.mark.parametrize(
    "day", ["0001-01-01", "1900-01-01", "1998-03-02", "2024-02-29", "2100-01-01", "9999-12-31"]
)
def test_a_document_may_be_of_any_day(day: str) -> None:
    whole = with_value("PetitionTransferred", "document.date", day)
    assert taken("PetitionTransferred", whole) == whole


@pytest.mark.parametrize(
    "day", ["2023-02-29", "1998-13-01", "98-03-02", "1998-03-02T00:00:00Z", "١٩٩٨-03-02", 1998]
)
def test_but_of_one_that_there_is(day: Any) -> None:
    whole = with_value("PetitionTransferred", "document.date", day)
    assert refused("PetitionTransferred", whole) == "document.date"


@pytest.mark.parametrize(
    ("moment", "within"),
    [("1999-12-31T16:59:59Z", False), ("1999-12-31T17:00:00Z", True),
     ("2099-12-31T16:59:59Z", True), ("2099-12-31T17:00:00Z", False)],
)  # fmt: skip
def test_a_conference_begins_in_a_year_of_hai_phong_that_has_quarters(moment: str, within: bool) -> None:
    whole = with_value("ConferenceScheduled", "starts_at", moment)
    if within:
        assert taken("ConferenceScheduled", whole)["starts_at"] == moment
    else:
        assert refused("ConferenceScheduled", whole) == "starts_at"


def bounds_in(schema: Any) -> list[int]:
    """Of texts, wherever they stand."""
    if isinstance(schema, list):
        return [bound for each in schema for bound in bounds_in(each)]
    if not isinstance(schema, dict):
        return []
    own = [bound for name, bound in schema.items() if name == "maxLength"]
    return own + [bound for inner in schema.values() for bound in bounds_in(inner)]


@pytest.mark.parametrize("service", ["notices", "petitions"])
def test_no_text_of_an_agency_has_another_bound(service: str) -> None:
    """But for the id that a correction names: an index has it."""
    for name, entry in inbound_events(service).items():
        other = {512} if name == "EventCorrected" else set[int]()
        assert set(bounds_in(entry.model.model_json_schema())) <= {20_000} | other, name
