"""When and how does a conference take place, as it stood at a moment (R7, R8, R25, R26)? A fold of acts."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from shared.clock import FOREVER, local_date
from shared.dialogue.acts import Act, EffectiveActs, effective, moment
from shared.dialogue.readings import CANCELLATION_UNDOES_HOLDING, RESCHEDULING_UNDOES_HOLDING

SCHEDULED = "ConferenceScheduled"


class ConferenceStatus(StrEnum):
    """A cancelled conference keeps its row (R26) and its petitions' clocks (R15) until a rescheduling."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


class ConferenceView(msgspec.Struct, frozen=True):
    """A conference as it stood at a moment."""

    conference_id: str
    unit_id: str
    theme: str | None
    starts_at: datetime
    starts_on: date
    """The start day in Hải Phòng: what every deadline counts from, and whose quarter it is (R25)."""
    reception_deadline: date
    venue: str
    format: str
    chair: str | None
    scheduled_at: datetime
    cycle_started_at: datetime
    """When this cycle began: the scheduling, or the last rescheduling."""
    cycle: int = 1
    """1, and one more with each rescheduling: the notice is owed anew in each (R7)."""
    status: ConferenceStatus = ConferenceStatus.SCHEDULED
    held: bool = False
    held_at: datetime | None = None
    participants: int | None = None
    cancelled_at: datetime | None = None
    cancelled_reason: str | None = None
    cancelled_document: Mapping[str, Any] | None = None

    @property
    def cancelled(self) -> bool:
        """Is it stopped, as things stood?"""
        return self.status is ConferenceStatus.CANCELLED


class ConferenceSpan(NamedTuple):
    """From when until when a conference stood so."""

    from_at: datetime
    to_at: datetime
    view: ConferenceView


def scheduling(effective: Iterable[Act]) -> Act | None:
    """The act that brought the conference about; None if it has not come yet."""
    return next((act for act in effective if act.name == SCHEDULED), None)


def _scheduled(act: Act) -> ConferenceView:
    data = act.data
    starts_at = moment(data["starts_at"])
    return ConferenceView(
        conference_id=data["conference_id"],
        unit_id=data["unit_id"],
        theme=data.get("theme"),
        starts_at=starts_at,
        starts_on=local_date(starts_at),
        reception_deadline=date.fromisoformat(data["reception_deadline"]),
        venue=data["venue"],
        format=data["format"],
        chair=data.get("chair"),
        scheduled_at=act.time,
        cycle_started_at=act.time,
    )


def _rescheduled(view: ConferenceView, act: Act) -> ConferenceView:
    """A new cycle, alive even if it was cancelled; the reception deadline stays unless a new one is named."""
    starts_at = moment(act.data["starts_at"])
    deadline = act.data.get("reception_deadline")
    moved = replace(
        view,
        starts_at=starts_at,
        starts_on=local_date(starts_at),
        reception_deadline=date.fromisoformat(deadline) if deadline else view.reception_deadline,
        cycle_started_at=act.time,
        cycle=view.cycle + 1,
        status=ConferenceStatus.SCHEDULED,
        cancelled_at=None,
        cancelled_reason=None,
        cancelled_document=None,
    )
    return _not_held(moved) if RESCHEDULING_UNDOES_HOLDING else moved


def _cancelled(view: ConferenceView, act: Act) -> ConferenceView:
    """Stopped: from the first cancellation, for the reason and under the document of the last."""
    stopped = replace(
        view,
        status=ConferenceStatus.CANCELLED,
        cancelled_at=view.cancelled_at or act.time,
        cancelled_reason=act.data["reason"],
        cancelled_document=act.data.get("document"),
    )
    return _not_held(stopped) if CANCELLATION_UNDOES_HOLDING else stopped


def _held(view: ConferenceView, act: Act) -> ConferenceView:
    """Held since the first act that says so, with the participants of the last; not while cancelled."""
    if view.cancelled:
        return view
    return replace(view, held=True, held_at=view.held_at or act.time, participants=act.data["participants"])


def _not_held(view: ConferenceView) -> ConferenceView:
    return replace(view, held=False, held_at=None, participants=None)


CHANGES: Mapping[str, Callable[[ConferenceView, Act], ConferenceView]] = {
    "ConferenceRescheduled": _rescheduled,
    "ConferenceCancelled": _cancelled,
    "ConferenceHeld": _held,
}
"""The acts that change how a conference stands; notices, registrations and reports leave it as it is."""


def since_scheduling(acts: Iterable[Act]) -> EffectiveActs:
    """The acts that have effect: the scheduling, always first, and what follows it in the order of R23."""
    chosen: list[Act] = []
    for act in effective(acts):
        # The first scheduling opens; before it nothing counts, after it no second one does.
        if (act.name == SCHEDULED) != bool(chosen):
            chosen.append(act)
    return EffectiveActs(chosen)


def conference_spans(acts: Iterable[Act]) -> list[ConferenceSpan]:
    """The conference's whole course, from its scheduling to `FOREVER`; empty as long as that is unknown."""
    spans: list[ConferenceSpan] = []
    for act in since_scheduling(acts):
        if not spans:
            spans.append(ConferenceSpan(act.time, FOREVER, _scheduled(act)))
            continue
        change = CHANGES.get(act.name)
        last = spans[-1]
        view = change(last.view, act) if change else last.view
        if view == last.view:
            continue
        if last.from_at == act.time:
            spans.pop()
        else:
            spans[-1] = last._replace(to_at=act.time)
        spans.append(ConferenceSpan(act.time, FOREVER, view))
    return spans


def view_at(spans: Iterable[ConferenceSpan], at: datetime) -> ConferenceView | None:
    """How the conference stood at `at`; None before its scheduling."""
    return next((span.view for span in spans if span.from_at <= at < span.to_at), None)


def conference_at(acts: Iterable[Act], at: datetime) -> ConferenceView | None:
    """How the conference stood at `at`, from its acts in any order of arrival; None before its scheduling."""
    return view_at(conference_spans(acts), at)
