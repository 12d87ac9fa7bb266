"""Does the ticker tell that a deadline approaches, once each, never of what is met or past (R21)?"""

import asyncio
from datetime import timedelta

import pytest

from services.deadlines.store.approaching import CANDIDATES
from services.deadlines.store.overdue import Readiness
from shared.messaging.set_aside import NOTHING
from tests.builders.acts import answered, at, coordination, received, rescheduled, scheduled, withdrawn
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import NOW, MakeSide
from tests.component.deadlines.test_small_year import published
from tests.component.deadlines.test_ticker import ANSWER, petitioned, written

# The answer to a petition of the conference of 05/6 is due on Friday 14 June 2024.
DUE_ON = "2024-06-14"
THREE, ONE = at("2024-06-11"), at("2024-06-13")
AT_THREE, AT_ONE = (DUE_ON, 3, "2024-06-11T00:00:00+07:00"), (DUE_ON, 1, "2024-06-13T00:00:00+07:00")


@pytest.fixture
async def june(make_side: MakeSide) -> DeadlinesSide:
    side = await make_side(at("2024-06-03 10:00"))
    await petitioned(side)
    return side


async def told(side: DeadlinesSide, deadline_id: str = ANSWER) -> list[tuple[str, int, str]]:
    said = [f for f in await side.said("DeadlineApproaching") if f["data"]["deadline_id"] == deadline_id]
    return [(f["data"]["due_on"], f["data"]["working_days_left"], f["time"]) for f in said]


async def test_it_is_told_at_3_and_at_1_working_days_left_from_midnight_on_once_each(
    june: DeadlinesSide,
) -> None:
    await june.tick(THREE - timedelta(microseconds=1))
    assert await told(june) == []
    for moment in (THREE, THREE + timedelta(minutes=1), at("2024-06-12"), ONE - timedelta(microseconds=1)):
        await june.tick(moment)
        assert await told(june) == [AT_THREE]
    for moment in (ONE, ONE + timedelta(hours=20), at("2024-06-17")):
        await june.tick(moment)
        assert await told(june) == [AT_THREE, AT_ONE]


async def test_what_is_told_says_all_of_the_deadline(june: DeadlinesSide) -> None:
    await june.tick(THREE)
    (fact,) = [f for f in await june.said("DeadlineApproaching") if f["data"]["deadline_id"] == ANSWER]
    assert fact["data"] == {
        "deadline_id": ANSWER, "kind": "petition_answer", "rule": "R11", "unit_id": "so-xay-dung",
        "conference_id": "hn-1", "petition_id": "kn-1", "due_on": DUE_ON, "soft": False, "provisional": False,
        "calendar_version": 1, "working_days_left": 3,
    }  # fmt: skip
    assert (fact["subject"], fact["source"], fact["unitid"]) == (
        "petition/kn-1", "/services/deadlines", "so-xay-dung",
    )  # fmt: skip


async def test_two_tickers_at_once_tell_it_once(june: DeadlinesSide) -> None:
    june.promised = THREE, june.topics.ends()
    june.clock.not_before(THREE)
    other = type(june.ticker)(june.bench, lambda: june.promised, june.laws)
    await asyncio.gather(june.ticker.tick(), other.tick(), june.ticker.tick(), other.tick())
    assert await told(june) == [AT_THREE]


@pytest.mark.parametrize("closing", [answered("2024-06-10 16:00"), withdrawn("2024-06-10 16:00")])
async def test_nothing_is_told_of_what_is_met_or_void_or_may_be(june: DeadlinesSide, closing: object) -> None:
    """While the answer lies on the topic, and while it is marked and not folded, nothing is told either."""
    (act,) = written([closing], "2024-06-10 16:00")  # pyright: ignore
    record = june.topics.put(act)
    assert await june.tick(THREE) is None
    await june.take([record])
    await june.tick(THREE)
    assert await told(june) == []
    await june.fold()
    await june.tick(ONE)
    assert await told(june) == []


async def test_a_subject_whose_facts_are_held_back_is_told_of_when_they_no_longer_are(
    june: DeadlinesSide,
) -> None:
    await june.run("UPDATE followed SET parked = true WHERE subject = 'conference/hn-1'")
    await june.tick(THREE)
    assert await told(june) == []
    await june.run("UPDATE followed SET parked = false")
    await june.tick(THREE + timedelta(hours=9))
    assert await told(june) == [AT_THREE]


