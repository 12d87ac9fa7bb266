"""One `Idempotency-Key` is worked once, whoever comes with it and however long the work takes."""

import asyncio

import pytest

from shared.web import retries
from shared.web.problems import Problem, unavailable
from shared.web.retries import Answer, digest_of_body, once
from tests.component.web.conftest import Door

ROUTE, SAID, OTHER = "POST x", digest_of_body({"a": 1}), digest_of_body({"a": 2})
OLDER = "UPDATE idempotency SET recorded_at = recorded_at - interval '1 minute'"


class Work:
    """What is to be done once; it begins when asked and ends when it is let go on, with `ends_with`."""

    def __init__(self, door: Door, ends_with: Exception | None = None) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.times = 0
        self._door = door
        self._ends_with = ends_with

    async def __call__(self) -> Answer:
        self.times += 1
        number = self.times
        self.begun.set()
        await self.go_on.wait()
        if self._ends_with is not None:
            raise self._ends_with
        return Answer(202, {"number": number})

    async def asked(self, digest: bytes = SAID, key: str | None = "k-1") -> Answer:
        return await once(self._door.engine, ROUTE, key, digest, self)


async def refused(work: Work, digest: bytes, status: int) -> Problem:
    with pytest.raises(Problem) as found:
        await work.asked(digest)
    assert found.value.status == status
    return found.value


async def begun(work: Work) -> "asyncio.Task[Answer]":
    """The work, asked for and not yet done."""
    asking = asyncio.create_task(work.asked())
    await work.begun.wait()
    return asking


async def died(work: Work) -> None:
    """The work begun, and its process gone: nobody tidies up."""
    asking = await begun(work)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    work.go_on.set()


async def test_who_comes_meanwhile_waits_for_the_firsts_answer(door: Door) -> None:
    work = Work(door)
    first = await begun(work)
    others = [asyncio.create_task(work.asked()) for _ in range(3)]
    await refused(work, OTHER, 422)
    work.go_on.set()
    answers = [await each for each in (first, *others)]
    assert [answer.body for answer in answers] == [{"number": 1}] * 4
    assert [answer.replayed for answer in answers] == [False, True, True, True]
    assert (await work.asked()).body == {"number": 1}
    await refused(work, OTHER, 422)
    assert work.times == 1


async def test_who_has_waited_long_enough_is_told_to_come_back(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(door)
    first = await begun(work)
    monkeypatch.setattr(retries, "PATIENCE_S", 0.0)
    problem = await refused(work, SAID, 503)
    assert problem.headers == {"Retry-After": "5"}
    work.go_on.set()
    assert (await first).status == (await work.asked()).status == 202
    assert work.times == 1


async def test_a_key_whose_process_died_is_taken_over_by_the_same_body_and_by_no_other(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(door)
    await died(work)
    monkeypatch.setattr(retries, "PATIENCE_S", 0.0)
    await refused(work, SAID, 503)
    await door.run(OLDER)
    await refused(work, OTHER, 422)
    answers = await asyncio.gather(*(work.asked() for _ in range(2)), return_exceptions=True)
    assert work.times == 2
    assert [each.body for each in answers if isinstance(each, Answer)][:1] == [{"number": 2}]


async def test_of_one_thought_dead_and_its_successor_the_first_answer_stays(door: Door) -> None:
    slow, quick = Work(door), Work(door)
    quick.times = 5
    quick.go_on.set()
    first = await begun(slow)
    await door.run(OLDER)
    assert (await quick.asked()).body == {"number": 6}
    slow.go_on.set()
    assert (await first).body == {"number": 6}


async def test_what_failed_may_be_tried_again_at_once_and_nothing_else_may(door: Door) -> None:
    work, again = Work(door, unavailable("later")), Work(door)
    work.go_on.set()
    again.go_on.set()
    await refused(work, SAID, 503)
    await refused(again, OTHER, 422)
    assert (await again.asked()).body == {"number": 1}


async def test_what_was_refused_leaves_its_key_free(door: Door) -> None:
    work, other = Work(door, Problem(409, "t", "d")), Work(door)
    work.go_on.set()
    other.go_on.set()
    await refused(work, SAID, 409)
    assert (await other.asked(OTHER)).body == {"number": 1}


async def test_without_a_key_each_is_worked(door: Door) -> None:
    work = Work(door)
    work.go_on.set()
    assert [(await work.asked(key=None)).body["number"] for _ in range(2)] == [1, 2]
