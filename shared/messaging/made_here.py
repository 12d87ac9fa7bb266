"""Which events did nobody's system send? What may an agency do under their ids, and to what they say?

What a business files or registers here is of the unit whose conference it is about, under an id made here.
Its source is not that unit's, but acts are told apart by unit and id: an agency's event under such an id,
about the same subject, would be taken for the same act. That it came, and when, was seen here and told by
nobody: a unit may put right what it says, and no more.
"""

import re
from collections.abc import Iterable, Mapping

from shared.dialogue.acts import Act
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


def keys_made_here(acts: Iterable[Act], service: str) -> list[EventKey]:
    """As what the inbox would know those of these acts that may have been made here."""
    return [(f"/services/{service}", act.event_id) for act in acts if _MADE_HERE.fullmatch(act.event_id)]


def is_made_here(act: Act, subject: str, service: str, taken_for: Mapping[EventKey, str]) -> bool:
    """Did a business tell it here? `taken_for`: under which subject the inbox has the keys that may be."""
    return taken_for.get((f"/services/{service}", act.event_id)) == subject
