"""How are petition events decided?

Loads what a batch touches: its petitions' acts, then those petitions' conferences'.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.domain.lifecycle import RECEIVED
from services.petitions.handlers import HANDLES
from services.petitions.handlers.world import PetitionsWorld
from services.petitions.store import acts
from shared.clock import Clock
from shared.events.catalogue import CORRECTION, inbound_events
from shared.events.corrections import naming
from shared.messaging.desk import World
from shared.messaging.inbound import Inbound, Verdict
from shared.units import Registry


class PetitionsDesk:
    """The service's side of taking events in."""

    events = inbound_events("petitions")

    def __init__(self, registry: Registry, clock: Clock) -> None:
        self.registry = registry
        self._clock = clock

    async def load(self, conn: AsyncConnection, batch: Sequence[Inbound]) -> World:
        """Two statements, three when there are corrections."""
        found = await acts.of_subjects(conn, sorted({event.subject for event in batch}))
        conferences = {
            f"conference/{act.data['conference_id']}"
            for known in found.values()
            for act in known
            if act.name == RECEIVED
        }
        corrections = [event for event in batch if event.name == CORRECTION]
        for data in [event.data for event in batch] + [naming(event.data) for event in corrections]:
            if isinstance(data.get("conference_id"), str):
                conferences.add(f"conference/{data['conference_id']}")
        for known in found.values():
            for act in known:
                if act.name == CORRECTION and "conference_id" in act.data.get("data", {}):
                    conferences.add(f"conference/{act.data['data']['conference_id']}")
        found |= await acts.of_subjects(conn, sorted(conferences))
        taken = await acts.taken_for(conn, [(e.source, e.data["corrects"]) for e in corrections])
        return PetitionsWorld(found, taken, self.registry, self._clock.now(), _decide)


def _decide(world: PetitionsWorld, event: Inbound) -> Verdict:
    return HANDLES[event.name](world, event)
