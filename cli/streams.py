"""What stands on a topic? Read by nobody's group: facts from the first to the last, records where asked."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from shared.messaging.facts import decode
from shared.messaging.inbound import Place
from shared.messaging.offsets import Offsets
from shared.messaging.positions import Partition
from shared.messaging.reading import records_between


@dataclass(frozen=True, slots=True)
class FactSeen:
    """What an audit needs of a fact."""

    topic: str
    id: str
    name: str
    subject: str
    sequence: int
    key: str


@dataclass(slots=True)
class Standing:
    """What topics of facts hold, from the first record to the last."""

    facts: list[FactSeen] = field(default_factory=list[FactSeen])
    """In the order of each partition."""
    strange: list[Place] = field(default_factory=list[Place])
    """Where something lies that is no fact to those who follow."""
    discarded: int = 0
    """So many records are neither, by their operators' word."""


async def standing(bootstrap_servers: str, topics: Sequence[str], discarded: Set[Place]) -> Standing:
    """What stands on these topics as they end now, but for what lies at a place of `discarded`."""
    async with Offsets(bootstrap_servers) as offsets:
        ends = await offsets.ends(await offsets.partitions(topics))
    found = Standing()
    async for records in records_between(bootstrap_servers, {}, ends):
        for record in records:
            if record.place in discarded:
                found.discarded += 1
            elif fact := decode(record):
                # Nobody but its writer says what a key is: what is no text is shown as it can be.
                key = (record.key or b"").decode("utf-8", "backslashreplace")
                found.facts.append(
                    FactSeen(record.topic, fact.id, fact.name, fact.subject, fact.sequence, key)
                )
            else:
                found.strange.append(record.place)
    return found


async def records_at(bootstrap_servers: str, places: Set[Place]) -> Set[Place]:
    """At which of these places lies a record? Elsewhere lies a marker, or what a transaction took back."""
    begins: dict[Partition, int] = {}
    ends: dict[Partition, int] = {}
    for topic, partition, offset in places:
        at = topic, partition
        begins[at], ends[at] = min(offset, begins.get(at, offset)), max(offset + 1, ends.get(at, 0))
    read = records_between(bootstrap_servers, begins, ends)
    found = {record.place async for records in read for record in records}
    return found & places
