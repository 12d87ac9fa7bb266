"""Is a page of a very long list of petitions read by index, whatever is asked for?"""

from collections.abc import Callable
from datetime import timedelta

from bench import agencies, lists_by_sql
from services.petitions.handlers.held_by import OPEN
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
