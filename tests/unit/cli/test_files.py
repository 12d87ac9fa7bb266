"""A file with an event's data is read, and one with the event itself, as the examples are and the topics."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.failure import Failure
from cli.files import event_in
from shared.events.catalogue import type_of
from shared.events.deadlines import CalendarApplied
from shared.events.fields import EventModel
from shared.events.notices import UnitChanged
from shared.events.public import plain

EXAMPLES = Path(__file__).parents[3] / "shared/events/examples"


def written(where: Path, said: Any) -> Path:
    file = where / "said.json"
    file.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
    return file


@pytest.mark.parametrize("model", [CalendarApplied, UnitChanged])
def test_the_example_of_an_event_is_read_as_it_stands(model: type[EventModel], tmp_path: Path) -> None:
    example = EXAMPLES / f"{model.__name__}.json"
    event = json.loads(example.read_text("utf-8"))
    whole = {
        "specversion": "1.0",
        "id": "e-1",
        "source": "/services/x",
        "type": type_of(model.__name__),
        **event,
    }
    for file in (example, written(tmp_path, whole), written(tmp_path, event["data"])):
        assert plain(event_in(file, model)) == event["data"]


def test_a_standard_input_that_is_closed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(Failure, match="-: standard input is closed") as failure:
        event_in(Path("-"), CalendarApplied)
    assert failure.value.code == 2


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (
            {"type": type_of("UnitChanged"), "data": {}},
            "type: is another event's: vn.haiphong.doithoai.Calendar",
        ),
        ({"data": {"year": 2027}}, "said.json: version: Field required"),
        ({"year": 2027}, "said.json: version: Field required"),
        ({"data": []}, "said.json: data: "),
        ([], "said.json: data: "),
        ("{", "said.json: is not JSON"),
        ('{"data": {"version": NaN}}', "said.json: version: "),
        ("[" * 100_000, "said.json: data: is nested too deeply"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(said: Any, wrong: str, tmp_path: Path) -> None:
    with pytest.raises(Failure) as failure:
        event_in(written(tmp_path, said), CalendarApplied)
    assert failure.value.code == 2
    assert wrong in str(failure.value)
