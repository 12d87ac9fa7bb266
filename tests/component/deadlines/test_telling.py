"""Does the ticker find what is to be told by its index, and number it without a gap (R11)?"""

import asyncio
from functools import partial

from services.deadlines.store.overdue import CANDIDATES, TAKE, Readiness
from shared.messaging.set_aside import NOTHING
from tests.builders.followed_facts import DeadlinesSide
from tests.builders.waiting import until
from tests.component.deadlines.test_ticker import ANSWER, MIDNIGHT, june, overdue_answers

__all__ = ["june"]

PETITION = "petition/kn-1"
MANY = 20_000
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def test_a_tick_finds_what_is_overdue_by_what_is_untold_among_many_that_are_open_or_told(
    june: DeadlinesSide,
) -> None:
    """Also while nothing is known of the table: years come at once, and statistics late."""
    await june.run("ALTER TABLE deadline_spans SET (autovacuum_enabled = false)")
    day = "s.overdue_from + CASE WHEN n % 2 = 0 THEN interval '30 days' ELSE n * interval '-1 hour' END"
    await june.multiply(ANSWER, MANY, overdue_from=day, unfired="n % 2 = 0")
    ready = Readiness(MIDNIGHT, True, NOTHING).arguments
    asked = ((CANDIDATES, 10_000), (TAKE, [PETITION, *(f"petition/x-{n}" for n in range(9_999))], MIDNIGHT))
    for prepare in ("SELECT 1", "ANALYZE deadline_spans"):
        await june.run(prepare)
        for statement, *more in asked:
            plan = "\n".join(line for (line,) in await june.rows(f"EXPLAIN {statement}", *ready, *more))
            assert "deadline_spans_unfired" in plan, plan
            assert "Seq Scan on deadline_spans" not in plan, plan
            assert "BitmapAnd" not in plan, plan


async def test_what_is_marked_while_the_ticker_waits_for_its_lock_is_not_told_and_leaves_no_gap(
    june: DeadlinesSide,
) -> None:
    (before,) = await june.rows("SELECT last_sequence FROM subjects WHERE subject = $1", PETITION)
    async with june.engine.begin() as folding:
        await folding.exec_driver_sql("SELECT FROM subjects WHERE subject = $1 FOR UPDATE", (PETITION,))
        ticking = asyncio.create_task(june.tick(MIDNIGHT))
        await until(partial(june.rows, WAITING))
        await folding.exec_driver_sql("INSERT INTO recomputations VALUES ($1, 1)", (PETITION,))
    await ticking
    assert await overdue_answers(june) == []
    assert await june.rows("SELECT last_sequence FROM subjects WHERE subject = $1", PETITION) == [before]
    await june.run("DELETE FROM recomputations")
    await june.tick(MIDNIGHT)
    (fact,) = await june.said("ResponseOverdue")
    assert fact["sequence"] == before[0] + 1


async def test_deadlines_of_one_subject_that_are_overdue_at_once_are_numbered_one_after_the_other(
    june: DeadlinesSide,
) -> None:
    (before,) = await june.rows("SELECT last_sequence FROM subjects WHERE subject = $1", PETITION)
    day = "s.overdue_from + CASE WHEN n < 3 THEN '0' ELSE '9 days' END::interval"
    await june.multiply(ANSWER, MANY, overdue_from=day, unfired="true")
    await june.tick(MIDNIGHT)
    told = await june.said("ResponseOverdue")
    assert [fact["sequence"] for fact in told] == [before[0] + n for n in (1, 2, 3)]
    last = await june.rows("SELECT last_sequence FROM subjects WHERE subject = $1", PETITION)
    assert last == [(before[0] + 3,)]
