"""What has to be folded again after new facts? Marked in one sorted statement, under locks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.store.tables import CONFERENCE_UNITS, PETITION_CONFERENCES
from shared.database.bulk import insert_rows
from shared.database.rows import execute, fetch_column
from shared.messaging.law import told

KNOW = (
    "INSERT INTO conferences (conference_id) SELECT c FROM unnest($1::text[]) c ORDER BY c "
    "ON CONFLICT DO NOTHING"
)
LOCK = (
    "SELECT count(*) FROM (SELECT 1 FROM conferences WHERE conference_id = ANY($1) "
    "ORDER BY conference_id {}) AS locked"
)
FIRSTS = (
    "SELECT w.conference_id FROM unnest($1::text[], $2::timestamptz[]) AS w(conference_id, received_at) "
    "WHERE NOT EXISTS (SELECT FROM petition_conferences p WHERE p.conference_id = w.conference_id "
    "AND NOT p.corrected AND p.received_at <= w.received_at)"
)
LINK_COLUMNS = ("petition_id", "conference_id", "received_at", "corrected")
CORRECTED = "UPDATE petition_conferences SET corrected = true WHERE petition_id = ANY($1)"
CONFERENCES_OF = "SELECT DISTINCT conference_id FROM petition_conferences WHERE petition_id = ANY($1)"
MARK = """
INSERT INTO recomputations (subject, generation)
SELECT subject, 1 FROM (
    SELECT s FROM unnest($1::text[]) s
    UNION SELECT 'petition/' || petition_id FROM petition_conferences WHERE conference_id = ANY($2)
    UNION SELECT 'unit/' || unit_id FROM conference_units WHERE conference_id = ANY($3)
    UNION SELECT 'unit/' || h.heir FROM conference_units u
        JOIN unnest($5::text[], $6::text[]) AS h(unit_id, heir) USING (unit_id)
        WHERE u.conference_id = ANY($3) OR u.conference_id = ANY($4)
    UNION SELECT 'unit/' || u.unit_id FROM conference_units u WHERE u.conference_id = ANY($4) AND EXISTS (
        SELECT FROM acts a WHERE a.subject = 'conference/' || u.conference_id
        AND a.name IN ('ConferenceCancelled', 'EventCorrected'))
) AS touched(subject) ORDER BY subject
ON CONFLICT (subject) DO UPDATE SET generation = recomputations.generation + 1
"""
MARK_ALL = (
    "INSERT INTO recomputations (subject, generation) SELECT subject, 1 FROM "
    "(SELECT subject FROM acts WHERE name <> 'CalendarApplied' UNION SELECT subject FROM deadlines "
    "UNION SELECT 'unit/' || u FROM unnest($1::text[]) u) AS every "
    "ORDER BY subject ON CONFLICT (subject) DO UPDATE SET generation = recomputations.generation + 1"
)
LAW = "law/changed"
"""The mark of a new calendar or registry. What hangs on it, which is everything, is marked only when this one
is worked off, after the change is committed: a subject that is just being folded is then marked too."""
NEVER_FOLDED = (
    "SELECT 'unit/' || u FROM unnest($1::text[]) u "
    "WHERE NOT EXISTS (SELECT FROM wakeups w WHERE w.subject = 'unit/' || u)"
)


@dataclass(slots=True)
class Touched:
    """What a batch of facts touches, by id."""

    subjects: set[str] = field(default_factory=set[str])
    petitions_of: set[str] = field(default_factory=set[str])
    units_of: set[str] = field(default_factory=set[str])
    stopped: set[str] = field(default_factory=set[str])
    """Conferences whose unit is touched only if they were stopped (R8)."""
    receptions: list[tuple[str, str, datetime, bool]] = field(
        default_factory=list[tuple[str, str, datetime, bool]]
    )
    """petition, conference, when received, whether that was corrected."""
    new: set[str] = field(default_factory=set[str])
    """Petitions whose first fact is their reception in this batch: no link of theirs is kept yet."""
    corrected: set[str] = field(default_factory=set[str])
    units: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """conference, unit."""


async def mark(conn: AsyncConnection, touched: Touched) -> None:
    """Writes the links and marks what is to be folded again, in the transaction that keeps the facts."""
    corrected_of: set[str] = set()
    if touched.corrected:
        corrected_of = set(await fetch_column(conn, CONFERENCES_OF, sorted(touched.corrected))) | {
            conference for petition, conference, _, _ in touched.receptions if petition in touched.corrected
        }
    linked = {conference for _, conference, _, _ in touched.receptions}
    await _lock(conn, linked | corrected_of, touched.petitions_of | touched.units_of)
    firsts = await _firsts(conn, touched.receptions) | corrected_of
    new = {each for each in touched.receptions if each[0] in touched.new and not each[3]}
    await insert_rows(conn, PETITION_CONFERENCES, LINK_COLUMNS, sorted(new))
    others = sorted(set(touched.receptions) - new)
    await insert_rows(conn, PETITION_CONFERENCES, LINK_COLUMNS, others, "ON CONFLICT DO NOTHING")
    if touched.corrected:
        await execute(conn, CORRECTED, sorted(touched.corrected))
    await insert_rows(
        conn, CONFERENCE_UNITS, ("conference_id", "unit_id"), sorted(touched.units), "ON CONFLICT DO NOTHING"
    )
    own = touched.subjects | {f"conference/{conference}" for conference in firsts}
    if not (own or touched.petitions_of or touched.units_of or touched.stopped):
        return
    await execute(
        conn,
        MARK,
        sorted(own),
        sorted(touched.petitions_of),
        sorted(touched.units_of),
        sorted(touched.stopped | firsts),
        *(await _heirs(conn) if touched.units_of or touched.stopped or firsts else ([], [])),
    )


async def _heirs(conn: AsyncConnection) -> tuple[list[str], list[str]]:
    """Each unit that has ended, beside each that came after it: what it left counts for that one (R6)."""
    registry = (await told(conn)).current.registry
    pairs = [
        (unit.id, heir)
        for unit in registry.units
        if unit.valid_to is not None
        for heir in sorted(registry.successors_of(unit.id))
    ]
    return [unit_id for unit_id, _ in pairs], [heir for _, heir in pairs]


async def _lock(conn: AsyncConnection, linked: Collection[str], changed: Collection[str]) -> None:
    """Petitions of one conference go side by side; what changes the conference itself goes alone."""
    ids = sorted({*linked, *changed})
    if ids:
        await execute(conn, KNOW, ids)
        await execute(conn, LOCK.format("FOR UPDATE" if changed else "FOR SHARE"), ids)


async def _firsts(conn: AsyncConnection, receptions: Sequence[tuple[str, str, datetime, bool]]) -> set[str]:
    """The conferences that these receptions give an earlier first petition (R8)."""
    earliest: dict[str, datetime] = {}
    for _, conference_id, received_at, _ in receptions:
        earliest[conference_id] = min(received_at, earliest.get(conference_id, received_at))
    if not earliest:
        return set()
    return set(await fetch_column(conn, FIRSTS, list(earliest), list(earliest.values())))


async def mark_subjects(conn: AsyncConnection, subjects: Collection[str]) -> None:
    """Marks these subjects and nothing else."""
    await execute(conn, MARK, sorted(subjects), [], [], [], [], [])


async def mark_law(conn: AsyncConnection) -> None:
    """A new calendar or registry: nothing is told to be overdue until everything is marked."""
    await mark_subjects(conn, [LAW])


async def mark_everything(conn: AsyncConnection, unit_ids: Sequence[str]) -> None:
    """A new calendar or registry: every subject is folded again."""
    await execute(conn, MARK_ALL, list(unit_ids))


async def mark_new_units(conn: AsyncConnection, unit_ids: Sequence[str]) -> int:
    """Marks the units whose yearly obligations were never reckoned (R4)."""
    found = await fetch_column(conn, NEVER_FOLDED, list(unit_ids))
    if found:
        await mark_subjects(conn, found)
    return len(found)
