"""Which petitions are not fully resolved at t, with whom, how old (R16, R21, R22)?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.recount.oracle.instants import Instant, day_of
from tests.recount.oracle.records import Act
from tests.recount.oracle.rows import quarter_of
from tests.recount.oracle.seen import Seen
from tests.recount.oracle.standing import Petition, next_state

PASSED_ON = {"transferred": "PetitionTransferred", "awaiting_direction": "PetitionEscalated"}


@dataclass
class Open:
    """A petition that somebody has to resolve."""

    petition: Petition
    quarter: str
    since: Instant
    """When it came into its state."""
    received_on: date
    due_on: date
    """Of what it is overdue for the oldest day, else of its answer."""
    overdue: bool
    passed_on: Act | None
    """The last act by which it was passed on to whoever has it."""

    @property
    def id(self) -> str:
        return self.petition.id


def open_petitions(seen: Seen) -> list[Open]:
    found: list[Open] = []
    for petition in seen.petitions.values():
        if petition.state not in ("pending", "transferred", "awaiting_direction"):
            continue
        answers = seen.answers[petition.id]
        overdue = [one.due_on for one in answers if one.state == "overdue"]
        wanted = PASSED_ON.get(petition.state)
        passing = [act for act in petition.acts if act.name == wanted]
        found.append(
            Open(
                petition=petition,
                quarter=quarter_of(seen.conferences[petition.conference_id]),
                since=_since(petition),
                received_on=day_of(petition.received.time),
                due_on=min(overdue, default=answers[0].due_on),
                overdue=bool(overdue),
                passed_on=passing[-1] if passing else None,
            )
        )
    return found


def _since(petition: Petition) -> Instant:
    """When it came into its state. What it went through within one moment, it was never in."""
    state, since = "", petition.received.time
    for moment in sorted({act.time for act in petition.acts}):
        after = state
        for act in petition.acts:
            if act.time == moment:
                after = next_state(after, act)
        if after != state:
            state, since = after, moment
    return since


def beyond_competence(seen: Seen, year: int | None) -> list[Open]:
    """R22: awaiting direction, the oldest first; of a year's conferences, or of all."""
    waiting = [one for one in open_petitions(seen) if one.petition.state == "awaiting_direction"]
    mine = [one for one in waiting if year is None or one.quarter.startswith(f"{year}-")]
    return sorted(mine, key=lambda one: (one.since, one.id))


def carried_over(seen: Seen, quarter: str) -> list[Open]:
    """The quarter's open petitions, and what earlier quarters left; the oldest first."""
    mine = [one for one in open_petitions(seen) if one.quarter <= quarter]
    return sorted(mine, key=lambda one: (one.received_on, one.id))


def to_urge(seen: Seen) -> list[Open]:
    """R21: by unit, as the registry has them, then the longest open first."""
    place = {unit: number for number, unit in enumerate(seen.registry.units)}
    return sorted(open_petitions(seen), key=lambda one: (place[one.petition.unit], one.received_on, one.id))


def age(seen: Seen, one: Open) -> dict[str, Any]:
    """Days since it was received, the day of reception not counted; working days past its due day."""
    today = day_of(seen.moment)
    return {
        "calendar_days": (today - one.received_on).days,
        "working_days": seen.days.late(one.received_on, today),
        "working_days_overdue": seen.days.late(one.due_on, today) if one.overdue else 0,
    }
