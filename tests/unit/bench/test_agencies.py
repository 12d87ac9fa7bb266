"""What the benches put on the topics is what agencies may put there: a refused load would measure nothing."""

from collections import Counter

from bench import agencies
from shared import units
from shared.events.catalogue import inbound_events
from shared.messaging import topics
from shared.messaging.gate import Gate
from shared.messaging.inbound import Inbound, Record


def test_every_event_of_the_load_passes_the_gate() -> None:
    registry, units_ = units.shipped(), agencies.unit_ids()
    sent = [*agencies.conferences(units_), *agencies.petitions(units_, 2_000)]
    gates = {service: Gate(inbound_events(service), registry) for service in topics.INBOUND_SERVICES}
    for each in sent:
        record = Record(topics.inbound(each.unit_id, each.service), 0, 0, None, each.value)
        assert isinstance(gates[each.service].judge(record, agencies.NOW), Inbound)


def test_of_ten_petitions_six_are_answered_and_every_one_has_its_reception_before_its_acts() -> None:
    told = list(agencies.told(agencies.petitions(agencies.unit_ids(), 21_000)))
    names = Counter(name for _, name, _, _ in told)
    assert 0.58 < names["PetitionAnswered"] / (names["PetitionReceived"] - agencies.LAG) < 0.62
    received: set[str] = set()
    for _, name, _, data in told:
        if name == "PetitionReceived":
            assert data["petition_id"] not in received
            received.add(data["petition_id"])
        assert data["petition_id"] in received
