"""A petition is folded as it is taken in: never by two at once, never by a day that has moved meanwhile."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.handlers.folding import folded_petitions, petition_rows
from services.reporting.handlers.following import ReportingProjection
from services.reporting.store import spans
from services.reporting.store.acts import ids
from services.reporting.store.calendar import calendar_known
from shared.dialogue.acts import Act
from shared.messaging.facts import Followed
from shared.messaging.following import Follower
from shared.messaging.marks import mark
from shared.messaging.recomputing import Recompute
from tests.builders.acts import PETITION, act, answered, received, rescheduled, scheduled, unsaid
from tests.builders.reporting_side import ReportingSide
from tests.builders.waiting import until
from tests.component.reporting.test_small_year import acts_of_the_year

MARKS = "SELECT subject FROM recomputations ORDER BY subject"
OVERDUE = "SELECT petition_id, from_at FROM petition_spans WHERE overdue ORDER BY 1, 2"
SPANS = "SELECT * FROM petition_spans ORDER BY petition_id, from_at"
WAITING = "SELECT locktype FROM pg_locks WHERE NOT granted AND locktype IN ('advisory', 'transactionid')"
SUBJECT = f"petition/{PETITION}"
CALENDAR = act(
    "CalendarApplied", "2024-06-01", version=2, announced_on="2024-06-01", year=2024,
    off=[{"date": "2024-06-11", "name": "Ngày nghỉ thử"}], working_weekend_days=[],
    document={"number": "1", "date": "2024-06-01"},
)  # fmt: skip


class Slow(ReportingProjection):
    """Has folded a batch, and does not commit yet."""

    def __init__(self) -> None:
        self.inside, self.go_on = asyncio.Event(), asyncio.Event()

    async def apply(self, conn: AsyncConnection, facts: Sequence[Followed], now: datetime) -> None:
        await super().apply(conn, facts, now)
        self.inside.set()
        await self.go_on.wait()


async def follower(side: ReportingSide, projection: ReportingProjection | None = None) -> Follower:
    """Another replica's, that knows where the database stands."""
    made = Follower(side.bench, projection or ReportingProjection())
    await made.assigned(list(side.topics.log))
    return made


async def waits(side: ReportingSide, task: "asyncio.Future[Any]") -> bool:
    """Does the task wait for a lock, or has it gone through without one?"""
    return task.done() or bool(await side.rows(WAITING))


async def folded_anew(side: ReportingSide) -> list[tuple[Any, ...]]:
    """The spans as the marks' way folds them from nothing but the acts."""
    await side.fold_anew()
    return await side.rows(SPANS)


async def test_a_batch_of_petitions_is_folded_where_it_is_taken_in(side: ReportingSide) -> None:
    await side.tell([scheduled("2024-06-10 08:00")])
    await side.take([side.topics.put(received("2024-06-03 09:00"))])
    assert await side.rows(MARKS) == []
    assert len(await side.rows(SPANS)) == 2
    await side.take([side.topics.put(answered("2024-06-12 09:00"))])
    assert await side.rows(MARKS) == []
    in_place = await side.rows(SPANS)
    assert [row[4] for row in in_place] == ["pending", "resolved"]
    assert await folded_anew(side) == in_place


@pytest.mark.parametrize("at_once", [1, 7, 10_000])
async def test_batches_of_any_size_come_to_what_folding_all_acts_anew_comes_to(
    side: ReportingSide, at_once: int
) -> None:
    told = acts_of_the_year()
    await side.tell([each for each in told if "petition_id" not in each.data.get("data", each.data)])
    petitions = [each for each in told if "petition_id" in each.data.get("data", each.data)]
    records = [side.topics.put(each) for each in petitions[: 300 if at_once == 1 else None]]
    for start in range(0, len(records), at_once):
        await side.take(records[start : start + at_once])
    assert await side.rows(MARKS) == []
    in_place = await side.rows(SPANS)
    assert in_place
    assert await folded_anew(side) == in_place


