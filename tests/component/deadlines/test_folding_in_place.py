"""A petition is told of as it is taken in: once, in sequence, and by no day that has moved meanwhile."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.handlers import apply_calendar
from services.deadlines.handlers.following import DeadlinesProjection
from services.deadlines.handlers.recompute import DeadlinesFold
from shared.messaging.facts import Followed
from shared.messaging.following import Follower
from shared.messaging.marks import mark
from shared.messaging.recomputing import Recompute
from tests.builders.acts import act, answered, at, coordination, received, rescheduled, scheduled, unsaid
from tests.builders.followed_facts import DeadlinesSide
from tests.builders.waiting import until
from tests.component.deadlines.test_new_calendar import april, calendar
from tests.component.deadlines.test_ticker import june, written

__all__ = ["april", "june"]

MARKS = "SELECT subject FROM recomputations ORDER BY subject"
DUE = "SELECT deadline_id, due_on::text FROM deadlines WHERE kind = 'petition_answer' ORDER BY 1"
SPANS = "SELECT * FROM deadline_spans ORDER BY deadline_id, from_at"
WAITING = "SELECT locktype FROM pg_locks WHERE NOT granted AND locktype IN ('advisory', 'transactionid')"


class Slow(DeadlinesProjection):
    """Has folded a batch, and does not commit yet."""

    def __init__(self, side: DeadlinesSide) -> None:
        super().__init__(DeadlinesFold(side.laws))
        self.inside, self.go_on = asyncio.Event(), asyncio.Event()

    async def apply(self, conn: AsyncConnection, facts: Sequence[Followed], now: datetime) -> None:
        await super().apply(conn, facts, now)
        self.inside.set()
        await self.go_on.wait()


async def slowly(side: DeadlinesSide, *acts: Any) -> "tuple[Slow, asyncio.Future[None]]":
    """Another replica takes these acts in, has folded them, and does not commit yet."""
    slow = Slow(side)
    follower = Follower(side.bench, slow)
    await follower.assigned(list(side.topics.log))
    taking = asyncio.ensure_future(follower.take([side.topics.put(each) for each in acts]))
    await slow.inside.wait()
    return slow, taking


async def waits(side: DeadlinesSide, task: "asyncio.Future[Any]") -> bool:
    """Does the task wait for a lock, or has it gone through without one?"""
    return task.done() or bool(await side.rows(WAITING))


async def in_sequence(side: DeadlinesSide, subject: str) -> list[str]:
    """What was told of it, by name; each with the next number."""
    said = [fact for fact in await side.said() if fact["subject"] == subject]
    assert [fact["sequence"] for fact in said] == list(range(1, len(said) + 1))
    return [fact["name"] for fact in said]


async def folded_anew(side: DeadlinesSide) -> list[tuple[Any, ...]]:
    await side.fold_anew()
    return await side.rows(SPANS)


async def test_what_follows_from_a_petition_is_told_in_the_transaction_that_takes_it_in(
    june: DeadlinesSide,
) -> None:
    await june.follow(written([answered("2024-06-06 09:00")], "2024-06-06 09:00"))
    assert await june.rows(MARKS) == []
    assert await in_sequence(june, "petition/kn-1") == ["DeadlineSet", "DeadlineMet"]
    spans = await june.rows(SPANS)
    assert await folded_anew(june) == spans
    assert await in_sequence(june, "petition/kn-1") == ["DeadlineSet", "DeadlineMet"]


async def test_a_petition_that_is_folded_while_a_calendar_comes_into_force_is_due_by_it(
    april: DeadlinesSide,
) -> None:
    april.clock.not_before(at("2024-04-12 10:00"))
    (new,) = written([received("2024-04-10 10:00", petition="kn-2")], "2024-04-12 10:00")
    slow, taking = await slowly(april, new)
    await apply_calendar.apply(april.bench, calendar(3))
    folding = asyncio.ensure_future(april.recompute.step())
    await until(partial(waits, april, folding))
    slow.go_on.set()
    await asyncio.gather(taking, folding)
    await april.fold()
    assert {due_on for _, due_on in await april.rows(DUE)} == {"2024-05-02"}
    assert await in_sequence(april, "petition/kn-2") == ["DeadlineSet", "DeadlineMoved"]


async def test_a_petition_that_is_folded_while_its_conference_moves_is_due_by_the_new_day(
    june: DeadlinesSide,
) -> None:
    """One comes new, and has the conference wait; the other is known, and is marked."""
    (new, old) = written([received("2024-06-03 09:00", petition="kn-2"), coordination("2024-06-04")],
                         "2024-06-04 10:00")  # fmt: skip
    (moved,) = written([rescheduled("2024-06-04 09:00", "2024-06-19 14:00")], "2024-06-04 10:00")
    for told in (new, old):
        slow, taking = await slowly(june, told)
        follower = Follower(june.bench, DeadlinesProjection(DeadlinesFold(june.laws)))
        await follower.assigned(list(june.topics.log))
        moving = asyncio.ensure_future(follower.take([june.topics.put(moved)]))
        if told is new:
            await until(partial(waits, june, moving))
        else:
            await moving
        folding = asyncio.ensure_future(june.recompute.step())
        await until(partial(waits, june, folding))
        slow.go_on.set()
        await asyncio.gather(taking, moving, folding)
        await june.fold()
        spans = await june.rows(SPANS)
        assert await folded_anew(june) == spans
        (moved,) = written([rescheduled("2024-06-05 09:00", "2024-06-26 14:00")], "2024-06-05 10:00")
    assert await june.rows(DUE) == [
        ("petition_answer:kn-1", "2024-07-16"), ("petition_answer:kn-2", "2024-07-05"),
    ]  # fmt: skip
    for petition in ("kn-1", "kn-2"):
        assert (await in_sequence(june, f"petition/{petition}"))[0] == "DeadlineSet"


async def test_a_petition_that_a_recompute_folds_is_waited_for_and_told_of_after_it(
    june: DeadlinesSide,
) -> None:
    async with june.engine.begin() as conn:
        await mark(conn, ["petition/kn-1"])
    inside, go_on = asyncio.Event(), asyncio.Event()
    real = DeadlinesFold(june.laws)

    async def slow(conn: AsyncConnection, subjects: Mapping[str, int], now: datetime) -> None:
        inside.set()
        await go_on.wait()
        await real(conn, subjects, now)

    folding = asyncio.ensure_future(Recompute(june.bench, slow).step())
    await inside.wait()
    (told,) = written([answered("2024-06-06 09:00")], "2024-06-06 09:00")
    taking = asyncio.ensure_future(june.follow([told]))
    await until(partial(waits, june, taking))
    go_on.set()
    await asyncio.gather(folding, taking)
    assert await june.rows(MARKS) == []
    assert await in_sequence(june, "petition/kn-1") == ["DeadlineSet", "DeadlineMet"]


async def test_a_petition_that_can_not_be_folded_is_marked_and_its_numbers_have_no_gap(
    june: DeadlinesSide,
) -> None:
    poison = act("PetitionAnswered", "2024-06-06 09:00", petition_id="kn-1", fully_resolved=True)
    others = [received("2024-06-03 09:00", petition=f"kn-{number}") for number in (2, 3)]
    asked = act("WrittenAnswerRequested", "2024-06-05", petition_id="kn-1")
    await june.follow(written([others[0], asked, poison, others[1]], "2024-06-06 10:00"))
    assert await june.rows(MARKS) == [("petition/kn-1",)]
    assert await june.rows("SELECT count(*) FROM parked_facts") == [(0,)]
    for number in (2, 3):
        assert await in_sequence(june, f"petition/kn-{number}") == ["DeadlineSet"]
    while await june.recompute.step():
        pass
    await june.tick(at("2024-07-30 08:00"))
    assert {f["subject"] for f in await june.said("ResponseOverdue")} == {"petition/kn-2", "petition/kn-3"}
    await june.follow(written([unsaid(poison)], "2024-07-30 09:00"))
    await june.fold()
    assert await in_sequence(june, "petition/kn-1") == ["DeadlineSet", "DeadlineSet"]


async def test_batches_of_any_size_come_to_what_folding_all_acts_anew_comes_to(side: DeadlinesSide) -> None:
    await side.tell(written([scheduled("2024-06-05 14:00")], "2024-01-02 08:00"))
    told = written(
        [
            received("2024-06-03 09:00"), coordination("2024-06-06 09:00"), answered("2024-06-12 09:00"),
            act("WrittenAnswerRequested", "2024-06-13", petition_id="kn-1"), answered("2024-06-14 09:00"),
        ],
        "2024-06-30",
    )  # fmt: skip
    for each in told:
        await side.follow([each])
    assert await side.rows("SELECT subject FROM recomputations WHERE subject LIKE 'petition/%'") == []
    await side.fold()
    spans = await side.rows(SPANS)
    assert await folded_anew(side) == spans
