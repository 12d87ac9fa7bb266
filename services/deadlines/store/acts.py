"""Which acts is a subject's fold made of? A chunk of subjects is read with one statement a table."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.clock import FOREVER
from shared.database.by_key import rows_below, rows_by_key
from shared.database.rows import fetch
from shared.dialogue.acts import Act
from shared.units import Registry

Acts = Mapping[str, list[Act]]

_ACT = "subject, name, time, unit_id, event_id, data, recorded_at"
OWN = rows_by_key(_ACT, "acts", "subject") + " WHERE recorded_at <= $2"
BEFORE = rows_below(_ACT, "acts", "subject", "sequence")
STARTS = (
    f"{OWN} AND name IN "
    "('ConferenceScheduled', 'ConferenceRescheduled', 'ConferenceCancelled', 'EventCorrected')"
)
"""What an answer's due day hangs on (R15)."""
YEARLY = f"{OWN} AND name NOT IN ('NoticePosted', 'ConclusionPublished', 'ResultReportFiled')"
"""What counts toward a unit's minimum (R1, R2, R8)."""
CONFERENCES_OF_PETITIONS = rows_by_key("petition_id, conference_id", "petition_conferences", "petition_id")
CONFERENCES_OF_UNITS = "SELECT unit_id, conference_id FROM conference_units WHERE unit_id = ANY($1)"
FIRST_OF_CONFERENCES = (
    "SELECT c, f.received_at FROM unnest($1::text[]) c CROSS JOIN LATERAL ("
    "SELECT p.received_at FROM petition_conferences p WHERE p.conference_id = c AND NOT p.corrected "
    "ORDER BY p.received_at LIMIT 1) f"
)
FIRST_OF_CONFERENCES_THEN = (
    "SELECT p.conference_id, min(a.time) FROM petition_conferences p JOIN acts a "
    "ON a.subject = 'petition/' || p.petition_id AND a.name = 'PetitionReceived' "
    "WHERE p.conference_id = ANY($1) AND NOT p.corrected AND a.recorded_at <= $2 GROUP BY 1"
)
CORRECTED_RECEPTIONS = (
    "SELECT a.subject, a.name, a.time, a.unit_id, a.event_id, a.data, a.recorded_at FROM acts a "
    "WHERE a.recorded_at <= $2 AND a.name IN ('PetitionReceived', 'EventCorrected') AND a.subject IN ("
    "SELECT 'petition/' || petition_id FROM petition_conferences WHERE conference_id = ANY($1) AND corrected)"
)


@dataclass(frozen=True, slots=True)
class Material:
    """What a chunk of subjects is folded from, by id."""

    petitions: Acts
    conferences: Acts
    units: Acts
    conferences_of_petition: Mapping[str, list[str]]
    conferences_of_unit: Mapping[str, list[str]]
    starts: Acts
    """Acts of conferences as far as answers hang on them."""
    yearly: Acts
    """Acts of conferences as far as their units' years hang on them."""
    first_petition: Mapping[str, datetime]
    corrected_receptions: Acts


async def material_of(
    conn: AsyncConnection, subjects: Collection[str], known_at: datetime, registry: Registry
) -> Material:
    """Everything that `subjects` are folded from, recorded by `known_at`; `registry`: who followed whom."""
    ids = _by_kind(subjects)
    own = await _acts(conn, OWN, subjects, known_at)
    of_petition = await _links(conn, CONFERENCES_OF_PETITIONS, ids["petition"])
    of_unit = await _conferences_of(conn, ids["unit"], registry)
    behind = {c for found in of_petition.values() for c in found}
    yearly = {c for found in of_unit.values() for c in found}
    owing = sorted({*ids["conference"], *yearly})
    return Material(
        petitions={id_: own.get(f"petition/{id_}", []) for id_ in ids["petition"]},
        conferences={id_: own.get(f"conference/{id_}", []) for id_ in ids["conference"]},
        units={id_: own.get(f"unit/{id_}", []) for id_ in ids["unit"]},
        conferences_of_petition=of_petition,
        conferences_of_unit=of_unit,
        starts=_short(await _acts(conn, STARTS, [f"conference/{c}" for c in behind], known_at)),
        yearly=_short(await _acts(conn, YEARLY, [f"conference/{c}" for c in yearly], known_at)),
        first_petition=await _first_petitions(conn, owing, known_at),
        corrected_receptions=_short(await _acts(conn, CORRECTED_RECEPTIONS, owing, known_at)),
    )


