"""What does a record on a topic of facts say? Decoded as the platform's own writing, or as nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec

from shared.dialogue.acts import Act
from shared.events.catalogue import FACT_NAMES, name_of
from shared.events.fields import MAX_ID
from shared.events.keepable import LARGEST
from shared.messaging.inbound import Record

_Name = Annotated[str, msgspec.Meta(max_length=MAX_ID)]
"""So long at most that an index has it, whole."""


class _FactEnvelope(msgspec.Struct):
    id: _Name
    source: str
    type: str
    subject: _Name
    time: datetime
    sequence: Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
    recordedtime: datetime
    data: dict[str, Any]
    unitid: str | None = None
    causationid: str | None = None


_DECODER = msgspec.json.Decoder(_FactEnvelope)


class Followed(msgspec.Struct, frozen=True):
    """A fact of another service, next in its subject's sequence."""

    topic: str
    id: str
    name: str
    subject: str
    sequence: int
    time: datetime
    recorded_at: datetime
    unit_id: str
    event_id: str
    """The agency's id of the event it came from; the fact's own id if it came from none."""
    data: Mapping[str, Any]

    @property
    def known(self) -> bool:
        """Is it of a type that this version has? A later one may tell of more."""
        return self.name in FACT_NAMES

    def act(self) -> Act:
        return Act(self.name, self.time, self.unit_id, self.event_id, self.data, self.recorded_at)


def decode(record: Record) -> Followed | None:
    """The fact in a record; None if it is none (only a platform's service may write there).

    Nor is it one if no database can have its names or its number: who follows could not even hold it back.
    """
    try:
        found = _DECODER.decode(record.value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        # The decoder has errors of its own, but lets Python's through of bytes that are no text, and of what
        # is nested without end.
        return None
    if "\0" in found.subject or "\0" in found.id:
        return None
    return Followed(
        record.topic, found.id, name_of(found.type) or found.type, found.subject, found.sequence, found.time,
        found.recordedtime, found.unitid or "", found.causationid or found.id, found.data,
    )  # fmt: skip