@pytest.mark.parametrize(
    ("told", "subject"),
    [(rescheduled("2024-06-05 09:00", "2024-07-01 08:00"), "conference/hn-1"), (CALENDAR, "calendar/2")],
)
async def test_a_petition_that_is_being_folded_does_not_keep_a_day_that_moves_meanwhile(
    side: ReportingSide, told: Act, subject: str
) -> None:
    await side.tell([scheduled("2024-06-10 08:00")])
    slow = Slow()
    taking = asyncio.ensure_future(
        (await follower(side, slow)).take([side.topics.put(received("2024-06-03 09:00"))])
    )
    await slow.inside.wait()
    # Committed while the petition is folded by the old day, and its link can't be seen yet.
    moved = side.topics.put(told, subject, "deadlines" if subject == "calendar/2" else "")
    await (await follower(side)).take([moved])
    assert await side.rows(MARKS) == [(subject,)]
    folding = asyncio.ensure_future(side.recompute.step())
    await until(partial(waits, side, folding))
    slow.go_on.set()
    await asyncio.gather(taking, folding)
    await side.fold()
    ((_, overdue),) = await side.rows(OVERDUE)
    await folded_anew(side)
    assert await side.rows(OVERDUE) == [(PETITION, overdue)]


async def test_a_petition_does_not_keep_a_day_that_its_conference_had_between_two_folds(
    side: ReportingSide,
) -> None:
    await side.tell([scheduled("2024-06-10 08:00")])
    moved = rescheduled("2024-06-05 09:00", "2024-07-01 08:00")
    for told in (moved, received("2024-06-03 09:00"), unsaid(moved)):
        await side.take([side.topics.put(told)])
    assert await side.rows(MARKS) == [("conference/hn-1",)]
    await side.fold()
    as_told = await side.rows(SPANS)
    assert await folded_anew(side) == as_told


async def test_a_petition_that_a_recompute_folds_is_waited_for_and_folded_after_it(
    side: ReportingSide,
) -> None:
    await side.tell([scheduled("2024-06-10 08:00"), received("2024-06-03 09:00")])
    async with side.engine.begin() as conn:
        await mark(conn, [SUBJECT])
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def slow(conn: AsyncConnection, subjects: Mapping[str, int], _: datetime) -> None:
        """The service's own, with a rest between what it reads and what it writes."""
        calendar, petitions = await calendar_known(conn), ids(list(subjects), "petition")
        rows = [
            row
            async for found in folded_petitions(conn, petitions)
            for row in petition_rows(*found, calendar)
        ]
        inside.set()
        await go_on.wait()
        await spans.replace_petitions(conn, petitions, rows)

    folding = asyncio.ensure_future(Recompute(side.bench, slow).step())
    await inside.wait()
    taking = asyncio.ensure_future(side.take([side.topics.put(answered("2024-06-12 09:00"))]))
    await until(partial(waits, side, taking))
    go_on.set()
    await asyncio.gather(folding, taking)
    assert [row[4] for row in await side.rows(SPANS)] == ["pending", "resolved"]
    assert await side.rows(MARKS) == []


async def test_the_mark_of_a_petition_that_is_folded_here_is_nobodys(side: ReportingSide) -> None:
    await side.tell([scheduled("2024-06-10 08:00"), received("2024-06-03 09:00")])
    async with side.engine.begin() as conn:
        await mark(conn, [SUBJECT, "petition/kn-2"])
    slow = Slow()
    taking = asyncio.ensure_future(
        (await follower(side, slow)).take([side.topics.put(answered("2024-06-12 09:00"))])
    )
    await slow.inside.wait()
    assert await side.recompute.step() == 1
    slow.go_on.set()
    await taking
    assert await side.rows(MARKS) == []
    assert [row[4] for row in await side.rows(SPANS)] == ["pending", "resolved"]


