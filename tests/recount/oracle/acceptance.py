"""Which events count? Creation, entitlement and the lifecycle, judged by `time`, never by arrival (CONTRACT).

An act that was accepted before what forbids it arrived is "a fact without effect", so that both come to the
same. Of two creations of one id the first on its topic counts.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.recount.oracle.corrected import CREATIONS, dated_before, hang, in_effect, taken_away_at
from tests.recount.oracle.instants import Instant
from tests.recount.oracle.records import Act, Event
from tests.recount.oracle.registry import Registry

MAY_BE_DONE_BY_OTHERS = ("PetitionAnswered", "PetitionTransferred", "PetitionEscalated")
CITY_COMMITTEE_OFFICE = "van-phong-uy-ban-nhan-dan-thanh-pho"


@dataclass
class Subject:
    """A conference or petition: what created it, and its other acts, unordered."""

    id: str
    unit: str
    created: Act
    acts: list[Act] = field(default_factory=list)


@dataclass
class Accepted:
    """All that counts."""

    conferences: dict[str, Subject]
    petitions: dict[str, Subject]
    plans: list[Act]


def accepted(events: list[Event], registry: Registry) -> Accepted:
    """Judges what needs other events, writes the verdict into each event, and gives the effective acts."""
    return _Judge(events, registry).judged()


class _Judge:
    def __init__(self, events: list[Event], registry: Registry) -> None:
        self._registry = registry
        self._events = [event for event in events if event.name != "EventCorrected"]
        hang(self._events, [event for event in events if event.name == "EventCorrected"])

    def judged(self) -> Accepted:
        conferences: dict[str, Subject] = {}
        petitions: dict[str, Subject] = {}
        makers: dict[Any, Event] = {}
        for event in self._created("ConferenceScheduled"):
            if self._stands_for(event, event.data["unit_id"]):
                self._create(event, conferences, makers, event.data["unit_id"])
        for event in self._created("PetitionReceived"):
            conference = conferences.get(event.data["conference_id"])
            if conference is None:
                event.verdict = "unknown_subject"
            elif self._stands_for(event, conference.unit):
                if event.time < makers["conference_id", conference.id].time:
                    event.verdict = "not_allowed"
                else:
                    # A correction may name another conference, and that is the one it comes after.
                    dated_before(event, lambda said: makers["conference_id", said["conference_id"]].time)
                    self._create(event, petitions, makers, conference.unit)
        self._add_conference_acts(conferences, makers)
        self._add_petition_acts(petitions, makers)
        plans = [event for event in self._events if event.name == "AnnualPlanSubmitted"]
        mine = [event for event in plans if self._stands_for(event, event.data["unit_id"])]
        return Accepted(conferences, petitions, [act for event in mine if (act := in_effect(event))])

    def _created(self, name: str) -> Iterable[Event]:
        return (event for event in self._events if event.name == name)

    def _stands_for(self, event: Event, unit: str) -> bool:
        if event.unit in self._registry.heirs(unit):
            event.verdict = "accepted"
            return True
        event.verdict = "not_your_unit"
        return False

    def _create(
        self, event: Event, subjects: dict[str, Subject], makers: dict[Any, Event], unit: str
    ) -> None:
        field_name = CREATIONS[event.name]
        subject_id = event.data[field_name]
        if subject_id in subjects:
            event.verdict = "not_allowed"
            return
        makers[field_name, subject_id] = event
        created = in_effect(event)
        assert created, "what others hang on can't be taken away"
        subjects[subject_id] = Subject(subject_id, unit, created)

    def _add_conference_acts(self, conferences: dict[str, Subject], makers: dict[Any, Event]) -> None:
        for event in self._events:
            if "conference_id" not in event.data or event.name in CREATIONS:
                continue
            conference = conferences.get(event.data["conference_id"])
            if conference is None:
                event.verdict = "unknown_subject"
            elif self._stands_for(event, conference.unit):
                if event.time < makers["conference_id", conference.id].time:
                    event.verdict = "not_allowed"
                else:
                    dated_before(event, lambda _, one=conference.id: makers["conference_id", one].time)
                    event.act = in_effect(event)
                    conference.acts += [event.act] if event.act else []

    def _add_petition_acts(self, petitions: dict[str, Subject], makers: dict[Any, Event]) -> None:
        waiting: defaultdict[str, list[Event]] = defaultdict(list)
        for event in self._events:
            if "petition_id" in event.data and event.name not in CREATIONS:
                waiting[event.data["petition_id"]].append(event)
        for petition_id, events in waiting.items():
            petition = petitions.get(petition_id)
            if petition is None:
                for event in events:
                    event.verdict = "unknown_subject"
                continue
            received_at = makers["petition_id", petition_id].time
            for event in self._entitled(petition, events, received_at):
                event.verdict = "accepted"
                if event.time < received_at:
                    event.verdict = "not_allowed"
                else:
                    dated_before(event, lambda _, at=received_at: at)
                    event.act = in_effect(event)
                    petition.acts += [event.act] if event.act else []

    def _entitled(self, petition: Subject, events: list[Event], received_at: Instant) -> list[Event]:
        """By what is allowed. Who is asked after an end acts without effect, entitled or not."""
        allowed = self._closure(petition, events, received_at, ended=True)
        perhaps = self._closure(petition, events, received_at, ended=False)
        for event in events:
            event.verdict = "without_effect" if event in perhaps else "not_your_unit"
        return allowed

    def _closure(
        self, petition: Subject, events: list[Event], received_at: Instant, *, ended: bool
    ) -> list[Event]:
        """The least set: a unit that was asked may pass it on, and entitles others by that."""
        entitled: list[Event] = []
        others = list(events)
        while True:
            asking = [
                act
                for act in entitled
                if act.time >= received_at and not (ended and _after_the_end(act, entitled))
            ]
            new = [event for event in others if self._may(petition, event, asking)]
            if not new:
                return entitled
            entitled += new
            others = [event for event in others if event not in new]

    def _may(self, petition: Subject, event: Event, asking: list[Event]) -> bool:
        units = {petition.unit}
        if event.name in MAY_BE_DONE_BY_OTHERS:
            for act in asking:
                until = taken_away_at(act)
                if act.time <= event.time and (until is None or event.time <= until):
                    units |= self._asked(act)
        if event.name == "DirectionGiven":
            units.add(CITY_COMMITTEE_OFFICE)
        return any(event.unit in self._registry.heirs(unit) for unit in units)

    def _asked(self, act: Event) -> set[str]:
        names: list[str] = []
        if act.name == "CoordinationRequested":
            names = act.data["with"]
        elif act.name == "PetitionTransferred":
            names = [act.data["to"]]
        return {unit for name in names if (unit := self._registry.named(name))}


def _after_the_end(act: Event, entitled: list[Event]) -> bool:
    ends = [event.time for event in entitled if event.name in ("PetitionRefused", "PetitionWithdrawn")]
    return any(end < act.time for end in ends)
