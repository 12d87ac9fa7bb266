"""Is a page of a very long list read by index, whatever is asked for and however deep it lies?"""

from dataclasses import replace
from datetime import date

from bench import agencies
from bench.lists_by_sql import DEADLINES
from services.deadlines.store.lists import Wanted, listing
from shared.clock import FOREVER
from shared.dialogue.deadline import Standing
from shared.events.deadlines import DeadlineKind
from tests.builders.statements import pages_read
from tests.component.deadlines.conftest import MakeSide

FEW, MANY, OVERDUE = 2_000, 40_000, 20
ALL = Wanted(agencies.NOW, limit=10)
UNIT = agencies.unit_ids()[7]
LISTS = {
    "everything": ALL,
    "open": replace(ALL, state=Standing.OPEN),
    "overdue": replace(ALL, state=Standing.OVERDUE),
    "met": replace(ALL, state=Standing.MET),
    "void": replace(ALL, state=Standing.VOID),
    "a rare kind": replace(ALL, kinds=(DeadlineKind.ANNUAL_PLAN.value,)),
    "a unit's": replace(ALL, unit_id=UNIT),
    "a unit's met": replace(ALL, unit_id=UNIT, state=Standing.MET),
    "from its midst": replace(ALL, after=(date(2023, 9, 1), "x")),
    "a unit's from its midst": replace(ALL, unit_id=UNIT, after=(date(2023, 9, 1), "x")),
}


async def test_a_page_of_forty_thousand_deadlines_reads_no_more_than_one_of_two_thousand(
    make_side: MakeSide,
) -> None:
    kinds = [kind.value for kind in DeadlineKind]
    read: list[dict[str, int]] = []
    for many in (FEW, MANY):
        side = await make_side(agencies.NOW)
        await side.run(DEADLINES, many, OVERDUE, agencies.NOW, FOREVER, agencies.unit_ids(), kinds)
        await side.run("ANALYZE deadline_spans")
        asked = {name: listing(wanted) for name, wanted in LISTS.items()}
        read.append({name: await pages_read(side.engine, s, *a) for name, (s, a) in asked.items()})
    few, many = read
    for name in LISTS:
        assert many[name] <= 4 * few[name] + 100, (name, few, many)