async def test_replicas_fold_petitions_of_one_conference_side_by_side(side: ReportingSide) -> None:
    await side.tell([scheduled("2024-06-10 08:00")])
    puts = [side.topics.put(received("2024-06-03 09:00", petition=f"kn-{number}")) for number in range(9)]
    one, other = sorted({record.partition for record in puts})[:2]
    slow = Slow()
    first = await follower(side, slow)
    taking = asyncio.ensure_future(first.take([put for put in puts if put.partition == one]))
    await slow.inside.wait()
    async with asyncio.timeout(20):
        await (await follower(side)).take([put for put in puts if put.partition == other])
    await (await follower(side)).take([side.topics.put(rescheduled("2024-06-05 09:00", "2024-07-01 08:00"))])
    folding = asyncio.ensure_future(side.recompute.step())
    await until(partial(waits, side, folding))
    slow.go_on.set()
    await asyncio.gather(taking, folding)
    await side.fold()
    wanted = sum(put.partition in (one, other) for put in puts)
    overdue = await side.rows(OVERDUE)
    assert (len(overdue), len({moment for _, moment in overdue})) == (wanted, 1)
    await folded_anew(side)
    assert await side.rows(OVERDUE) == overdue


async def test_a_petition_that_can_not_be_folded_is_marked_and_stops_no_other(side: ReportingSide) -> None:
    await side.tell([scheduled("2024-06-10 08:00")])
    poison = act("PetitionAnswered", "2024-06-12 09:00", petition_id=PETITION, mode="written")
    others = [received("2024-06-03 09:00", petition=f"kn-{number}") for number in (2, 3)]
    told = [others[0], received("2024-06-03 09:00"), poison, others[1]]
    await side.take([side.topics.put(each) for each in told])
    assert await side.rows(MARKS) == [(SUBJECT,)]
    assert await side.rows("SELECT count(*) FROM parked_facts") == [(0,)]
    assert await side.rows("SELECT DISTINCT petition_id FROM petition_spans ORDER BY 1") == [
        ("kn-2",), ("kn-3",),
    ]  # fmt: skip
    while await side.recompute.step():
        pass
    assert await side.rows(MARKS) == [(SUBJECT,)]
    await side.take([side.topics.put(unsaid(poison))])
    assert await side.rows(MARKS) == []
    assert [row[4] for row in await side.rows(SPANS) if row[0] == PETITION] == ["pending", "pending"]


async def test_petitions_of_a_conference_that_can_not_be_folded_are_marked_and_no_others(
    side: ReportingSide,
) -> None:
    await side.take([side.topics.put(act("ConferenceScheduled", "2024-05-01", conference_id="hn-1"))])
    other = act("PetitionReceived", "2024-06-01", petition_id="kn-2", conference_id="hn-2", group="land")
    await side.take([side.topics.put(received("2024-06-03 09:00")), side.topics.put(other)])
    assert await side.rows(MARKS) == [("conference/hn-1",), (SUBJECT,)]
    assert {row[0] for row in await side.rows(SPANS)} == {"kn-2"}


async def test_what_the_database_refuses_of_one_petition_leaves_its_batch_to_the_marks(
    side: ReportingSide,
) -> None:
    await side.tell([scheduled("2024-06-10 08:00")])
    nowhere = act("PetitionReceived", "2024-06-03", petition_id="kn-2", conference_id="hn-1", group=None)
    await side.take([side.topics.put(each) for each in (received("2024-06-03 09:00"), nowhere)])
    assert await side.rows(MARKS) == [(SUBJECT,), ("petition/kn-2",)]
    assert await side.rows("SELECT count(*) FROM parked_facts") == [(0,)]
    while await side.recompute.step():
        pass
    assert await side.rows(MARKS) == [("petition/kn-2",)]
    assert {row[0] for row in await side.rows(SPANS)} == {PETITION}
