"""Facts that were held back are worked in, in order, once they can be; what still can't stays alone."""

import json
from typing import Any

import pytest

from shared.messaging import facts, operators_queue
from shared.messaging.following import Follower
from shared.messaging.operators_queue import Kept
from shared.messaging.sequence import UNKNOWN_TYPE
from shared.messaging.unparking import Unparking
from tests.messaging.conftest import House
from tests.messaging.test_following import Notes, fact, lying, parked
from tests.messaging.test_mending import ask, listed


async def unpark(house: House, notes: Notes, wish: operators_queue.Wish, *found: Kept) -> None:
    await ask(house, wish, *found)
    assert await Unparking(house.shop, notes).once() == len(found)


async def test_parked_facts_go_on_in_order_when_the_missing_one_has_come(house: House) -> None:
    notes = Notes()
    follower = Follower(house.shop, notes)
    await follower.take(lying([fact("conference/a", 1), fact("conference/a", 3), fact("conference/a", 4)]))
    (three, _) = await listed(house)
    await unpark(house, notes, "retry", three)
    assert [reason for _, _, reason in await parked(house)] == [
        "gap: expected number 2", "an earlier fact of the subject is parked",
    ]  # fmt: skip
    await follower.take(lying([fact("conference/a", 2)], start=3))
    await unpark(house, notes, "retry", three)
    assert notes.worked == [("conference/a", number) for number in (1, 2, 3, 4)]
    assert {one.state for one in await listed(house, settled=True)} == {"retried"}
    await follower.take(lying([fact("conference/a", 5)], start=4))
    assert notes.worked[-1] == ("conference/a", 5)


async def test_a_fact_that_can_be_worked_in_now_goes_on_and_what_still_can_not_stays_alone(
    house: House,
) -> None:
    notes = Notes()
    poison = [fact(f"conference/{letter}", 1, "ConclusionPublished") for letter in "ab"]
    await Follower(house.shop, notes).take(lying([*poison, fact("conference/a", 2)]))
    found = [one for one in await listed(house) if one.cause != operators_queue.FOLLOWING]
    assert [one.subject for one in found] == ["conference/a", "conference/b"]

    class Mended(Notes):
        async def apply(self, conn: Any, facts: Any, now: Any) -> None:
            if any(fact.subject == "conference/b" for fact in facts):
                raise LookupError
            self.worked += [(fact.subject, fact.sequence) for fact in facts]

    mended = Mended()
    await unpark(house, mended, "retry", *found)
    assert mended.worked == [("conference/a", 1), ("conference/a", 2)]
    (left,) = await listed(house)
    assert (left.subject, left.attempts, left.asked) == ("conference/b", 2, None)
    assert left.cause.startswith("LookupError in apply"), "by what it fails on now"


async def test_a_discarded_fork_is_kept_with_its_reason_and_the_subject_goes_on(house: House) -> None:
    notes = Notes()
    follower = Follower(house.shop, notes)
    forged = fact("conference/a", 2, cause="other")
    await follower.take(lying([fact("conference/a", 1), fact("conference/a", 2), forged]))
    await follower.take(lying([fact("conference/a", 3)], start=3))
    fork = next(one for one in await listed(house) if one.cause.startswith("fork"))
    await unpark(house, notes, "discard", fork)
    assert notes.worked == [("conference/a", number) for number in (1, 2, 3)]
    kept = {one.state: one.asked_why for one in await listed(house, settled=True)}
    assert kept == {"discarded": "why", "retried": None}


async def test_a_fact_of_a_later_version_holds_back_its_subject_alone_until_this_service_is_of_that_version(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = Notes()
    lunch = fact("conference/a", 1).replace(b"ConferenceHeld.v1", b"ConferenceLunched.v1")
    await Follower(house.shop, notes).take(lying([lunch, fact("conference/a", 2), fact("conference/b", 1)]))
    assert notes.worked == [("conference/b", 1)]
    assert await parked(house) == [
        ("conference/a", 1, UNKNOWN_TYPE),
        ("conference/a", 2, "an earlier fact of the subject is parked"),
    ]
    for _ in range(2):
        # A start of the same version changes nothing.
        unparking = Unparking(house.shop, notes)
        await unparking.begin()
        assert await unparking.once() == 1
        assert notes.worked == [("conference/b", 1)]
    monkeypatch.setattr(facts, "FACT_NAMES", {*facts.FACT_NAMES, "ConferenceLunched"})
    upgraded = Unparking(house.shop, notes)
    await upgraded.begin()
    assert await upgraded.once() == 1
    assert notes.worked == [("conference/b", 1), ("conference/a", 1), ("conference/a", 2)]
    assert await listed(house) == []


async def test_a_field_that_a_later_version_added_is_passed_over(house: House) -> None:
    notes = Notes()
    said = json.loads(fact("conference/a", 1))
    more = said | {"since": {"version": 2}, "data": said["data"] | {"lunch": ["phở"]}}
    await Follower(house.shop, notes).take(lying([json.dumps(more).encode()]))
    assert notes.worked == [("conference/a", 1)]


async def test_a_start_does_not_try_what_an_operator_has_asked_to_discard(house: House) -> None:
    notes = Notes()
    lunch = fact("conference/a", 1).replace(b"ConferenceHeld.v1", b"ConferenceLunched.v1")
    await Follower(house.shop, notes).take(lying([lunch]))
    (strange,) = await listed(house)
    await ask(house, "discard", strange)
    unparking = Unparking(house.shop, notes)
    await unparking.begin()
    assert await unparking.once() == 1
    (kept,) = await listed(house, settled=True)
    assert (kept.state, kept.asked_by, kept.asked_why) == ("discarded", "an operator", "why")
