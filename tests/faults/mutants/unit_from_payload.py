"""Who speaks is read in the payload and not on the topic: any unit speaks for any other."""

from datetime import datetime

from msgspec.structs import replace

from shared.events import envelope
from shared.events.envelope import Malformed
from shared.messaging import topics
from shared.messaging.gate import Gate
from shared.messaging.inbound import Inbound, Record, Rejected
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    real = Gate.judge

    def by_payload(self: Gate, record: Record, now: datetime) -> Inbound | Rejected:
        try:
            source = envelope.decode(record.value, record.headers).source
        except Malformed:
            return real(self, record, now)
        service = record.topic.rpartition(".")[2]
        claimed = replace(record, topic=topics.inbound(source.removeprefix("/units/"), service))
        found = real(self, claimed, now)
        return replace(found, record=record) if isinstance(found, Inbound) else found

    patch(Gate, "judge", by_payload)
