"""The sums by day are the spans' own at every moment; what is not summed up is counted from the spans."""

from collections import Counter
from datetime import datetime, timedelta

from services.reporting.handlers.recompute import fold
from services.reporting.store import figures
from shared.clock import HCM
from tests.builders.acts import (
    CONFERENCE,
    PETITION,
    answered,
    at,
    held,
    received,
    refused,
    rescheduled,
    scheduled,
)
from tests.builders.reporting_side import ReportingSide
from tests.component.reporting.test_small_year import acts_of_the_year

TOUCH_ALL = "INSERT INTO figure_touches (conference_id) SELECT DISTINCT conference_id FROM petition_spans"
TOLD = [scheduled("2024-06-10 08:00"), received("2024-06-03 09:00"), held("2024-06-10 12:00")]
AS_OF = "2024-09-01T12:00:00+07:00"


async def counted(side: ReportingSide, moments: list[datetime]) -> list[Counter[tuple[str, str, str]]]:
    """Petitions and overdue ones by conference, group and state, some petitions left out, at each moment."""
    conferences = [row[0] for row in await side.rows("SELECT DISTINCT conference_id FROM petition_spans")]
    petitions = [
        row[0] for row in await side.rows("SELECT DISTINCT petition_id FROM petition_spans ORDER BY 1")
    ]
    found: list[Counter[tuple[str, str, str]]] = []
    async with side.engine.connect() as conn:
        for moment in moments:
            adding: Counter[tuple[str, str, str]] = Counter()
            for count in await figures.counts(conn, conferences, moment, petitions[::5]):
                adding[count.conference_id, count.group, count.state] += count.petitions
                adding[count.conference_id, count.group, f"{count.state}, overdue"] += count.overdue
            found.append(+adding)
    return found


async def test_the_sums_by_day_say_at_every_moment_what_the_spans_say(side: ReportingSide) -> None:
    await side.tell(acts_of_the_year())
    ends = (
        "SELECT from_at FROM petition_spans UNION SELECT to_at FROM petition_spans WHERE to_at < '2100-01-01'"
    )
    changes = sorted(row[0] for row in await side.rows(ends))
    near = [moment + timedelta(microseconds=by) for moment in changes for by in (-1, 0, 1)]
    days = [datetime(2024, month, 1, hour, tzinfo=HCM) for month in range(1, 13) for hour in (0, 12)]
    by_sums = await counted(side, near + days)
    assert sum(map(len, by_sums)) > 100
    async with side.engine.begin() as conn:
        await conn.exec_driver_sql(TOUCH_ALL)
    assert await counted(side, near + days) == by_sums


async def test_the_sums_of_a_busy_day_are_right_between_any_two_of_its_changes(side: ReportingSide) -> None:
    """Some at one moment, one refused on the day it came; two of the eight are left out."""
    minutes = (0, 1, 1, 2, 3, 5, 8)
    came = [received(f"2024-06-03 09:0{m}", petition=f"kn-ban-ron-{n}") for n, m in enumerate(minutes)]
    # Of `PETITION`, which TOLD has received at 09:00.
    await side.tell([*TOLD, *came, refused("2024-06-03 09:06")])
    moments = [at("2024-06-03 08:59") + timedelta(seconds=30 * step) for step in range(24)]
    by_sums = await counted(side, moments)
    assert [sum(found.values()) for found in by_sums[::4]] == [0, 3, 4, 5, 5, 6]
    async with side.engine.begin() as conn:
        await conn.exec_driver_sql(TOUCH_ALL)
    assert await counted(side, moments) == by_sums


async def test_who_is_late_is_counted_once_at_the_very_moments_at_which_anything_changes(
    side: ReportingSide,
) -> None:
    """Overdue from 20/6/2024 on; later the conference is said to be held, and the petition answered."""
    await side.tell([*TOLD[:2], held("2024-07-01 12:00"), answered("2024-07-02 09:00")])
    overdue, held_at, answered_at = at("2024-06-20"), at("2024-07-01 12:00"), at("2024-07-02 09:00")
    moments = [
        moment + timedelta(microseconds=by) for moment in (overdue, held_at, answered_at) for by in (-1, 0, 1)
    ]
    async with side.engine.connect() as conn:
        found = [[count for *_, count in await figures.overdue(conn, moment, [])] for moment in moments]
    assert found == [[], [1], [1], [1], [1], [1], [1], [], []]


async def test_what_was_told_since_the_sums_were_made_counts_at_once(side: ReportingSide) -> None:
    await side.tell(TOLD)
    told = answered("2024-06-12 09:00")
    await side.take([side.topics.put(told)])
    await side.fold()
    await side.promise(told.recorded_at)
    assert await side.rows("SELECT DISTINCT conference_id FROM figure_touches") == [(CONFERENCE,)]
    assert (await side.summary("2024-Q2", as_of=AS_OF))["totals"]["resolved"] == 1


async def test_a_petition_folded_while_its_conference_is_summed_up_is_summed_up_again(
    side: ReportingSide,
) -> None:
    await side.tell(TOLD)
    await side.take([side.topics.put(answered("2024-06-12 09:00"))])
    async with side.engine.begin() as conn:
        # Folded, and not committed when the sums are made.
        await fold(conn, {f"petition/{PETITION}": 1}, side.clock.now())
        async with side.engine.begin() as other:
            await other.exec_driver_sql(TOUCH_ALL)
        assert await side.summing.once() == 1
        assert await side.rows("SELECT conference_id FROM figure_touches") == []
    assert await side.rows("SELECT conference_id FROM figure_touches") == [(CONFERENCE,)]
    before = await counted(side, [at("2024-09-01 12:00")])
    await side.sum_up()
    assert await counted(side, [at("2024-09-01 12:00")]) == before


async def test_a_conference_that_is_touched_often_is_touched_once(side: ReportingSide) -> None:
    await side.tell([*TOLD, rescheduled("2024-06-05 09:00", "2024-06-11 08:00")])
    for _ in range(3):
        async with side.engine.begin() as conn:
            await conn.exec_driver_sql(TOUCH_ALL)
    assert await side.summing.once(limit=0) == 0
    assert await side.rows("SELECT conference_id FROM figure_touches") == [(CONFERENCE,)]
