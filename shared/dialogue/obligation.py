"""How does an obligation become spans of a timeline? It is open, then met or void, and stays that."""

from datetime import date, datetime
from typing import NamedTuple

from shared.clock import FOREVER
from shared.dialogue.conference import ConferenceView
from shared.dialogue.conference_due import ConferenceDue
from shared.dialogue.deadline import DeadlineSpan, Timeline, joined
from shared.events.deadlines import DeadlineKind


def id_around(kind: DeadlineKind, view: ConferenceView, *, each_cycle: bool) -> str:
    """The deadline of this kind around a conference; `each_cycle`: another one in each cycle."""
    deadline_id = f"{kind}:{view.conference_id}"
    return f"{deadline_id}:{view.cycle}" if each_cycle else deadline_id


class Obligation(NamedTuple):
    """What is owed, by whom, by when: what all spans of it say."""

    deadline_id: str
    kind: DeadlineKind
    rule: str
    unit_id: str
    conference_id: str | None
    counted_from: date
    working_days: int
    due_on: date
    soft: bool
    provisional: bool
    calendar_version: int
    caused_at: datetime
    """When the act that brought it about happened; it may open later, at midnight."""

    @staticmethod
    def around(
        view: ConferenceView, due: ConferenceDue, calendar_version: int, *, each_cycle: bool
    ) -> "Obligation":
        """What is owed around a conference; `each_cycle`: owed anew, as another deadline, in each cycle."""
        return Obligation(
            deadline_id=id_around(due.kind, view, each_cycle=each_cycle),
            kind=due.kind,
            rule=due.rule,
            unit_id=view.unit_id,
            conference_id=view.conference_id,
            counted_from=due.counted_from,
            working_days=due.working_days,
            due_on=due.due_on,
            soft=due.soft,
            provisional=due.provisional,
            calendar_version=calendar_version,
            caused_at=view.cycle_started_at,
        )

    def span(
        self,
        from_at: datetime,
        to_at: datetime,
        met_at: datetime | None = None,
        void_reason: str | None = None,
        caused_at: datetime | None = None,
    ) -> DeadlineSpan:
        """It stood so from then until then."""
        return DeadlineSpan(
            deadline_id=self.deadline_id,
            kind=self.kind,
            rule=self.rule,
            unit_id=self.unit_id,
            conference_id=self.conference_id,
            petition_id=None,
            from_at=from_at,
            to_at=to_at,
            counted_from=self.counted_from,
            working_days=self.working_days,
            due_on=self.due_on,
            soft=self.soft,
            provisional=self.provisional,
            calendar_version=self.calendar_version,
            met_at=met_at,
            void_reason=void_reason,
            caused_at=caused_at or self.caused_at,
        )

    def timeline(
        self, opens_at: datetime, met_at: datetime | None, void_at: datetime | None, void_reason: str | None
    ) -> Timeline:
        """Open from `opens_at`, then met or void for good, whichever came first; met if both at once."""
        if met_at is not None and (void_at is None or met_at <= void_at):
            closes_at = max(opens_at, met_at)
            closed = self.span(closes_at, FOREVER, met_at=met_at, caused_at=met_at)
        elif void_at is not None:
            closes_at = max(opens_at, void_at)
            closed = self.span(closes_at, FOREVER, void_reason=void_reason, caused_at=void_at)
        else:
            return [self.span(opens_at, FOREVER)]
        return joined([self.span(opens_at, closes_at), closed])
