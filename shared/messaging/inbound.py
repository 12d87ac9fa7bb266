"""What is an inbound event, once it has passed the gate, and what can become of it?

The words all steps share. What each event makes one of is a struct: made in a fifth of a dataclass's time.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec

from shared.dialogue.acts import Act
from shared.events.fields import EventModel
from shared.events.keepable import InvalidData


class Reason(StrEnum):
    """Why an event is rejected; the contract's order: the first that applies."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    NOT_YOUR_UNIT = "not_your_unit"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_TYPE = "unknown_type"
    INVALID_DATA = "invalid_data"
    IN_THE_FUTURE = "in_the_future"
    CONFLICTING_DUPLICATE = "conflicting_duplicate"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN_SUBJECT = "unknown_subject"
    DISCARDED = "discarded"
    """Not the sender's fault: the platform failed on it, and its operators gave it up, saying why."""


class Patience(StrEnum):
    """What an event waits for, and so how long: its subject 24 hours, its unit's right to act 60 seconds.

    For an earlier event of its subject that we failed on, until that is mended: however long it takes.
    """

    SUBJECT = "subject"
    ENTITLEMENT = "entitlement"
    MENDING = "mending"


PATIENCE_SECONDS: Mapping[Patience, float] = {Patience.SUBJECT: 24 * 3600.0, Patience.ENTITLEMENT: 60.0}
"""Counted only while the platform keeps up with what is put on its topics."""

OUT_OF_PATIENCE: Mapping[Patience, Reason] = {
    Patience.SUBJECT: Reason.UNKNOWN_SUBJECT,
    Patience.ENTITLEMENT: Reason.NOT_YOUR_UNIT,
}


Place = tuple[str, int, int]
"""Where a record lies: topic, partition, offset."""


class Record(msgspec.Struct, frozen=True):
    """A record as it lay on its topic, untouched."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[Any, Any]] = ()

    @property
    def place(self) -> Place:
        return self.topic, self.partition, self.offset


class Inbound(msgspec.Struct, frozen=True):
    """An event that passed the gate: well-formed, its sender's own, of this service, with valid data."""

    name: str
    source: str
    event_id: str
    unit_id: str
    time: datetime
    subject: str
    """`petition/<id>`, `conference/<id>` or `unit/<id>`: what its fact will be about."""
    event: EventModel | None
    """As pydantic read it; None where its data was plainly right (events/quick.py)."""
    data: Mapping[str, Any]
    """The event's data as JSON values, personal data included."""
    digest: bytes
    traceparent: str | None
    record: Record | None
    """Where it lay; None for what came in over HTTP."""

    def act(self, recorded_at: datetime, data: Mapping[str, Any] | None = None) -> Act:
        """The act this event becomes if it is accepted; its time in UTC, as of the acts that are read."""
        kept = self.data if data is None else data
        return Act(self.name, self.time.astimezone(UTC), self.unit_id, self.event_id, kept, recorded_at)


class Accepted(msgspec.Struct, frozen=True):
    """It happened: the act is kept and published, with `data` in the place of what was sent if given."""

    data: Mapping[str, Any] | None = None


class Duplicate(msgspec.Struct, frozen=True):
    """The same event was accepted, or waits, already."""


class Rejected(msgspec.Struct, frozen=True):
    """It is the sender's to mend; `field` names what is wrong where one field is."""

    reason: Reason
    detail: str
    field: str | None = None
    event_id: str | None = None
    type: str | None = None
    wrong: InvalidData | None = None
    """What is wrong with the field, for whoever says it in other words."""


class Waiting(msgspec.Struct, frozen=True):
    """It waits until `awaits` (a subject) has a fact later than `since_sequence`."""

    awaits: str
    patience: Patience
    since_sequence: int = 0
    detail: str = ""
    field: str | None = None
    """What names it, to be told if it never comes."""


class DeadLettered(msgspec.Struct, frozen=True):
    """Deciding it failed by our own fault."""

    cause: str


Verdict = Accepted | Rejected | Waiting
Outcome = Accepted | Duplicate | Rejected | Waiting | DeadLettered
