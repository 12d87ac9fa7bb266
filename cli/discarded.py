"""Which records on the topics of facts are none, by their operators' word? Discarded, and held back nowhere.

They lie there for ever; whoever counts facts counts them as not there (0033).
"""

from collections.abc import Iterable, Set

import asyncpg

from shared.messaging.inbound import Place

SAID = "SELECT topic, partition, \"offset\", state FROM parked_facts WHERE state IN ('discarded', 'parked')"


async def discarded(connections: Iterable[asyncpg.Connection]) -> Set[Place]:
    """The places of what one service's operators at least have given up, and no service holds back."""
    found: dict[str, set[Place]] = {"discarded": set(), "parked": set()}
    for connection in connections:
        for topic, partition, offset, state in await connection.fetch(SAID):
            found[state].add((topic, partition, offset))
    return found["discarded"] - found["parked"]