async def test_a_deadline_set_with_less_left_is_told_of_once_as_it_then_is(make_side: MakeSide) -> None:
    side = await make_side(at("2024-06-12 10:00"))
    acts = [scheduled("2024-06-05 14:00"), received("2024-06-03 09:00")]
    await side.tell(written(acts, "2024-06-12 10:00"))
    await side.tick(at("2024-06-12 10:00"))
    assert await told(side) == []
    # Known only after its 3 days had begun: told when what is published of the past has come to rest.
    for seconds in (6, 7, 8):
        await side.tick(at("2024-06-12 10:00") + timedelta(seconds=seconds))
    two = (DUE_ON, 2, "2024-06-12T00:00:00+07:00")
    assert await told(side) == [two]
    await side.tick(ONE)
    assert await told(side) == [two, AT_ONE]


async def test_moved_to_another_day_it_is_told_of_that_day(june: DeadlinesSide) -> None:
    """R12, R15: once per deadline and due day."""
    await june.tick(THREE)
    await june.tell(written([coordination("2024-06-11 09:00")], "2024-06-11 09:00"))
    for day in range(12, 26):
        await june.tick(at(f"2024-06-{day}"))
    assert await told(june) == [
        AT_THREE,
        ("2024-06-25", 3, "2024-06-20T00:00:00+07:00"),
        ("2024-06-25", 1, "2024-06-24T00:00:00+07:00"),
    ]


async def test_back_on_its_old_day_it_is_not_told_of_that_day_again(june: DeadlinesSide) -> None:
    await june.tick(THREE)
    for time, start in (("2024-06-11 09:00", "2024-07-05 14:00"), ("2024-06-11 10:00", "2024-06-05 14:00")):
        await june.tell(written([rescheduled(time, start)], time))
    await june.tick(at("2024-06-11 11:00"))
    await june.tick(ONE)
    assert await told(june) == [AT_THREE, AT_ONE]


async def test_a_backlog_reminds_of_nothing_that_is_past(side: DeadlinesSide) -> None:
    """The year's facts published at once: only what is open and not yet due is told of."""
    await side.ticker.begin()
    await published(side, seed=3, chunk=200)
    await side.tell(
        written([scheduled("2025-02-24 09:00"), received("2025-02-20 09:00")], NOW.isoformat()[:19])
    )
    for seconds in (0, 30, 700):
        await side.tick(NOW + timedelta(seconds=seconds))
    said = await side.said("DeadlineApproaching")
    # The conference was on Monday 24 February: 7 working days after it is 5 March, on 3 March 2 are left.
    assert {(f["data"]["due_on"], f["data"]["working_days_left"], f["time"]) for f in said} == {
        ("2025-03-05", 2, "2025-03-03T00:00:00+07:00")
    }
    assert {f["data"]["kind"] for f in said} == {"petition_answer", "result_report", "conclusion_notice"}


async def test_whoever_waits_sees_that_a_reminder_is_not_told_yet(june: DeadlinesSide) -> None:
    await june.run("UPDATE followed SET parked = true")
    await june.tick(THREE)
    assert (await june.left())["approaching"] > 0
    await june.run("UPDATE followed SET parked = false")
    # The midnight after the conference has marked what is owed since then.
    await june.fold()
    await june.tick(THREE)
    assert (await june.left())["approaching"] == 0


async def test_a_tick_finds_what_is_near_by_its_index_among_many_that_are_open(june: DeadlinesSide) -> None:
    """Thousands of open deadlines whose reminders are weeks away cost a tick nothing."""
    await june.multiply(ANSWER, 20_000, remind_at="s.remind_at + interval '30 days'")
    await june.run("ANALYZE deadline_spans")
    arguments = (*Readiness(THREE, True, NOTHING).arguments, 2000)
    async with june.engine.connect() as conn:
        plan = (await conn.exec_driver_sql(f"EXPLAIN {CANDIDATES}", arguments)).scalars().all()
    assert any("deadline_spans_remind" in line for line in plan), plan
    assert not any("Seq Scan on deadline_spans" in line for line in plan), plan
