"""Toward whose minimum does a conference count (R1, R2, R6)? Of whoever held it on its day."""

from datetime import datetime

from shared.clock import local_date
from shared.dialogue.conference import ConferenceView
from shared.dialogue.readings import COUNTS_FOR_WHO_HOLDS_IT
from shared.units import Matter, Registry


def counts_for(view: ConferenceView, since: datetime, registry: Registry) -> str:
    """The unit for which a conference counts that does since `since`: its own, or that unit's one heir.

    As long as a split is undecided it stays with the unit that has ended, and counts for nobody who owes.
    """
    if not COUNTS_FOR_WHO_HOLDS_IT:
        return view.unit_id
    day = view.starts_on if view.held else local_date(since)
    return registry.holder_on(view.unit_id, day, Matter(view.conference_id))
