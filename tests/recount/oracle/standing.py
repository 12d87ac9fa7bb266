"""How do a conference and a petition stand at t, from their acts with `time` ≤ t (R23, R25, R26)?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tests.recount.oracle.acceptance import Subject
from tests.recount.oracle.instants import Instant, day_of, instant
from tests.recount.oracle.records import Act

RANK = {
    "PetitionReceived": 0, "CoordinationRequested": 1, "DirectionGiven": 2, "PetitionTransferred": 3,
    "PetitionEscalated": 4, "PetitionAnswered": 5, "PetitionWithdrawn": 6, "PetitionRefused": 7,
}  # fmt: skip
FINAL = {"PetitionWithdrawn": "withdrawn", "PetitionRefused": "refused"}


@dataclass
class Cycle:
    """A conference on one start day, from its scheduling or a rescheduling until it is moved or stopped."""

    begun: Act
    starts_at: Instant
    reception_deadline: date
    moved: Act | None = None
    cancelled: Act | None = None  # the first cancellation
    last_cancelled: Act | None = None
    held: Act | None = None  # the first that says so
    last_held: Act | None = None  # whose participants count

    @property
    def starts_on(self) -> date:
        return day_of(self.starts_at)

    @property
    def stopped(self) -> Act | None:
        """What ended it, if anything has."""
        return self.cancelled or self.moved


@dataclass
class Conference:
    """A conference at t: its cycles, of which the last is how it stands, and its acts in order."""

    id: str
    unit: str
    cycles: list[Cycle]
    acts: list[Act]

    @property
    def scheduled(self) -> Act:
        return self.acts[0]

    @property
    def now(self) -> Cycle:
        return self.cycles[-1]

    @property
    def starts_on(self) -> date:
        return self.now.starts_on


@dataclass
class Petition:
    """A petition at t; `acts` are those with an effect, in order."""

    id: str
    unit: str
    conference_id: str
    state: str
    group: str
    received: Act
    ended: Act | None
    acts: list[Act]


def _order(act: Act) -> tuple[Instant, int, str, str]:
    # Reclassification and a written request have no rank and change no state: after the reception.
    return act.time, RANK.get(act.name, 1), act.source, act.id


def _until(subject: Subject, moment: Instant) -> list[Act]:
    """The acts that have happened; what is dated before the creation has no effect."""
    created = subject.created
    if created.time > moment:
        return []
    acts = (act for act in subject.acts if created.time <= act.time <= moment)
    return [created, *sorted(acts, key=_order)]


def conference_at(subject: Subject, moment: Instant) -> Conference | None:
    acts = _until(subject, moment)
    if not acts:
        return None
    seen = Conference(subject.id, subject.unit, [], acts)
    for act in acts:
        match act.name:
            case "ConferenceScheduled" | "ConferenceRescheduled":
                _move(seen, act)
            case "ConferenceCancelled":
                # A cancellation after the holding says that it did not take place (R26).
                seen.now.cancelled, seen.now.last_cancelled = seen.now.cancelled or act, act
                seen.now.held = seen.now.last_held = None
            case "ConferenceHeld" if not seen.now.cancelled:
                seen.now.held, seen.now.last_held = seen.now.held or act, act
            case _:
                pass
    return seen


def _move(seen: Conference, act: Act) -> None:
    """A new cycle, alive and not held; the reception deadline stays unless a new one is named."""
    named = act.data.get("reception_deadline")
    until = date.fromisoformat(named) if named else seen.now.reception_deadline
    if seen.cycles:
        seen.now.moved = act
    seen.cycles.append(Cycle(act, instant(act.data["starts_at"]), until))


def petition_at(subject: Subject, moment: Instant) -> Petition | None:
    acts = _until(subject, moment)
    if not acts:
        return None
    data = subject.created.data
    seen = Petition(
        subject.id, subject.unit, data["conference_id"], "pending", data["group"], subject.created, None, []
    )
    for act in acts:
        seen.acts.append(act)
        if act.name in FINAL:
            seen.state, seen.ended = FINAL[act.name], act
            break
        if act.name == "PetitionReclassified":
            seen.group = act.data["group"]
        seen.state = next_state(seen.state, act)
    return seen


def next_state(state: str, act: Act) -> str:
    """The table of R23."""
    match act.name:
        case "PetitionReceived":
            return "pending"
        case "PetitionTransferred":
            return "transferred"
        case "PetitionEscalated":
            return "awaiting_direction"
        case "DirectionGiven":
            return "pending" if state == "awaiting_direction" else state
        case "PetitionAnswered":
            return "resolved" if act.data["fully_resolved"] else "pending"
        case _:
            return state


def first(acts: Iterable[Act], name: str) -> list[Act]:
    """Those of that name, the earliest first."""
    return sorted((act for act in acts if act.name == name), key=_order)
