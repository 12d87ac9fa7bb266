"""Is a page of a very long list of petitions read by index, whatever is asked for?"""

from collections.abc import Callable
from datetime import timedelta

import asyncpg

from bench import agencies, lists_by_sql
from services.petitions.handlers.held_by import OPEN
from services.petitions.store import passed_on, worklist
from services.petitions.store.petitions import Wanted, listing
from shared.database.engine import build_engine
from shared.dialogue.petition import PetitionState
from tests.builders.statements import pages_read

FEW, MANY, LIMIT = 2_000, 40_000, 10
STATES = [state.value for state in PetitionState]
UNIT, OTHER = agencies.unit_ids()[7:9]
MIDST = agencies.NOW - timedelta(days=300), "x"
LISTS = {
    "everything": (Wanted(STATES), None),
    "from its midst": (Wanted(STATES), MIDST),
    "pending": (Wanted(["pending"]), None),
    "a unit's": (Wanted(STATES, [UNIT] * len(STATES)), None),
    "a unit's pending": (Wanted(["pending"], [UNIT]), None),
    "a unit's, and what passed to it": (
        Wanted([*STATES, *sorted(OPEN)], [UNIT] * len(STATES) + [OTHER] * len(OPEN)),
        MIDST,
    ),
    "a conference's": (Wanted(STATES, conference_id="hn-77"), None),
}


async def test_a_page_of_forty_thousand_petitions_reads_no_more_than_one_of_two_thousand(
    service_url: Callable[[str], str],
) -> None:
    read: list[dict[str, int]] = []
    for many in (FEW, MANY):
        url = service_url("petitions")
        await lists_by_sql.petitions(url, many)
        engine = build_engine(url, application="doithoai-petitions")
        asked = {name: listing(wanted, after, LIMIT) for name, (wanted, after) in LISTS.items()}
        read.append({name: await pages_read(engine, s, *a) for name, (s, a) in asked.items()})
        await engine.dispose()
    few, many = read
    for name in LISTS:
        assert many[name] <= 4 * few[name] + 100, (name, few, many)


FORTY_OPEN = """
UPDATE petitions SET state = 'resolved' WHERE petition_id NOT IN (
    SELECT petition_id FROM petitions WHERE state = 'pending' ORDER BY received_at DESC LIMIT 40
)
"""
TWENTY_OWED = """
INSERT INTO due_days (deadline_id, petition_id, kind, due_on, state, late, provisional)
SELECT 'written_answer:' || petition_id, petition_id, 'written_answer', received_at::date + 9,
    CASE WHEN row_number() OVER (ORDER BY received_at DESC) <= 20 THEN 'open' ELSE 'met' END, false, false
FROM petitions WHERE state = 'resolved'
"""
TWENTY_NAMED = f"""
INSERT INTO passed_on (named, petition_id)
SELECT CASE WHEN n <= 20 THEN '{UNIT}' ELSE 'unit-' || n % 70 END, petition_id
FROM (SELECT petition_id, row_number() OVER (ORDER BY received_at DESC) AS n FROM petitions) AS numbered
"""


async def test_a_units_worklist_reads_what_is_open_and_nothing_of_what_is_closed(
    service_url: Callable[[str], str],
) -> None:
    units = agencies.unit_ids()
    # One unit's, and one's that inherited from all others.
    lists = {
        held: worklist.listing(
            Wanted(sorted(OPEN) * len(held), [unit for unit in held for _ in OPEN]),
            held, agencies.NOW.date(), worklist.FIRST, LIMIT,
        )
        for held in ((UNIT,), tuple(units))
    }  # fmt: skip
    read: list[list[int]] = []
    for many in (FEW, MANY):
        url = service_url("petitions")
        await lists_by_sql.petitions(url, many)
        connection = await asyncpg.connect(url)
        for statement in (FORTY_OPEN, TWENTY_OWED, TWENTY_NAMED, "VACUUM ANALYZE"):
            await connection.execute(statement)
        await connection.close()
        engine = build_engine(url, application="doithoai-petitions")
        asked = [*lists.values(), (passed_on.OPEN_ONES, [[UNIT], sorted(OPEN), None, "x", LIMIT])]
        read.append([await pages_read(engine, s, *a) for s, a in asked])
        await engine.dispose()
    for few, much in zip(*read, strict=True):
        assert much <= 2 * few + 50, read