async def material_of_petitions(
    conn: AsyncConnection, said: Mapping[str, Sequence[Act]], known: Mapping[str, int]
) -> Material:
    """What petitions are folded from of which this is said now; `known`: with which number that begins of
    those that were known before.
    """
    earlier: defaultdict[str, list[Act]] = defaultdict(list)
    if known:
        _add(earlier, await fetch(conn, BEFORE, list(known), list(known.values())))
    petitions = {subject: [*earlier.get(subject, ()), *acts] for subject, acts in said.items()}
    behind = {c for acts in petitions.values() for act in acts for c in _named(act)}
    return Material(
        petitions=_short(petitions),
        conferences={},
        units={},
        conferences_of_petition={},
        conferences_of_unit={},
        starts=_short(await _acts(conn, STARTS, [f"conference/{c}" for c in behind], FOREVER)),
        yearly={},
        first_petition={},
        corrected_receptions={},
    )


def _named(act: Act) -> Iterable[str]:
    """The conferences that an act of a petition ties it to, corrected or not."""
    for data in (act.data, act.data.get("data")):
        if isinstance(data, dict) and "conference_id" in data:
            yield data["conference_id"]


async def _conferences_of(
    conn: AsyncConnection, unit_ids: Sequence[str], registry: Registry
) -> Mapping[str, list[str]]:
    """The conferences of each unit, and those that units before it may have left it (R6)."""
    of = {unit_id: (unit_id, *registry.predecessors_of(unit_id)) for unit_id in unit_ids}
    found = await _links(conn, CONFERENCES_OF_UNITS, {each for many in of.values() for each in many})
    return {
        unit_id: sorted({c for each in many for c in found.get(each, ())}) for unit_id, many in of.items()
    }


def _by_kind(subjects: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"petition": [], "conference": [], "unit": []}
    for subject in subjects:
        kind, _, id_ = subject.partition("/")
        found[kind].append(id_)
    return found


def _short(acts: Acts) -> Acts:
    return {subject.partition("/")[2]: found for subject, found in acts.items()}


async def _acts(conn: AsyncConnection, statement: str, wanted: Collection[str], known_at: datetime) -> Acts:
    if not wanted:
        return {}
    found: defaultdict[str, list[Act]] = defaultdict(list)
    _add(found, await fetch(conn, statement, sorted(wanted), known_at))
    return dict(found)


def _add(found: defaultdict[str, list[Act]], rows: Iterable[Any]) -> None:
    for subject, name, time, unit_id, event_id, data, recorded_at in rows:
        found[subject].append(Act(name, time, unit_id, event_id, data, recorded_at))


async def _links(conn: AsyncConnection, statement: str, ids: Collection[str]) -> dict[str, list[str]]:
    if not ids:
        return {}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in await fetch(conn, statement, sorted(ids)):
        found[one].append(other)
    return dict(found)


async def _first_petitions(
    conn: AsyncConnection, conference_ids: Collection[str], known_at: datetime
) -> dict[str, datetime]:
    """When the first petition of each conference was received, corrected receptions left out."""
    if not conference_ids:
        return {}
    ids = list(conference_ids)
    if known_at >= FOREVER:
        return dict(tuple(row) for row in await fetch(conn, FIRST_OF_CONFERENCES, ids))
    return dict(tuple(row) for row in await fetch(conn, FIRST_OF_CONFERENCES_THEN, ids, known_at))
