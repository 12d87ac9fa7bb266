"""Marks are worked off once, none is lost, and one subject that can't be folded stops no other."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.marks import mark
from shared.messaging.recomputing import Recompute
from tests.builders.acts import act, cancelled, corrected, posted, received, rescheduled, scheduled
from tests.builders.reporting_side import ReportingSide

MARKS = "SELECT subject FROM recomputations ORDER BY subject"


async def take(side: ReportingSide, *acts: object) -> None:
    await side.take([side.topics.put(each) for each in acts])  # pyright: ignore[reportArgumentType]


async def test_a_fact_taken_twice_is_kept_once_and_says_the_same(side: ReportingSide) -> None:
    told = [scheduled("2024-06-10 08:00"), received("2024-06-03 09:00")]
    await side.tell(told)
    before = await side.digest()
    side.start_over()
    async with side.engine.begin() as conn:
        await conn.exec_driver_sql("TRUNCATE positions")
    await side.take(side.topics.everything())
    await side.fold()
    assert await side.digest() == before
    assert await side.rows("SELECT count(*) FROM acts") == [(2,)]


async def test_a_conference_whose_day_moves_marks_its_petitions_and_no_others(side: ReportingSide) -> None:
    other = act("PetitionReceived", "2024-06-01", petition_id="kn-2", conference_id="hn-2", group="land")
    await side.tell([scheduled("2024-06-10 08:00"), received("2024-06-03 09:00"), other])
    await take(side, rescheduled("2024-06-05 09:00", "2024-07-01 08:00"))
    assert await side.rows(MARKS) == [("conference/hn-1",)]
    await side.recompute.step()
    assert await side.rows(MARKS) == [("petition/kn-1",)]


@pytest.mark.parametrize("told", [cancelled("2024-06-05 09:00"), posted("2024-05-05 09:00")])
async def test_what_leaves_the_start_day_alone_marks_no_petition(side: ReportingSide, told: object) -> None:
    await side.tell([scheduled("2024-06-10 08:00"), received("2024-06-03 09:00")])
    await take(side, told)
    await side.recompute.step()
    assert await side.rows(MARKS) == []


async def test_a_petition_belongs_to_the_conference_it_was_corrected_to(side: ReportingSide) -> None:
    petition = received("2024-06-03 09:00")
    await side.tell([scheduled("2024-06-10 08:00"), petition, corrected(petition, conference_id="hn-2")])
    assert await side.rows("SELECT conference_id FROM petition_links ORDER BY 1") == [("hn-1",), ("hn-2",)]
    spans = await side.rows("SELECT DISTINCT conference_id FROM petition_spans")
    assert spans == [("hn-2",)]


async def test_a_new_calendar_marks_every_petition_and_moves_what_is_overdue(side: ReportingSide) -> None:
    await side.tell([scheduled("2024-06-10 08:00"), received("2024-06-03 09:00")])
    overdue = "SELECT from_at FROM petition_spans WHERE overdue"
    (before,) = await side.rows(overdue)
    day = {"date": "2024-06-11", "name": "Ngày nghỉ thử"}
    applied = act(
        "CalendarApplied", "2024-06-01", version=2, announced_on="2024-06-01", year=2024, off=[day],
        working_weekend_days=[], document={"number": "1", "date": "2024-06-01"},
    )  # fmt: skip
    await side.take([side.topics.put(applied, "calendar/2", "deadlines")])
    await side.fold()
    (after,) = await side.rows(overdue)
    assert (after[0] - before[0]).days == 1


async def test_a_mark_made_while_its_subject_is_folded_is_not_lost(side: ReportingSide) -> None:
    async with side.engine.begin() as conn:
        await mark(conn, ["petition/kn-1"])
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_: AsyncConnection, __: Mapping[str, int], ___: datetime) -> None:
        inside.set()
        await go_on.wait()

    folding = asyncio.ensure_future(Recompute(side.bench, slow).step())
    await inside.wait()

    async def mark_again() -> None:
        async with side.engine.begin() as conn:
            await mark(conn, ["petition/kn-1"])

    marking = asyncio.ensure_future(mark_again())
    go_on.set()
    await asyncio.gather(folding, marking)
    assert await side.rows(MARKS) == [("petition/kn-1",)]


async def test_a_subject_that_cannot_be_folded_is_left_behind_alone(side: ReportingSide) -> None:
    wanted = [f"petition/kn-{number}" for number in range(10)]
    async with side.engine.begin() as conn:
        await mark(conn, wanted)
    folded: set[str] = set()

    async def fold(_: AsyncConnection, subjects: Mapping[str, int], __: datetime) -> None:
        if "petition/kn-7" in subjects:
            raise ValueError("poison")
        folded.update(subjects)

    recompute = Recompute(side.bench, fold)
    while await recompute.step():
        pass
    assert folded == set(wanted) - {"petition/kn-7"}
    assert await side.rows(MARKS) == [("petition/kn-7",)]
