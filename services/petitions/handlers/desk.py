"""How are petition events decided?

Loads what a batch touches: its petitions' acts, then those petitions' conferences'.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.handlers import HANDLES
from services.petitions.handlers.world import PetitionsWorld
from services.petitions.store import acts, conferences_units
from shared.clock import Clock
from shared.dialogue.petition import RECEPTION
from shared.events.catalogue import CORRECTION, inbound_events
from shared.events.corrections import naming
from shared.messaging.acts_taken_in import taken_for
from shared.messaging.desk import NOTHING, Beforehand, World
from shared.messaging.inbound import Inbound, Verdict
from shared.messaging.made_here import keys_made_here
from shared.units import Registry


class PetitionsDesk:
    """The service's side of taking events in."""

    events = inbound_events("petitions")

    def __init__(self, registry: Registry, clock: Clock) -> None:
        self.registry = registry
        self._clock = clock

    async def load(
        self, conn: AsyncConnection, batch: Sequence[Inbound], known: Beforehand = NOTHING
    ) -> World:
        """One statement where the events name their conferences, one more for those that their petitions'
        acts name besides; another when there are corrections.
        """
        corrections = [event for event in batch if event.name == CORRECTION]
        said = [event.data for event in batch] + [naming(event.data) for event in corrections]
        petitions, named = {event.subject for event in batch}, _conferences(said)
        found, wanted = {**known.acts}, (named if known.new else petitions | named) - known.acts.keys()
        if wanted:
            await conferences_units.stay(conn)
            found |= await acts.of_subjects(conn, wanted)
        said_of = [act for subject in petitions for act in found.get(subject, [])]
        told = [act.data for act in said_of if act.name == RECEPTION]
        told += [act.data.get("data", {}) for act in said_of if act.name == CORRECTION]
        found |= await acts.of_subjects(conn, sorted(_conferences(told) - named))
        corrected = [act for subject in {e.subject for e in corrections} for act in found.get(subject, [])]
        keys = [(e.source, e.data["corrects"]) for e in corrections] + keys_made_here(corrected, "petitions")
        taken = await taken_for(conn, keys)
        return PetitionsWorld(found, taken, self.registry, self._clock.now(), _decide)


def _conferences(said: Iterable[Mapping[str, Any]]) -> set[str]:
    """The subjects of the conferences that are named in it."""
    return {
        f"conference/{data['conference_id']}" for data in said if isinstance(data.get("conference_id"), str)
    }


def _decide(world: PetitionsWorld, event: Inbound) -> Verdict:
    return HANDLES[event.name](world, event)
