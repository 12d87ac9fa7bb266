"""What does a batch of petition events touch? The petitions' acts and their conferences, in memory."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.domain.entitlement import NAMING, named
from services.petitions.domain.lifecycle import BOUNDS, reception
from services.petitions.store import passed_on
from services.petitions.store.petitions import PetitionRow, insert, upsert
from shared.dialogue.acts import CORRECTION, Act, EffectiveActs
from shared.dialogue.conference import scheduling
from shared.dialogue.petition import CALLED, petition_spans
from shared.messaging.in_effect import InEffect, Names
from shared.messaging.inbound import Inbound, Verdict
from shared.messaging.inbox import EventKey
from shared.units import Registry

PASSING_ON = NAMING | {CORRECTION}


class PetitionsWorld:
    """The petitions and conferences of one batch; each decision sees what its predecessors accepted."""

    def __init__(
        self,
        acts: dict[str, list[Act]],
        taken_for: dict[EventKey, str],
        registry: Registry,
        now: datetime,
        decide: Callable[["PetitionsWorld", Inbound], Verdict],
    ) -> None:
        """`acts`: of petitions and of conferences; `taken_for`: subjects of events that corrections name."""
        self._acts = acts
        self._in_effect = InEffect(acts)
        # What is decided here are petitions' acts: the conferences stay as they were loaded.
        self._scheduled: dict[str, Act | None] = {}
        self._decide = decide
        self.taken_for = taken_for
        self.registry = registry
        self.now = now
        self._touched: set[str] = set()
        self._begun: set[str] = set()
        """Petitions whose first fact is of this batch: there is no row of theirs yet."""
        self._passed_on: set[tuple[str, str]] = set()
        """Whom they name now whom they may not have named before, each with its petition."""

    def acts(self, subject: str) -> list[Act]:
        """Every act of the subject as it was taken in."""
        return self._acts.get(subject, [])

    def only(self, subject: str, names: Names) -> EffectiveActs:
        """Its acts of these names, in order, corrections folded in."""
        return self._in_effect.only(subject, names)

    def scheduling(self, conference_id: str) -> Act | None:
        """The act that scheduled the conference; None if it is not known here."""
        if conference_id not in self._scheduled:
            self._scheduled[conference_id] = scheduling(self._in_effect.whole(f"conference/{conference_id}"))
        return self._scheduled[conference_id]

    def conference_of(self, subject: str) -> str | None:
        """The conference a petition belongs to; None if the petition is not known."""
        received = reception(self.only(subject, BOUNDS))
        return received.data["conference_id"] if received else None

    def decide(self, event: Inbound) -> Verdict:
        return self._decide(self, event)

    def decide_without(self, original: Act, event: Inbound) -> Verdict:
        """What would become of `event`, had the original, and so its corrections, never been told."""
        acts = self._acts | {event.subject: [act for act in self.acts(event.subject) if act is not original]}
        world = PetitionsWorld(acts, self.taken_for, self.registry, self.now, self._decide)
        return world.decide(event)

    def accept(self, event: Inbound, act: Act, sequence: int) -> None:
        if sequence == 1:
            self._begun.add(event.subject)
        self._acts.setdefault(event.subject, []).append(act)
        self.taken_for[event.source, event.event_id] = event.subject
        self._in_effect.grows(event.subject, act)
        self._touched.add(event.subject)
        if event.name in PASSING_ON:
            petition_id = event.subject.partition("/")[2]
            self._passed_on |= {(name, petition_id) for name in named(event.data)}

    async def write(self, conn: AsyncConnection, now: datetime) -> None:
        new: list[PetitionRow] = []
        known: list[PetitionRow] = []
        for subject in sorted(self._touched):
            acts = self._in_effect.whole(subject)
            received = reception(acts)
            spans = petition_spans(acts)
            if received is None or not spans:
                continue
            conference_id = received.data["conference_id"]
            scheduled = self.scheduling(conference_id)
            unit_id = scheduled.data["unit_id"] if scheduled else received.unit_id
            # The last span: acts dated up to five minutes ahead count for the lists already.
            last = spans[-1]
            (new if subject in self._begun else known).append(
                PetitionRow(
                    subject.partition("/")[2],
                    conference_id,
                    unit_id,
                    last.group,
                    CALLED[last.state],
                    received.time,
                )
            )
        await insert(conn, new, now)
        await upsert(conn, known, now)
        await passed_on.note(conn, sorted(self._passed_on))
