"""Which topics exist, what are they called, and how are they kept? The topology as code."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

PREFIX: Final = "doithoai."
FACTS: Final[Mapping[str, str]] = {
    "notices": "doithoai.conferences.v1",
    "petitions": "doithoai.petitions.v1",
    "deadlines": "doithoai.deadlines.v1",
    "reporting": "doithoai.reports.v1",
}
"""The topic of facts each service writes."""
DEAD_LETTERS: Final = "doithoai.dead-letters.v1"
PROGRESS: Final = "doithoai.progress.v1"
PROBES: Final = "doithoai.probes.v1"
PROBE_UNIT: Final = "kiem-tra-nen-tang"
"""A sender that is no unit: what it puts on its topic is refused, which shows that the way is open."""
INBOUND_SERVICES: Final = ("notices", "petitions")
FACT_PARTITIONS: Final = 24
DAY: Final = str(24 * 3600 * 1000)
DAYS_90: Final = str(90 * 24 * 3600 * 1000)

_UNIT = "[a-z0-9-]{1,64}"
_INBOUND = re.compile(rf"^doithoai\.inbound\.({_UNIT})\.(notices|petitions)$")


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as it is to be created."""

    name: str
    partitions: int
    configs: Mapping[str, str] = field(default_factory=dict[str, str])


def inbound(unit_id: str, service: str) -> str:
    """Where `unit_id` alone puts the events that `service` owns."""
    return f"doithoai.inbound.{unit_id}.{service}"


def receipts(unit_id: str) -> str:
    """Where `unit_id` reads what became of its records."""
    return f"doithoai.receipts.{unit_id}"


def inbound_pattern(service: str) -> str:
    """The subscription of `service` to every unit's inbound topic."""
    return rf"^doithoai\.inbound\.{_UNIT}\.{service}$"


@lru_cache(maxsize=1_000)
def unit_of(topic: str) -> str:
    """The unit an inbound topic belongs to: the sender's identity (PITFALLS: never the payload)."""
    found = _INBOUND.match(topic)
    if not found:
        raise ValueError(f"{topic} is no inbound topic")
    return found[1]


def of_unit(unit_id: str) -> tuple[TopicSpec, ...]:
    """The three topics of one agency."""
    kept = {"retention.ms": DAYS_90, "message.timestamp.type": "LogAppendTime"}
    return (
        *(TopicSpec(inbound(unit_id, service), 1, kept) for service in INBOUND_SERVICES),
        TopicSpec(receipts(unit_id), 1, {"retention.ms": DAYS_90}),
    )


def of_platform() -> tuple[TopicSpec, ...]:
    """The topics of facts, kept for ever, the dead letters and the progress of the services."""
    for_ever = {"retention.ms": "-1", "max.message.bytes": str(2 * 1024 * 1024)}
    return (
        *(TopicSpec(name, FACT_PARTITIONS, for_ever) for name in FACTS.values()),
        TopicSpec(DEAD_LETTERS, 1, {"retention.ms": DAYS_90, "max.message.bytes": str(4 * 1024 * 1024)}),
        TopicSpec(PROBES, 1, {"retention.ms": DAY}),
        TopicSpec(inbound(PROBE_UNIT, "petitions"), 1, {"retention.ms": DAYS_90}),
        TopicSpec(receipts(PROBE_UNIT), 1, {"retention.ms": DAYS_90}),
        TopicSpec(PROGRESS, 1, {"cleanup.policy": "compact", "segment.ms": "600000"}),
    )


def topology(unit_ids: Iterable[str]) -> tuple[TopicSpec, ...]:
    """Every topic of a platform with these agencies."""
    return (*of_platform(), *(spec for unit_id in unit_ids for spec in of_unit(unit_id)))
