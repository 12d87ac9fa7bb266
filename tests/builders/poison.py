"""What a unit may put on its topic that is no event of its own, and how its receipt names what is wrong."""

import json
from collections.abc import Callable
from typing import NamedTuple

from tests.builders.envelopes import another_unit, encoded, envelope, petition

AT = "2024-05-20T09:00:00+07:00"
HELD = {"conference_id": "hn-1", "participants": 1}


class Poison(NamedTuple):
    """A record's value, made for the unit that sends it; the reason and the field of its refusal."""

    value: Callable[[str], bytes | None]
    reason: str
    field: str | None = None


POISON: tuple[Poison, ...] = (
    Poison(lambda _: None, "malformed"),
    Poison(lambda _: b"", "malformed"),
    Poison(lambda _: b"{", "malformed"),
    Poison(lambda _: b"null", "malformed"),
    Poison(lambda _: b"[" * 50_000, "malformed"),
    Poison(lambda _: b"\xff\xfe", "malformed"),
    Poison(
        lambda unit: encoded(petition(unit, "kn-u", "hn-1", content="ngoặc")).replace("ặ".encode(), b"\xe1"),
        "malformed",
    ),
    Poison(lambda _: b"\x00" * 1_000_000, "malformed"),
    Poison(lambda _: b'{"specversion":"1.0"}', "malformed", "data"),
    Poison(lambda unit: encoded(petition(unit, "kn-x", "hn-1", content="x" * 300_000)), "too_large"),
    Poison(lambda unit: encoded(petition(another_unit(unit), "kn-y", "hn-1")), "not_your_unit", "source"),
    Poison(lambda unit: encoded(envelope("PetitionReceived", unit, {}, AT)), "invalid_data", "petition_id"),
    Poison(
        lambda unit: encoded(petition(unit, "kn-z", "hn-1", "2025-02-20T10:00:00+07:00")),
        "in_the_future",
        "time",
    ),
    Poison(lambda unit: encoded(envelope("ConferenceHeld", unit, HELD, AT)), "unknown_type", "type"),
    Poison(
        lambda unit: json.dumps(petition(unit, "s", "hn-1", content="\ud800")).encode(),
        "invalid_data",
        "content",
    ),
    Poison(lambda unit: encoded(petition(unit, "kn-n", "hn-1", content="a\x00b")), "invalid_data", "content"),
    Poison(lambda unit: encoded(petition(unit, "kn-t", "hn-1", "2024-05-20T09:00:00")), "malformed", "time"),
)
