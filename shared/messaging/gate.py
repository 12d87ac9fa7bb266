"""May this record come in at all?

Envelope, sender, type, data and time, judged without any I/O (contract: Receipts).
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from shared.clock import isoformat, local_date
from shared.events import envelope as envelopes
from shared.events.catalogue import CORRECTION, KINDS, Entry, name_of, subject_id
from shared.events.corrections import naming
from shared.events.envelope import Envelope, Malformed
from shared.events.fields import MAX_EVENT_BYTES
from shared.events.public import plain
from shared.events.quick import reader
from shared.events.validate import InvalidData, from_json
from shared.messaging.inbound import Inbound, Reason, Record, Rejected
from shared.messaging.topics import unit_of
from shared.units import Registry

SKEW = timedelta(minutes=5)
"""How far ahead of the platform's clock a sender's may run."""

Demand = Callable[[str, Mapping[str, Any], Registry], None]
"""InvalidData if an event of that name must say more by the registry, which no schema knows."""

UNIT = KINDS[-1]
PLAN = frozenset({"year", "conferences"})
"""What an annual plan says and no event about a conference: with it, a conference's id is a stray one."""

_ID = re.compile(r"[a-z0-9-]{1,64}")
_CANONICAL = msgspec.json.Encoder(order="sorted")


def digest_of(type_: str, time: datetime, data: Mapping[str, Any]) -> bytes:
    """What makes two events with one id the same: type, moment and data."""
    text = _CANONICAL.encode([type_, isoformat(time.astimezone(UTC)), data])
    return hashlib.sha256(text).digest()


def subject_of(name: str, data: Mapping[str, Any], kinds: Sequence[str] = KINDS) -> tuple[str, str]:
    """Kind and id of what an event is about; a correction is about what its corrected data is about, and a
    withdrawal about what it names.

    `kinds`: what this service's events can be about, so that a stray id leads no correction astray.
    """
    if name != CORRECTION:
        return subject_id(data)
    withdrawn, named = data.get("withdrawn"), naming(data)
    try:
        kind, subject = subject_id(named, (UNIT,) if UNIT in kinds and named.keys() >= PLAN else kinds)
    except ValueError as error:
        if withdrawn:
            raise InvalidData(
                "withdrawn", f"{error}: beside it stands the id of what is taken back"
            ) from None
        raise InvalidData("data", f"the corrected data {error}") from None
    if not _ID.fullmatch(subject):
        raise InvalidData(f"data.{kind}_id", "must be 1 to 64 of a-z 0-9 -")
    return kind, subject


class Gate:
    """Judges records against the contract, the registry of units and the clock."""

    def __init__(self, events: Mapping[str, Entry], registry: Registry, demand: Demand | None = None) -> None:
        """`events`: what agencies may send to this service; `registry`: the units as now known."""
        self._events = events
        about = {entry.about for entry in events.values()}
        self._kinds = tuple(kind for kind in KINDS if kind in about)
        self._demand = demand
        self.registry = registry

    def judge(self, record: Record, now: datetime) -> Inbound | Rejected:
        """The event in `record`, or the first reason why it can't come in."""
        unit_id = unit_of(record.topic)
        try:
            found = envelopes.decode(record.value, record.headers)
        except Malformed as problem:
            return Rejected(Reason.MALFORMED, problem.detail, problem.field, problem.event_id)
        at = found.time.astimezone(UTC)
        refusal = self._sender(found, at, record, unit_id)
        if refusal:
            return refusal
        name = name_of(found.type)
        entry = self._events.get(name) if name else None
        if not name or not entry:
            return _refused(
                found, Reason.UNKNOWN_TYPE, "this topic's service takes no events of this type", "type"
            )
        return self._content(found, at, name, entry, unit_id, record, now)

    def _sender(self, found: Envelope, at: datetime, record: Record, unit_id: str) -> Rejected | None:
        if record.value is not None and len(record.value) > MAX_EVENT_BYTES:
            detail = f"an event has at most {MAX_EVENT_BYTES} bytes, this one {len(record.value)}"
            return _refused(found, Reason.TOO_LARGE, detail)
        if found.source != f"/units/{unit_id}":
            return _refused(
                found, Reason.NOT_YOUR_UNIT, f"on this topic the source is /units/{unit_id}", "source"
            )
        if not self.registry.existed_at(unit_id, at):
            detail = f"{unit_id} is not in the registry of units, or not valid on {local_date(found.time)}"
            return _refused(found, Reason.UNKNOWN_UNIT, detail, "source")
        return None

    def _content(
        self,
        found: Envelope,
        at: datetime,
        name: str,
        entry: Entry,
        unit_id: str,
        record: Record | None,
        now: datetime,
    ) -> Inbound | Rejected:
        try:
            quick, event = reader(entry.model), None
            data = quick(found.data) if quick else None
            if data is None:
                event = from_json(entry.model, found.data)
                data = plain(event)
            if self._demand:
                self._demand(name, data, self.registry)
            kind, subject = subject_of(name, data, self._kinds)
            if found.subject is not None and found.subject != subject:
                raise InvalidData("subject", f"must be {subject} as in the data, or be left out")
        except InvalidData as problem:
            return _refused(found, Reason.INVALID_DATA, problem.detail, problem.field, problem)
        if at > now + SKEW:
            return _refused(found, Reason.IN_THE_FUTURE, "time is more than 5 minutes ahead", "time")
        return Inbound(
            name=name,
            source=found.source,
            event_id=found.id,
            unit_id=unit_id,
            time=found.time,
            subject=f"{kind}/{subject}",
            event=event,
            data=data,
            digest=digest_of(found.type, at, data),
            traceparent=found.traceparent,
            record=record,
        )


def _refused(
    found: Envelope,
    reason: Reason,
    detail: str,
    field: str | None = None,
    wrong: InvalidData | None = None,
) -> Rejected:
    return Rejected(reason, detail, field, found.id, found.type, wrong)
