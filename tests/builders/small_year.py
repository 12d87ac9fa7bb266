"""The small year as acts, without any service: what the rules alone make of it."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from shared.clock import HCM
from shared.dialogue.acts import Act

CASE = Path(__file__).parents[1] / "cases" / "small-year"
RECORDED_AT = datetime(2025, 3, 3, 9, 0, tzinfo=HCM)


class Year(NamedTuple):
    """The acts of each petition and of each conference."""

    petitions: dict[str, list[Act]]
    conferences: dict[str, list[Act]]


@lru_cache
def events() -> tuple[dict[str, Any], ...]:
    """As they arrived: out of order, some twice."""
    return tuple(json.loads(line) for line in (CASE / "events.ndjson").read_text("utf-8").splitlines())


@lru_cache
def expected() -> dict[str, Any]:
    return json.loads((CASE / "expected.json").read_text("utf-8"))


def year_of(envelopes: Iterable[dict[str, Any]]) -> Year:
    """The acts of these events in the order they came, repetitions included."""
    petitions: defaultdict[str, list[Act]] = defaultdict(list)
    conferences: defaultdict[str, list[Act]] = defaultdict(list)
    for envelope in envelopes:
        data = envelope["data"]
        act = Act(
            name=envelope["type"].split(".")[-2],
            time=datetime.fromisoformat(envelope["time"]),
            unit_id=envelope["source"].removeprefix("/units/"),
            event_id=envelope["id"],
            data=data,
            recorded_at=RECORDED_AT,
        )
        if "petition_id" in data:
            petitions[data["petition_id"]].append(act)
        elif "conference_id" in data:
            conferences[data["conference_id"]].append(act)
    return Year(dict(petitions), dict(conferences))
