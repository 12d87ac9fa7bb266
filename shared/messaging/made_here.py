"""Which events did nobody's system send, and may an agency use their ids?

What is filed or registered here is of the unit whose conference it is about, under an id made here. Its
source is not that unit's, but acts are told apart by unit and id: an agency's event under such an id, about
the same subject, would be taken for the same act.
"""

import re
from collections.abc import Mapping

from shared.messaging.inbound import Inbound, Reason, Rejected
from shared.messaging.inbox import EventKey, Taken

FILED = "filed-"
"""How the event of a petition filed here begins; that of a registration is a UUID of version 7."""
_UUID_7 = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_MADE_HERE = re.compile(f"{FILED}.*|{_UUID_7}")


def perhaps_made_here(event: Inbound, service: str) -> EventKey | None:
    """As what the inbox would know an event made here under the same id; None if none can have it."""
    source = f"/services/{service}"
    if event.source == source or not _MADE_HERE.fullmatch(event.event_id):
        return None
    return source, event.event_id


def id_made_here(event: Inbound, service: str, taken: Mapping[EventKey, Taken]) -> Rejected | None:
    """The refusal of an agency's event whose id has an act of its subject that was made here."""
    key = perhaps_made_here(event, service)
    made = taken.get(key) if key else None
    if made is None or made.subject != event.subject:
        return None
    detail = f"the platform itself took in an event with this id about {event.subject}: use another"
    return Rejected(Reason.CONFLICTING_DUPLICATE, detail, "id")
