"""What does a batch of notices' events touch? Conferences and units by their acts, registrations by id."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.store import conferences, registrations
from services.notices.store.registrations import Registration
from shared.dialogue.acts import Act, ActId, EffectiveActs, effective, taken_back
from shared.dialogue.conference import SCHEDULED, conference_spans, scheduling
from shared.events.catalogue import CORRECTION
from shared.messaging.acts_taken_in import BySubject
from shared.messaging.corrections import root_of
from shared.messaging.in_effect import InEffect, Names
from shared.messaging.inbound import Inbound, Verdict
from shared.messaging.inbox import EventKey
from shared.units import Registry

REGISTERED = "ParticipantRegistered"
COMING_ABOUT = frozenset({SCHEDULED})


@dataclass(slots=True)
class Loaded:
    """What a batch starts from."""

    acts: BySubject = field(default_factory=BySubject)
    """Without registrations, but for those that corrections name."""
    registrations: BySubject = field(default_factory=BySubject)
    registration_ids: set[str] = field(default_factory=set[str])
    """Of the ids the batch would create, those that are taken."""
    taken_for: dict[EventKey, str] = field(default_factory=dict[EventKey, str])
    """The subjects of the events that corrections name."""


class NoticesWorld:
    """The conferences and units of one batch; each decision sees what its predecessors accepted."""

    def __init__(
        self,
        loaded: Loaded,
        registry: Registry,
        now: datetime,
        decide: Callable[["NoticesWorld", Inbound], Verdict],
    ) -> None:
        self._loaded = loaded
        self._decide = decide
        self._in_effect = InEffect(loaded.acts)
        self._touched: set[str] = set()
        self._registered: dict[str, int] = {}
        self._made: list[Act] = []
        self._corrected: set[tuple[str, str, str]] = set()
        self.registry = registry
        self.now = now

    @property
    def taken_for(self) -> dict[EventKey, str]:
        return self._loaded.taken_for

    def is_registered(self, registration_id: str) -> bool:
        """Is the id taken, by whichever conference?"""
        return registration_id in self._loaded.registration_ids

    def correctable(self, subject: str) -> list[Act]:
        """Its acts as taken in, with those registrations that the batch makes or its corrections name."""
        return [*self._loaded.acts.get(subject, ()), *self._loaded.registrations.get(subject, ())]

    def only(self, subject: str, names: Names) -> EffectiveActs:
        """Its acts of these names, none of a registration, in order, corrections folded in."""
        return self._in_effect.only(subject, names)

    def scheduling(self, subject: str) -> Act | None:
        """The act that brought the conference about; None if it is not known yet."""
        return scheduling(self.only(subject, COMING_ABOUT))

    def decide(self, event: Inbound) -> Verdict:
        return self._decide(self, event)

    def decide_without(self, original: Act, event: Inbound) -> Verdict:
        """What would become of `event`, had the original, and so its corrections, never been told.

        A registration's id is taken by the original alone, so that it is free.
        """
        acts = self._loaded.acts.get(event.subject, ())
        left = Loaded(BySubject({event.subject: [act for act in acts if act is not original]}))
        return NoticesWorld(left, self.registry, self.now, self._decide).decide(event)

    def accept(self, event: Inbound, act: Act, sequence: int) -> None:
        del sequence
        subject = event.subject
        self._touched.add(subject)
        self.taken_for[event.source, event.event_id] = subject
        if act.name == REGISTERED:
            self._loaded.registrations.setdefault(subject, []).append(act)
            self._loaded.registration_ids.add(act.data["registration_id"])
            self._registered[subject] = self._registered.get(subject, 0) + 1
            self._made.append(act)
            return
        corrected = self._registration_corrected(subject, act) if act.name == CORRECTION else None
        stood = corrected is not None and self._stands(subject, corrected)
        self._loaded.acts.setdefault(subject, []).append(act)
        if corrected is not None:
            self._corrected.add((subject, *corrected))
            counted = self._stands(subject, corrected) - stood
            self._registered[subject] = self._registered.get(subject, 0) + counted
        self._in_effect.grows(subject, act)

    def _registration_corrected(self, subject: str, act: Act) -> ActId | None:
        """The registration that a correction is about; None if it is about something else."""
        root = root_of(self.correctable(subject), act.unit_id, act.data["corrects"])
        return (root.unit_id, root.event_id) if root is not None and root.name == REGISTERED else None

    def _stands(self, subject: str, registration: ActId) -> bool:
        """Is the registration one, by the corrections so far?"""
        found = effective(self.correctable(subject))
        return any((act.unit_id, act.event_id) == registration for act in found)

    async def write(self, conn: AsyncConnection, now: datetime) -> None:
        touched = sorted(self._touched)
        courses = [conference_spans(self._in_effect.whole(s)) for s in touched if s.startswith("conference/")]
        # The last span: acts dated up to five minutes ahead count for the lists already.
        views = [spans[-1].view for spans in courses if spans]
        registered = {subject.partition("/")[2]: count for subject, count in self._registered.items()}
        await conferences.upsert(conn, views, registered, now)
        await registrations.insert(conn, [(act.time, act.data, False) for act in self._made])
        await registrations.replace(conn, self._as_corrected())

    def _as_corrected(self) -> list[Registration]:
        """The registrations that the batch corrects, each as it should have been, or taken back."""
        found: list[Registration] = []
        for subject in sorted({subject for subject, _, _ in self._corrected}):
            acts = self.correctable(subject)
            standing = [(act, False) for act in effective(acts)]
            gone = [(one.act, True) for one in taken_back(acts)]
            found += [
                (act.time, act.data, taken)
                for act, taken in standing + gone
                if (subject, act.unit_id, act.event_id) in self._corrected
            ]
        return found
