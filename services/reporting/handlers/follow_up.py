"""What does DPI follow up, as of any moment and by what was known at another (R5, R21, R22, R29)?

The spans say which petitions come into question; these few, and whatever has changed since, are folded from
their acts.
"""

from collections.abc import Sequence

from services.reporting.domain.beyond_competence import beyond_competence
from services.reporting.domain.budgets import UnitBudget, of_year
from services.reporting.domain.followed_up import FollowedUp, followed_up
from services.reporting.domain.open_petition import UNRESOLVED, OpenPetition, open_petition
from services.reporting.domain.to_urge import Urged, to_urge
from services.reporting.handlers.folding import folded_petitions
from services.reporting.handlers.reading import Reading
from services.reporting.store import stale
from services.reporting.store.acts import acts_of
from services.reporting.store.unresolved import conferences_between, planning_units, unresolved
from shared.clock import local_date
from shared.dialogue.quarter import Quarter
from shared.events.fields import FIRST_YEAR, LAST_YEAR


async def open_petitions(reading: Reading, first: Quarter, last: Quarter) -> list[OpenPetition]:
    """The petitions of these quarters' conferences that were not fully resolved, in no order."""
    conn, at, known_at = reading.conn, reading.as_of, reading.known_at
    changed = await stale.stale_conferences(conn, known_at)
    conferences = sorted({*await conferences_between(conn, first, last, at), *changed})
    suspects = {
        *await unresolved(conn, conferences, at, UNRESOLVED),
        *await stale.stale_petitions(conn, known_at, conferences, changed),
    }
    calendar, registry = reading.calendar, reading.registry
    found: list[OpenPetition] = []
    async for _, acts, conference in folded_petitions(conn, sorted(suspects), known_at):
        petition = open_petition(acts, conference, at, calendar, registry)
        if petition is not None and first <= petition.quarter <= last:
            found.append(petition)
    return found


async def urged(reading: Reading, year: int | None) -> list[Urged]:
    """R21: what is not fully resolved of a year's conferences (None: of all), with who is in charge of it."""
    petitions = await open_petitions(reading, *_quarters(year))
    return to_urge(petitions, local_date(reading.as_of), reading.registry)


async def awaiting_direction(reading: Reading, year: int | None) -> list[OpenPetition]:
    """R22: what waits for direction of a year's conferences (None: of all), the longest first."""
    return beyond_competence(await open_petitions(reading, *_quarters(year)))


def told(found: OpenPetition, reading: Reading, heirs: Sequence[str] | None = None) -> FollowedUp:
    """What a page or a workbook says of it; `heirs`: the units in charge, where it says that too."""
    return followed_up(found, local_date(reading.as_of), reading.calendar, reading.registry, heirs)


async def budgets(reading: Reading, year: int) -> list[UnitBudget]:
    """The budgets of the year's plans, in the order of the registry."""
    plans = await acts_of(reading.conn, await planning_units(reading.conn), reading.known_at)
    return of_year(year, plans.values(), reading.as_of, reading.registry)


def _quarters(year: int | None) -> tuple[Quarter, Quarter]:
    """What waits from an earlier year is followed up as long as it waits."""
    return (Quarter(year, 1), Quarter(year, 4)) if year else (Quarter(FIRST_YEAR, 1), Quarter(LAST_YEAR, 4))
