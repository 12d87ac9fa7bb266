"""Does a list have what stands so at each moment, whatever is asked for and however it is paged (R29)?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice, product

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.api.parameters import ANSWERS
from services.deadlines.store import queries
from services.deadlines.store.lists import Page, Wanted, page, page_of
from services.deadlines.store.spans import SPAN_FIELDS, from_row
from shared.database.rows import fetch
from shared.dialogue.deadline import DeadlineSpan, Standing
from shared.events.deadlines import DeadlineKind
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.test_small_year import published

STATES = (None, *Standing)
KINDS = ((), (DeadlineKind.RESULT_REPORT.value,), ANSWERS)
UNITS = (None, "so-xay-dung")
MICROSECOND = timedelta(microseconds=1)
SPANS = f"SELECT {', '.join(SPAN_FIELDS)} FROM deadline_spans ORDER BY from_at, deadline_id"


@pytest.fixture
async def year(side: DeadlinesSide) -> DeadlinesSide:
    """The small year's deadlines."""
    await published(side, seed=1, chunk=500)
    return side


def moments(spans: Sequence[DeadlineSpan]) -> list[datetime]:
    """Of each way to stand, of each kind asked for: spans begin, end, are due and overdue."""
    found: set[datetime] = set()
    for kinds in KINDS:
        of_kind = [span for span in spans if not kinds or span.kind in kinds]
        for state in Standing:
            begun = [span for span in of_kind if span.standing_at(span.from_at) is state]
            found |= {span.from_at for span in begun[:2]} | {span.to_at for span in begun[:2]}
        late = islice((since for span in of_kind if (since := span.overdue_from)), 2)
        found |= {moment for since in late for moment in (since - MICROSECOND, since)}
    return sorted(moment for moment in found if moment.year < 2100)


def holding(spans: Sequence[DeadlineSpan], at: datetime) -> list[DeadlineSpan]:
    return [span for span in spans if span.from_at <= at < span.to_at]


async def paged(conn: AsyncConnection, wanted: Wanted) -> Page:
    """All pages together."""
    found: list[DeadlineSpan] = []
    while True:
        got = await page(conn, wanted)
        # Who is told of more finds some.
        assert got.spans or not found
        found += got.spans
        if not got.more:
            return Page(got.total, found, more=False)
        assert len(got.spans) == wanted.limit
        last = found[-1]
        wanted = replace(wanted, after=(last.due_on, last.deadline_id), total=got.total)


def questions(at: datetime) -> Iterator[Wanted]:
    for state, kinds, unit_id in product(STATES, KINDS, UNITS):
        yield Wanted(at, state, kinds, unit_id, limit=3)


async def test_a_list_has_what_stands_so_at_that_very_moment_whichever_filters_and_pages_it_is_read_by(
    year: DeadlinesSide,
) -> None:
    """Where a span ends, the next one holds already: none is missed and none is listed twice."""
    async with year.engine.connect() as conn:
        spans = [from_row(row) for row in await fetch(conn, SPANS)]
        asked = Counter[Standing | None]()
        for at in moments(spans):
            held = holding(spans, at)
            for wanted in questions(at):
                expected = page_of(held, replace(wanted, limit=10_000))
                got = await paged(conn, wanted)
                assert (got.total, got.spans) == (expected.total, expected.spans), wanted
                asked[wanted.state] += got.total
    assert set(asked) == set(STATES)
    assert all(asked.values())


async def test_the_gauges_count_what_the_lists_have_at_that_very_moment(year: DeadlinesSide) -> None:
    async with year.engine.connect() as conn:
        spans = [from_row(row) for row in await fetch(conn, SPANS)]
        for at in {*moments(spans), *(since for span in spans if (since := span.overdue_from))}:
            held = holding(spans, at)
            owed = Counter(span.kind.value for span in held if span.open)
            assert await queries.open_by_kind(conn, at) == owed
            late: dict[str, list[date]] = {}
            for span in held:
                if span.overdue_at(at) and span.kind in ANSWERS:
                    late.setdefault(span.unit_id, []).append(span.due_on)
            oldest = {unit: (len(days), min(days)) for unit, days in late.items()}
            assert await queries.overdue_by_unit(conn, at) == oldest
