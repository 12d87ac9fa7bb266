"""What is told of petitions, for tests: through the gate, decided in any order of arrival, nothing stored."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from services.petitions.handlers import HANDLES
from services.petitions.handlers.world import PetitionsWorld
from shared.dialogue.acts import Act
from shared.events.catalogue import inbound_events
from shared.messaging import topics
from shared.messaging.gate import Gate
from shared.messaging.inbound import Accepted, Inbound, Record, Verdict, Waiting
from shared.units import shipped
from tests.builders.acts import at
from tests.builders.envelopes import encoded, envelope, scheduling

NOW = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)
OWNER, HELPER, STRANGER = "so-giao-thong-van-tai", "so-ke-hoach-va-dau-tu", "so-tu-phap"
HEIR, HELPERS_HEIR = "so-xay-dung", "so-tai-chinh"
"""OWNER and HELPER ended on 28/02/2025; these followed them."""
OFFICE = "van-phong-uy-ban-nhan-dan-thanh-pho"
HELPERS_NAME = "Sở Kế hoạch và Đầu tư"
DATA: dict[str, dict[str, Any]] = {
    "PetitionReceived": {
        "conference_id": "hn-1",
        "group": "land",
        "business": {"name": "Công ty TNHH Sông Cấm", "kind": "enterprise"},
        "content": "Kiến nghị về thủ tục thuê đất",
        "channel": "written",
    },
    "PetitionReclassified": {"group": "credit"},
    "PetitionRefused": {"reason": "judicial"},
    "CoordinationRequested": {"with": [HELPER]},
    "PetitionTransferred": {"to": HELPER},
    "PetitionEscalated": {"to": "city_committee"},
    "DirectionGiven": {"by": "UBND thành phố", "content": "Giao giải quyết"},
    "PetitionAnswered": {"mode": "written", "fully_resolved": True},
    "WrittenAnswerRequested": {},
    "PetitionWithdrawn": {},
}


def told(name: str, time: str, by: str = OWNER, /, **data: Any) -> dict[str, Any]:
    """An event on petition `kn-1`, at a time in Hải Phòng; `data` replaces what it says by default."""
    whole = {"petition_id": "kn-1"} | DATA[name] | {field.rstrip("_"): value for field, value in data.items()}
    return envelope(name, by, whole, at(time).isoformat())


def correcting(event: dict[str, Any], time: str, /, **more: Any) -> dict[str, Any]:
    """A correction of `event` by its own unit; `more` replaces what the correction says."""
    said = {"corrects": event["id"], "data": event["data"], "reason": "ghi nhầm"} | more
    return envelope("EventCorrected", unit_of(event), said, at(time).isoformat())


def unsaying(event: dict[str, Any], time: str, /, **more: Any) -> dict[str, Any]:
    """The correction that takes `event` back, by its own unit."""
    about = event["data"].get("data", event["data"])
    said = {"corrects": event["id"], "withdrawn": True, "petition_id": about["petition_id"]}
    return envelope(
        "EventCorrected", unit_of(event), said | {"reason": "gửi nhầm"} | more, at(time).isoformat()
    )


def unit_of(event: dict[str, Any]) -> str:
    return event["source"].removeprefix("/units/")


def record(event: dict[str, Any], offset: int = 0) -> Record:
    """The event as it lies on its unit's topic."""
    return Record(topics.inbound(unit_of(event), "petitions"), 0, offset, None, encoded(event))


def through_the_gate(event: dict[str, Any]) -> Inbound:
    """The event as it is decided."""
    found = Gate(inbound_events("petitions"), shipped()).judge(record(event), NOW)
    assert isinstance(found, Inbound), found
    return found


def scheduling_of(
    conference_id: str = "hn-1", unit: str = OWNER, *, scheduled: str = "2024-05-01 08:00"
) -> tuple[dict[str, Any], str]:
    """What a unit says when it schedules a conference, and when."""
    event = scheduling(unit, conference_id, time=at(scheduled).isoformat())
    return event["data"], event["time"]


def conference(
    conference_id: str = "hn-1", unit: str = OWNER, *, scheduled: str = "2024-05-01 08:00"
) -> dict[str, list[Act]]:
    """A conference as petitions knows it, by its subject."""
    data, time = scheduling_of(conference_id, unit, scheduled=scheduled)
    known = Act("ConferenceScheduled", datetime.fromisoformat(time), unit, f"hẹn-{conference_id}", data, NOW)
    return {f"conference/{conference_id}": [known]}


class Deciding:
    """Petitions in memory: what arrives is decided, what waits is taken up again after every acceptance."""

    def __init__(self, *known: dict[str, list[Act]]) -> None:
        self.acts: dict[str, list[Act]] = {}
        self._taken_for: dict[tuple[str, str], str] = {}
        self.waiting: list[dict[str, Any]] = []
        self.accepted: set[str] = set()
        self.learn({subject: acts for conferences in known for subject, acts in conferences.items()})

    @staticmethod
    def _decide(world: PetitionsWorld, event: Inbound) -> Verdict:
        return HANDLES[event.name](world, event)

    def learn(self, conferences: dict[str, list[Act]]) -> None:
        """Facts of notices are followed; the next batch loads them."""
        self.acts.update(conferences)
        self.world = PetitionsWorld(self.acts, self._taken_for, shipped(), NOW, self._decide)
        self._take_up_again()

    def take(self, *events: dict[str, Any]) -> list[Verdict]:
        """What becomes of each at once, in this order of arrival."""
        verdicts: list[Verdict] = []
        for told_event in events:
            verdict = self._judge(told_event)
            if isinstance(verdict, Waiting):
                self.waiting.append(told_event)
            verdicts.append(verdict)
            if isinstance(verdict, Accepted):
                self._take_up_again()
        return verdicts

    def _judge(self, told_event: dict[str, Any]) -> Verdict:
        event = through_the_gate(told_event)
        verdict = self.world.decide(event)
        if isinstance(verdict, Accepted):
            self.world.accept(event, event.act(NOW, verdict.data), 1 + len(self.accepted))
            self.accepted.add(event.event_id)
        return verdict

    def _take_up_again(self) -> None:
        moved = True
        while moved:
            before, self.waiting = self.waiting, []
            self.waiting = [event for event in before if isinstance(self._judge(event), Waiting)]
            moved = len(self.waiting) < len(before)


def decided(events: Iterable[dict[str, Any]]) -> Verdict:
    """What becomes of the last of these, told to a platform that knows conference `hn-1` of OWNER."""
    return Deciding(conference()).take(*events)[-1]
