"""What the contract does not know is ignored, whatever it holds; and nothing of it is kept."""

import json
import sys
from contextlib import nullcontext
from typing import Any

import pytest

from shared.events.catalogue import EVENTS
from shared.events.corrections import EventCorrected
from shared.events.keepable import keepable, refuse_unkeepable
from shared.events.known import names
from shared.events.public import plain
from shared.events.validate import InvalidData, from_json
from tests.unit.events.test_bounds import DATA

LONE, NUL = "\ud800", "a\x00b"


def nested(levels: int) -> Any:
    found: Any = 1
    for _ in range(levels):
        found = [found]
    return found


UNKEEPABLE = [
    pytest.param(LONE, id="a lone surrogate"),
    pytest.param(NUL, id="NUL"),
    pytest.param({"deep": [LONE]}, id="a lone surrogate within"),
    pytest.param({LONE: 1}, id="a name"),
    pytest.param(2**70, id="a number"),
    pytest.param(nested(300), id="nested"),
]


@pytest.mark.parametrize("unknown", UNKEEPABLE)
@pytest.mark.parametrize(
    "name", ["PetitionReceived", "CoordinationRequested", "ConferenceHeld", "AnnualPlanSubmitted"]
)
def test_an_unknown_field_refuses_no_event(name: str, unknown: Any) -> None:
    said = json.loads(json.dumps(DATA[name])) | {"unknown": unknown}
    for inner in ("business", "document"):
        if inner in said:
            said[inner]["unknown"] = unknown
    if name == "AnnualPlanSubmitted":
        said["conferences"][0]["unknown"] = unknown
    assert plain(from_json(EVENTS[name].model, json.dumps(said).encode())) == DATA[name]


def test_what_we_call_a_field_ourselves_is_unknown_too() -> None:
    asked = dict(DATA["CoordinationRequested"])
    named, model = asked.pop("with"), EVENTS["CoordinationRequested"].model
    for said in (asked | {"with_": named}, asked | {"with_": named, "unknown": LONE}):
        with pytest.raises(InvalidData) as problem:
            from_json(model, json.dumps(said).encode())
        assert problem.value.field == "with"
    both = asked | {"with": named, "with_": ["so-tu-phap"]}
    assert plain(from_json(model, json.dumps(both).encode()))["with"] == named


@pytest.mark.parametrize("unknown", UNKEEPABLE)
def test_nor_a_correction_wherever_it_stands(unknown: Any) -> None:
    received = DATA["PetitionReceived"]
    business = received["business"] | {"unknown": unknown}
    data = received | {"business": business, "unknown": unknown, "kept": {"as": "ever"}}
    said = {"corrects": "a", "data": data, "reason": "r", "unknown": unknown}
    found = from_json(EventCorrected, json.dumps(said).encode())
    assert found.data == received | {"kept": {"as": "ever"}}


@pytest.mark.parametrize("unkeepable", [LONE, NUL, nested(300)])
def test_a_field_that_is_known_is_refused_by_its_name(unkeepable: Any) -> None:
    received = DATA["PetitionReceived"]
    for path, said in [
        ("content", received | {"content": unkeepable}),
        ("business.name", received | {"business": received["business"] | {"name": unkeepable}}),
    ]:
        with pytest.raises(InvalidData) as problem:
            from_json(EVENTS["PetitionReceived"].model, json.dumps(said).encode())
        assert problem.value.field.startswith(path)
        with pytest.raises(InvalidData) as problem:
            from_json(EventCorrected, json.dumps({"corrects": "a", "data": said, "reason": "r"}).encode())
        assert problem.value.field.startswith("data.")


def test_a_long_text_that_is_ignored_costs_less_than_looking_at_each_of_its_letters() -> None:
    """One fetch may be sixteen of these, and nothing else goes on while one is judged."""
    long = "x" * 200_000
    said = {
        "corrects": "a",
        "data": DATA["PetitionReceived"] | {"unknown": [long, [1] * 10_000]},
        "reason": "r",
    }
    value = json.dumps(said).encode()
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        from_json(EventCorrected, value)
    finally:
        sys.setprofile(None)
    assert calls < 1_000


@pytest.mark.parametrize("depth", [198, 201, 202, 300])
@pytest.mark.parametrize("leaf", ["text", 1, True, None, {}, []])
def test_what_can_be_kept_is_what_is_not_refused(leaf: Any, depth: int) -> None:
    within = leaf
    for _ in range(depth):
        within = {"a": within}
    refuses = depth > 201 or (depth == 201 and not isinstance(leaf, str))
    assert keepable(within) is not refuses
    with pytest.raises(InvalidData, match="too deeply") if refuses else nullcontext():
        refuse_unkeepable(within)


@pytest.mark.parametrize("levels", [150, 300, 5_000])
def test_corrections_in_corrections_come_to_an_end(levels: int) -> None:
    said: dict[str, Any] = {"petition_id": "kn-1"}
    value = ('{"corrects":"a","reason":"r","data":' * levels + json.dumps(said) + "}" * levels).encode()
    if levels < 200:
        assert from_json(EventCorrected, value).corrects == "a"
        return
    with pytest.raises(InvalidData) as problem:
        from_json(EventCorrected, value)
    assert problem.value.field.startswith("data")


def test_the_names_are_those_of_the_contract() -> None:
    assert {"petition_id", "with", "number", "theme", "figures", "groups", "corrects", "withdrawn"} <= names()
    assert not {"with_", "unknown", "deadline_id", "due_on"} & names()
