"""The sample as records for Kafka: each on the right topic, the bad ones where they can do their worst."""

import json
from base64 import b64decode
from collections import Counter

import pytest

from deploy.sample import expected, load
from deploy.sample.files import BAD, HERE
from shared.events.catalogue import EVENTS
from shared.events.envelope import Malformed, decode
from shared.events.fields import MAX_EVENT_BYTES
from shared.events.validate import InvalidData, from_json
from shared.messaging.topics import unit_of

REASONS = {
    "malformed", "too_large", "not_your_unit", "unknown_unit", "unknown_type", "invalid_data",
    "in_the_future", "conflicting_duplicate", "not_allowed",
}  # fmt: skip


def bad() -> list[dict[str, object]]:
    return json.loads((HERE / BAD).read_text(encoding="utf-8"))


def bad_values() -> set[bytes]:
    return {b64decode(str(e["raw_base64"])) if "raw_base64" in e else str(e["raw"]).encode() for e in bad()}


def test_there_are_as_many_records_as_the_author_says_and_every_outcome_among_them() -> None:
    said = expected()
    assert len(load()) == said["records"] == sum(said["by_outcome"].values())
    assert set(said["by_outcome"]) == {"accepted", "duplicate", "rejected", "waiting"}
    assert said["by_outcome"]["rejected"] == sum(said["rejected_by_reason"].values())
    assert said["by_outcome"]["accepted"] == sum(said["accepted_by_event"].values())
    assert said["petitions"] == said["accepted_by_event"]["PetitionReceived"]


def test_twenty_five_records_are_bad_for_every_reason_of_the_contract_and_two_wait() -> None:
    reasons = Counter(entry["reason"] for entry in bad())
    assert reasons.total() == 25
    assert reasons.pop(None) == 2
    assert set(reasons) == REASONS
    assert expected()["rejected_by_reason"] == dict(sorted(reasons.items()))


def test_a_good_event_is_on_its_own_units_topic_of_the_owning_service() -> None:
    by_id: dict[tuple[str, str], str] = {}
    wrong = bad_values()
    for record in load():
        if record.value in wrong or len(record.value) > MAX_EVENT_BYTES:
            continue
        event = json.loads(record.value)
        assert event["source"] == f"/units/{unit_of(record.topic)}"
        service = record.topic.rpartition(".")[2]
        by_id[event["source"], event["id"]] = service
        name = event["type"].split(".")[-2]
        if name == "EventCorrected":
            assert service == by_id[event["source"], event["data"]["corrects"]]
            assert record.key is None
        else:
            about_petition = "petition_id" in event["data"]
            assert service == ("petitions" if about_petition else "notices")
            assert record.key == event["subject"].encode()


def test_one_record_is_too_large_and_small_enough_for_kafka() -> None:
    (large,) = [record for record in load() if len(record.value) > MAX_EVENT_BYTES]
    assert len(large.value) < 1_000_000


def test_what_contradicts_comes_after_what_it_contradicts_on_the_same_topic() -> None:
    records = load()
    sent_badly = bad_values()
    contradictory = [entry for entry in bad() if entry["reason"] in ("not_allowed", "conflicting_duplicate")]
    assert len(contradictory) == 6
    for entry in contradictory:
        raw = str(entry["raw"])
        key = "petition_id" if "petition_id" in json.loads(raw)["data"] else "conference_id"
        place = next(at for at, record in enumerate(records) if record.value == raw.encode())
        about = [
            at
            for at, record in enumerate(records)
            if record.topic == records[place].topic
            and record.value not in sent_badly
            and json.loads(record.value)["data"].get(key) == json.loads(raw)["data"][key]
        ]
        assert about
        assert max(about) < place


def test_what_is_called_malformed_is_no_event_and_everything_else_is_one() -> None:
    for entry in bad():
        value = b64decode(str(entry["raw_base64"])) if "raw_base64" in entry else str(entry["raw"]).encode()
        if entry["reason"] == "malformed":
            with pytest.raises(Malformed):
                decode(value, ())
        else:
            assert decode(value, ()).source


def test_what_is_called_invalid_breaks_the_model_or_lacks_the_theme_a_department_owes() -> None:
    broken: list[str] = []
    for entry in bad():
        if entry["reason"] in ("malformed", "unknown_type"):
            continue
        envelope = decode(str(entry["raw"]).encode(), ())
        name = envelope.type.split(".")[-2]
        try:
            from_json(EVENTS[name].model, envelope.data)
        except InvalidData as error:
            broken.append(error.field)
            assert entry["reason"] == "invalid_data"
        else:
            data = json.loads(envelope.data)
            lacks_theme = name == "ConferenceScheduled" and "theme" not in data
            assert (entry["reason"] == "invalid_data") == lacks_theme
    assert sorted(broken) == ["group", "participants"]
