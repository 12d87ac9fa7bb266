"""How was the plan kept in a year, as of any moment, by what was known at another (R1–R9, R11–R17, R29)?

Folded from the acts of the year's conferences, petitions and plans: deadlines' facts say when they were told,
not how things stood.
"""

from collections import defaultdict
from collections.abc import Iterable

from services.reporting.domain.conference_compliance import (
    PetitionStanding,
    conference_compliance,
    petition_standing,
)
from services.reporting.domain.course import conference_of
from services.reporting.domain.unit_compliance import Ledger, of_year
from services.reporting.handlers.folding import folded_petitions
from services.reporting.handlers.reading import Reading
from services.reporting.store import links, stale
from services.reporting.store.acts import acts_of, conference_subjects, unit_subjects
from services.reporting.store.unresolved import conferences_of_year
from shared.dialogue.acts import Act

CHUNK = 200
"""How many conferences, with all their registrations, are in memory at once."""


async def compliance(reading: Reading, year: int) -> Ledger:
    """The ledger of the year, in the order of the registry."""
    conn, at, known_at = reading.conn, reading.as_of, reading.known_at
    calendar, registry = reading.calendar, reading.registry
    changed = await stale.stale_conferences(conn, known_at)
    ids = sorted({*await conferences_of_year(conn, year, at), *changed})
    acts_of_unit = await _unit_acts(reading)
    petitions = await _petitions(reading, ids)
    conferences = []
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        acts = await acts_of(conn, conference_subjects(chunk), known_at, but_not=())
        found = (
            conference_compliance(acts[f"conference/{each}"], petitions[each], at, calendar, registry)
            for each in chunk
        )
        conferences += [each for each in found if each is not None]
    return of_year(year, conferences, acts_of_unit, registry, at)


async def plans_to_urge(reading: Reading, year: int) -> tuple[str, ...]:
    """R4: the units that DPI urges for their plan of the year, as the ledger has them."""
    # No conference of the year says anything of a plan.
    return of_year(year, (), await _unit_acts(reading), reading.registry, reading.as_of).plans_to_urge


async def _unit_acts(reading: Reading) -> dict[str, list[Act]]:
    found = await acts_of(reading.conn, await unit_subjects(reading.conn), reading.known_at)
    return {subject.removeprefix("unit/"): acts for subject, acts in found.items()}


async def _petitions(
    reading: Reading, conference_ids: Iterable[str]
) -> defaultdict[str, list[PetitionStanding]]:
    """The petitions by the conference they belong to, as was known."""
    conn, known_at = reading.conn, reading.known_at
    calendar, registry = reading.calendar, reading.registry
    petition_ids = await links.petitions_of(conn, conference_ids)
    found: defaultdict[str, list[PetitionStanding]] = defaultdict(list)
    async for _, acts, conference in folded_petitions(conn, petition_ids, known_at):
        standing = petition_standing(acts, conference, reading.as_of, calendar, registry)
        if standing is not None:
            found[conference_of(acts) or ""].append(standing)
    return found
