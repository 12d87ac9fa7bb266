"""Has the unit held its conferences of the year (R1, R2, R4)? One that was lawfully stopped counts (R8)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from shared.clock import FOREVER, start_of
from shared.dialogue.acts import Act
from shared.dialogue.conference import conference_spans
from shared.dialogue.counts_for import counts_for
from shared.dialogue.deadline import Timeline, joined
from shared.dialogue.lawful_stop import counts_since, first_joined_at
from shared.dialogue.obligation import Obligation
from shared.dialogue.readings import minimum_due
from shared.dialogue.yearly import minimum_owed
from shared.events.deadlines import DeadlineKind
from shared.units import Registry
from shared.working_days import WorkingDays


class UnitConference(NamedTuple):
    """A conference of a unit, as far as it may count toward the unit's minimum."""

    acts: Iterable[Act]
    first_petition_at: datetime | None
    """When its first petition was received, refused ones included."""


class Counting(NamedTuple):
    """From when until when a conference counts toward a year's minimum, and since which act."""

    year: int
    from_at: datetime
    to_at: datetime
    since: datetime


def counting(unit_id: str, conferences: Iterable[UnitConference], registry: Registry) -> list[Counting]:
    """When each conference counts for the unit, and in which year: that of its start day as it stood then.

    `conferences`: its own, and those of the units it may have followed (R6).
    """
    found: list[Counting] = []
    for acts, first_petition_at in conferences:
        course = conference_spans(acts)
        joined_at = first_joined_at(acts, first_petition_at)
        for from_at, to_at, view in course:
            since = counts_since(view, joined_at)
            if since is not None and counts_for(view, since, registry) == unit_id:
                found.append(Counting(view.starts_on.year, from_at, to_at, since))
    return found


def minimum_timeline(
    unit_id: str, year: int, counted: Sequence[Counting], registry: Registry, calendar: WorkingDays
) -> Timeline:
    """The deadline `minimum_conferences` of a unit and year: met by the conference that fills the number.

    Empty if this unit owes no conference of that year.
    """
    due_on = minimum_due(year)
    unit = registry.get(unit_id)
    minimum = minimum_owed(unit, year) if unit else 0
    if unit is None or not minimum:
        return []
    kind = DeadlineKind.MINIMUM_CONFERENCES
    new_year = due_on.replace(month=1, day=1)
    obligation = Obligation(
        deadline_id=f"{kind}:{unit_id}:{year}",
        kind=kind,
        rule="R1" if unit.section == "I" else "R2",
        unit_id=unit_id,
        conference_id=None,
        counted_from=new_year,
        working_days=0,
        due_on=due_on,
        soft=False,
        provisional=False,
        calendar_version=calendar.version,
        caused_at=start_of(new_year),
    )
    of_year = [one for one in counted if one.year == year]
    opens_at = start_of(new_year)
    turns = sorted({opens_at, *(at for one in of_year for at in one[1:3] if opens_at < at < FOREVER)})
    return joined(
        obligation.span(from_at, to_at, met_at=_full_at(of_year, from_at, minimum), caused_at=from_at)
        for from_at, to_at in zip(turns, [*turns[1:], FOREVER], strict=True)
    )


def _full_at(of_year: Sequence[Counting], at: datetime, minimum: int) -> datetime | None:
    """When the number was full, by what counts at `at`; None if it is not."""
    since = sorted(one.since for one in of_year if one.from_at <= at < one.to_at)
    return since[minimum - 1] if len(since) >= minimum else None
