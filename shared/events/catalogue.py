"""Which events exist, who owns each, and what is each about?

The one table everything else is generated from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from shared.events import deadlines, notices, petitions, reporting
from shared.events.corrections import EventCorrected
from shared.events.fields import EventModel

PREFIX: Final = "vn.haiphong.doithoai."
SUFFIX: Final = ".v1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: its model, the service that owns it, and the kind of thing its facts are about."""

    model: type[EventModel]
    owner: str
    inbound: bool
    about: str
    """`petition`, `conference`, `unit`, `quarter` or `calendar`: the first half of a fact's subject."""

    @property
    def name(self) -> str:
        return self.model.__name__

    @property
    def type(self) -> str:
        return type_of(self.model.__name__)


@lru_cache(maxsize=256)
def type_of(name: str) -> str:
    """The CloudEvents type of the event called `name`."""
    return f"{PREFIX}{name}{SUFFIX}"


@lru_cache(maxsize=256)
def name_of(type_: str) -> str | None:
    """The event's name in a CloudEvents type, None if it is not one of this contract's form."""
    if type_.startswith(PREFIX) and type_.endswith(SUFFIX):
        return type_[len(PREFIX) : -len(SUFFIX)]
    return None


_ROWS: tuple[tuple[str, bool, str, tuple[type[EventModel], ...]], ...] = (
    ("notices", True, "unit", (notices.AnnualPlanSubmitted,)),
    (
        "notices",
        True,
        "conference",
        (
            notices.ConferenceScheduled,
            notices.ConferenceRescheduled,
            notices.ConferenceCancelled,
            notices.NoticePosted,
            notices.ParticipantRegistered,
            notices.ConferenceHeld,
            notices.ConclusionPublished,
            notices.ResultReportFiled,
        ),
    ),
    (
        "petitions",
        True,
        "petition",
        (
            petitions.PetitionReceived,
            petitions.PetitionReclassified,
            petitions.PetitionRefused,
            petitions.CoordinationRequested,
            petitions.PetitionTransferred,
            petitions.PetitionEscalated,
            petitions.DirectionGiven,
            petitions.PetitionAnswered,
            petitions.WrittenAnswerRequested,
            petitions.PetitionWithdrawn,
        ),
    ),
    (
        "deadlines",
        False,
        "deadline",
        (
            deadlines.DeadlineSet,
            deadlines.DeadlineMoved,
            deadlines.DeadlineMet,
            deadlines.DeadlineVoided,
            deadlines.DeadlineApproaching,
            deadlines.ResponseOverdue,
            deadlines.ObligationOverdue,
            deadlines.OverdueRetracted,
        ),
    ),
    ("deadlines", False, "calendar", (deadlines.CalendarApplied,)),
    ("notices", False, "unit", (notices.UnitChanged,)),
    ("reporting", False, "quarter", (reporting.QuarterlySummaryCompiled,)),
)

EVENTS: Mapping[str, Entry] = {
    model.__name__: Entry(model, owner, inbound, about)
    for owner, inbound, about, models in _ROWS
    for model in models
}
"""Every event but the correction, by name."""

CORRECTION: Final = EventCorrected.__name__
FACT_NAMES: Final = frozenset({*EVENTS, CORRECTION})
"""Every name a fact can have."""
OWNERS: Final = tuple(dict.fromkeys(owner for owner, *_ in _ROWS))
"""The services, in the order in which their events stand above."""


def inbound_events(service: str) -> Mapping[str, Entry]:
    """What agencies may put on this service's inbound topics, the correction included."""
    own = {name: entry for name, entry in EVENTS.items() if entry.inbound and entry.owner == service}
    return {**own, CORRECTION: Entry(EventCorrected, service, True, "corrected")}


KINDS: Final = ("petition", "conference", "unit")
"""What an event can be about, the narrowest first."""
_ID_OF: Mapping[str, str] = {kind: f"{kind}_id" for kind in KINDS}


def subject_id(data: Mapping[str, Any], kinds: Sequence[str] = KINDS) -> tuple[str, str]:
    """What an inbound event is about, and its id: of `kinds` the narrowest that it names."""
    for kind in kinds:
        found = data.get(_ID_OF[kind])
        if isinstance(found, str):
            return kind, found
    raise ValueError(f"names no {' or '.join(kinds)}")
