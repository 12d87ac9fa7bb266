"""The sample year as records to be published: each on its unit's inbound topic, in order, the bad ones
in between."""

import json
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

from deploy.sample.files import BAD, EXPECTED, HERE, PADDING, YEAR
from shared.events.catalogue import CORRECTION, EVENTS, name_of
from shared.messaging.topics import inbound

_PADDED = 300_000


@dataclass(frozen=True, slots=True)
class SampleRecord:
    """One record for Kafka."""

    topic: str
    key: bytes | None
    value: bytes


def load() -> list[SampleRecord]:
    """Every record of the sample in the order of publication."""
    bad: dict[int, list[SampleRecord]] = {}
    for entry in json.loads((HERE / BAD).read_text(encoding="utf-8")):
        bad.setdefault(entry["after_line"], []).append(_bad_record(entry))
    records = list(bad.get(0, ()))
    owners: dict[tuple[str, str], str] = {}
    lines = (HERE / YEAR).read_bytes().splitlines()
    events = [json.loads(line) for line in lines]
    for event in events:
        owners[event["source"], event["id"]] = _owner(event)
    for number, (line, event) in enumerate(zip(lines, events, strict=True), start=1):
        corrected = _owner(event) == CORRECTION
        owner = owners[event["source"], event["data"]["corrects"]] if corrected else _owner(event)
        key = None if corrected else event["subject"].encode()
        records.append(SampleRecord(inbound(event["source"].removeprefix("/units/"), owner), key, line))
        records.extend(bad.get(number, ()))
    return records


def expected() -> dict[str, Any]:
    """What the platform must say of it: receipts by outcome and reason, petitions, conferences."""
    return json.loads((HERE / EXPECTED).read_text(encoding="utf-8"))


def _owner(event: dict[str, Any]) -> str:
    name = name_of(event["type"]) or ""
    return name if name == CORRECTION else EVENTS[name].owner


def _bad_record(entry: dict[str, Any]) -> SampleRecord:
    value = b64decode(entry["raw_base64"]) if "raw_base64" in entry else entry["raw"].encode()
    value = value.replace(PADDING.encode(), b"x" * _PADDED)
    return SampleRecord(inbound(entry["topic_unit"], entry["service"]), None, value)
