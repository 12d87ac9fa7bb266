"""What the product's own rules make of each line, in the order of the file: receipts without Kafka.

The gate, the inbox's law and both services' decisions, on memory; what waits is tried again after each part.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.notices.handlers import HANDLES as NOTICES
from services.notices.handlers.scheduling import demand_theme
from services.notices.handlers.world import Loaded, NoticesWorld
from services.petitions.handlers import HANDLES as PETITIONS
from services.petitions.handlers.world import PetitionsWorld
from shared import units
from shared.dialogue.acts import Act
from shared.events.catalogue import inbound_events
from shared.messaging import topics
from shared.messaging.desk import World
from shared.messaging.gate import Gate
from shared.messaging.inbound import Accepted, Inbound, Record, Rejected
from shared.messaging.letterbox import owner_of
from tests.recount.receipts import envelope_of

SERVICES = ("notices", "petitions")


class TakenIn:
    """Two services that keep nothing but acts."""

    def __init__(self, now: str) -> None:
        registry, self._now = units.shipped(), datetime.fromisoformat(now)
        demands = {"notices": demand_theme}
        self._gates = {
            service: Gate(inbound_events(service), registry, demands.get(service)) for service in SERVICES
        }
        self._acts: dict[str, list[Act]] = {}
        self._taken: dict[tuple[str, str], str] = {}
        loaded = Loaded()
        self._worlds: Mapping[str, World] = {
            "notices": NoticesWorld(loaded, registry, self._now, lambda w, e: NOTICES[e.name](w, e)),
            "petitions": PetitionsWorld(
                self._acts, self._taken, registry, self._now, lambda w, e: PETITIONS[e.name](w, e)
            ),
        }
        self._inbox: dict[tuple[str, str, str], bytes] = {}
        self._waiting: list[tuple[str, Inbound]] = []
        self._outcomes: defaultdict[str, list[str]] = defaultdict(list)

    def take(self, lines: list[str]) -> None:
        """A part of what is told, and what it releases."""
        events: dict[str, list[Inbound]] = {service: [] for service in SERVICES}
        for line in lines:
            envelope = envelope_of(line)
            if envelope.get("id"):
                self._judge(line, envelope, events)
        for service in SERVICES:
            for event in events[service]:
                self._decide(service, event)
            while self._released(service):
                pass

    def outcomes(self) -> dict[str, list[str]]:
        """By the id of the event."""
        found = {event_id: list(ends) for event_id, ends in self._outcomes.items()}
        for _, event in self._waiting:
            found.setdefault(event.event_id, []).append("waiting")
        return {event_id: sorted(ends) for event_id, ends in found.items()}

    def _judge(self, line: str, envelope: dict[str, Any], events: dict[str, list[Inbound]]) -> None:
        service = owner_of(envelope)
        topic = topics.inbound(str(envelope["source"]).removeprefix("/units/"), service)
        judged = self._gates[service].judge(Record(topic, 0, 0, None, line.encode()), self._now)
        if isinstance(judged, Rejected):
            self._outcomes[envelope["id"]].append(judged.reason.value)
        else:
            events[service].append(judged)

    def _decide(self, service: str, event: Inbound) -> None:
        key = service, event.source, event.event_id
        if known := self._inbox.get(key):
            same = known == event.digest
            self._outcomes[event.event_id].append("duplicate" if same else "conflicting_duplicate")
            return
        self._inbox[key] = event.digest
        if not self._try(service, event):
            self._waiting.append((service, event))

    def _try(self, service: str, event: Inbound) -> bool:
        """Decided for good?"""
        world = self._worlds[service]
        verdict = world.decide(event)
        if isinstance(verdict, Accepted):
            act = event.act(self._now, verdict.data)
            world.accept(event, act, 0)
            self._taken[event.source, event.event_id] = event.subject
            if service == "notices" and act.name.startswith(("Conference", "EventCorrected")):
                self._acts.setdefault(event.subject, []).append(act)
            self._outcomes[event.event_id].append("accepted")
            return True
        if isinstance(verdict, Rejected):
            self._outcomes[event.event_id].append(verdict.reason.value)
            del self._inbox[service, event.source, event.event_id]
            return True
        return False

    def _released(self, service: str) -> bool:
        before = len(self._waiting)
        self._waiting = [one for one in self._waiting if one[0] != service or not self._try(*one)]
        return len(self._waiting) < before
