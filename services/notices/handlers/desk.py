"""How are notices' events decided? Loads what a batch touches, one statement a table, and decides on it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.handlers import HANDLES
from services.notices.handlers.world import REGISTERED, Loaded, NoticesWorld
from services.notices.store import acts, registrations
from shared.clock import Clock
from shared.events.catalogue import CORRECTION, inbound_events
from shared.messaging.acts_taken_in import taken_for
from shared.messaging.desk import NOTHING, Beforehand, World
from shared.messaging.inbound import Inbound, Verdict
from shared.messaging.made_here import keys_made_here
from shared.units import Registry


class NoticesDesk:
    """The service's side of taking events in."""

    events = inbound_events("notices")

    def __init__(self, registry: Registry, clock: Clock) -> None:
        """`registry`: the units as now known; to be replaced when one changes."""
        self.registry = registry
        self._clock = clock

    async def load(
        self, conn: AsyncConnection, batch: Sequence[Inbound], known: Beforehand = NOTHING
    ) -> World:
        """Registrations are looked up by id, and only where the batch makes or corrects some."""
        loaded = Loaded(acts=await acts.of_subjects(conn, (event.subject for event in batch)))
        loaded.registration_ids = await registrations.known(
            conn, (event.data["registration_id"] for event in batch if event.name == REGISTERED)
        )
        corrections = [event for event in batch if event.name == CORRECTION]
        if corrections:
            await _load_originals(conn, loaded, corrections)
        return NoticesWorld(loaded, self.registry, self._clock.now(), _decide)


async def _load_originals(conn: AsyncConnection, loaded: Loaded, corrections: Sequence[Inbound]) -> None:
    named = {(event.subject, event.data["corrects"]) for event in corrections}
    # A correction may name an earlier one, which names the registration.
    named |= {
        (subject, act.data["corrects"])
        for subject in {event.subject for event in corrections}
        for act in loaded.acts.get(subject, ())
        if act.name == CORRECTION
    }
    loaded.registrations = await acts.registrations(conn, named)
    registered = [act for found in loaded.registrations.values() for act in found]
    keys = [(e.source, e.data["corrects"]) for e in corrections] + keys_made_here(registered, "notices")
    loaded.taken_for = await taken_for(conn, keys)


def _decide(world: NoticesWorld, event: Inbound) -> Verdict:
    return HANDLES[event.name](world, event)
