"""A line of a file becomes a record of its unit's topic, or is refused alone: the others go on."""

import json
from typing import Any

import pytest
import typer

from cli.publish import tell
from cli.publishing import Outgoing, Published
from cli.routing import routed
from shared.events.fields import MAX_EVENT_BYTES
from tests.builders.envelopes import encoded, petition

UNIT, HALF = "so-xay-dung", "\ud83d"
SENDERS = frozenset({UNIT})


def line(**more: Any) -> bytes:
    return encoded(petition(UNIT, "kn-1", "hn-1") | more)


def refusal(value: bytes) -> dict[str, Any]:
    found = routed(value, 7, None, SENDERS)
    assert isinstance(found, dict)
    return found


def test_half_a_character_in_the_subject_stops_nothing() -> None:
    found = routed(json.dumps({**petition(UNIT, "kn-1", "hn-1"), "subject": HALF}).encode(), 7, None, SENDERS)
    assert isinstance(found, Outgoing)
    assert (found.topic, found.key, found.line) == (f"doithoai.inbound.{UNIT}.petitions", b"?", 7)


@pytest.mark.parametrize("as_json", [False, True])
def test_half_a_character_is_told_as_json_writes_it(
    capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    source = {**petition(UNIT, "kn-1", "hn-1"), "id": HALF, "source": f"/units/{HALF}"}
    refused = {"line": 1, "outcome": "rejected", **refusal(json.dumps(source).encode())}
    with pytest.raises(typer.Exit):
        tell(Published(), [refused], as_json)
    told = capsys.readouterr().out
    assert "\\ud83d has no topics" in told
    if as_json:
        assert json.loads(told)["rejections"] == [refused]


def test_what_no_topic_takes_is_too_large_and_what_one_takes_is_sent_to_be_judged() -> None:
    assert isinstance(routed(line(more="x" * MAX_EVENT_BYTES), 1, None, SENDERS), Outgoing)
    large = line(id="large", more="x" * 1_000_000)
    assert refusal(large) == {
        "event_id": "large",
        "reason": "too_large",
        "detail": f"no topic takes a record of {len(large)} bytes: it was not sent",
    }
    # The key, which repeats it, lies on the topic too.
    assert refusal(line(subject="x" * 500_000))["reason"] == "too_large"


def test_what_is_malformed_besides_is_that_first() -> None:
    large = line(time="yesterday", more="x" * 1_000_000)
    assert (refusal(large)["reason"], refusal(large)["field"]) == ("malformed", "time")
    found = routed(b"x" * 1_000_001, 1, UNIT, SENDERS)
    assert isinstance(found, dict)
    assert found["reason"] == "malformed"
