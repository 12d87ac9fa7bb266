"""Is an overdue event taken back if, as is known later, it never was overdue (R11, R15, R29)?"""

from datetime import datetime

import pytest
from msgspec.structs import replace

from shared.dialogue.acts import Act
from tests.builders.acts import (
    answered,
    at,
    coordination,
    corrected,
    received,
    rescheduled,
    scheduled,
    withdrawn,
)
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import MakeSide
from tests.component.deadlines.test_ticker import ANSWER, DUE_ON, MIDNIGHT, petitioned, written

LATER = "2024-06-17 08:00"


@pytest.fixture
async def accused(make_side: MakeSide) -> DeadlinesSide:
    """A petition due on 14/6 that was told to be overdue."""
    side = await make_side(at("2024-06-03 10:00"))
    await petitioned(side)
    await side.tick(MIDNIGHT)
    assert len(await side.said("ResponseOverdue")) == 1
    side.clock.not_before(at(LATER))
    return side


@pytest.mark.parametrize(
    "act, reason, when",
    [
        (answered("2024-06-14 23:59"), "met_in_time", "2024-06-14 23:59"),
        (withdrawn("2024-06-13 10:00"), "voided_in_time", "2024-06-13 10:00"),
        (coordination("2024-06-14 10:00"), "moved_in_time", "2024-06-14 10:00"),
        (rescheduled("2024-06-04 10:00", "2024-06-20 14:00"), "moved_in_time", "2024-06-04 10:00"),
    ],
    ids=["answered", "withdrawn", "extended", "rescheduled"],
)
async def test_an_act_dated_in_time_and_published_late_takes_the_accusation_back(
    accused: DeadlinesSide, act: Act, reason: str, when: str
) -> None:
    await accused.tell(written([act], LATER))
    (back,) = await accused.said("OverdueRetracted")
    assert (back["data"]["deadline_id"], back["data"]["petition_id"]) == (ANSWER, "kn-1")
    assert (back["data"]["reason"], datetime.fromisoformat(back["time"])) == (reason, at(when))
    assert back["causationid"] == act.event_id
    await accused.tick(at("2024-06-18"))
    assert len(await accused.said("ResponseOverdue", "OverdueRetracted")) == 2


@pytest.mark.parametrize(
    "act",
    [
        answered("2024-06-15 00:00"),
        withdrawn("2024-06-15 00:00"),
        answered("2024-06-15 00:01"),
        withdrawn("2024-06-16 10:00"),
        coordination("2024-06-16 10:00"),
    ],
)
async def test_an_act_after_the_day_takes_nothing_back(accused: DeadlinesSide, act: Act) -> None:
    """R12: what comes after the due day heals nothing."""
    await accused.tell(written([act], LATER))
    assert await accused.said("OverdueRetracted") == []


@pytest.mark.parametrize("act", [answered("2024-06-15 00:00"), withdrawn("2024-06-15 00:00")])
async def test_what_is_done_at_that_very_midnight_is_late_and_told_so_once(
    make_side: MakeSide, act: Act
) -> None:
    """R11: until 24:00. At no moment is it listed as overdue, for as of midnight it is done."""
    side = await make_side(at("2024-06-03 10:00"))
    await petitioned(side)
    side.clock.not_before(at("2024-06-14 23:59"))
    await side.tell(written([act], "2024-06-14 23:59"))
    for moment in (MIDNIGHT, at("2024-06-18")):
        await side.tick(moment)
        await side.fold()
    assert [fact["data"]["due_on"] for fact in await side.said("ResponseOverdue")] == [DUE_ON]
    assert [fact["data"]["late"] for fact in await side.said("DeadlineMet")] in ([True], [])
    listed = (await side.get("/api/deadlines/overdue-petitions", as_of="2024-06-15T00:00:00+07:00")).json()
    assert listed["total"] == 0


async def test_as_of_the_past_shows_what_is_known_now_and_known_at_what_was_known_then(
    accused: DeadlinesSide,
) -> None:
    """R29."""
    await accused.tick(at("2024-06-17"))
    await accused.tell(written([answered("2024-06-14 16:00")], LATER))
    await accused.tick(at("2024-06-17 09:00"))
    morning = "2024-06-15T09:00:00+07:00"
    now = (await accused.get("/api/deadlines/overdue-petitions", as_of=morning)).json()
    then = (await accused.get("/api/deadlines/overdue-petitions", as_of=morning, known_at=morning)).json()
    assert (now["total"], then["total"]) == (0, 1)
    assert then["items"][0]["due_on"] == DUE_ON


async def test_an_extended_deadline_is_overdue_again_for_its_new_day(accused: DeadlinesSide) -> None:
    await accused.tell(written([coordination("2024-06-14 10:00")], LATER))
    await accused.tick(at("2024-06-26"))
    days = [fact["data"]["due_on"] for fact in await accused.said("ResponseOverdue")]
    assert days == [DUE_ON, "2024-06-25"]


async def test_what_was_taken_back_and_turns_out_true_after_all_is_told_again_under_a_new_id(
    accused: DeadlinesSide,
) -> None:
    """The answer said to be of the 14th was of the 20th: of what was told, what was not taken back holds."""
    answer = answered("2024-06-14 16:00")
    await accused.tell(written([answer], LATER))
    await accused.tell(
        written([corrected(answer, time="2024-06-20 09:00", own_time="2024-06-21")], "2024-06-21")
    )
    await accused.tick(at("2024-06-22"))
    told = await accused.said("ResponseOverdue")
    assert [fact["data"]["due_on"] for fact in told] == [DUE_ON, DUE_ON]
    assert len({fact["id"] for fact in told}) == 2
    assert len(await accused.said("OverdueRetracted")) == 1
    (row,) = await accused.rows(
        "SELECT times, retracted_at FROM overdue_events WHERE deadline_id = $1", ANSWER
    )
    assert row == (2, None)


async def test_a_petition_received_on_another_conference_by_correction_owes_nothing_to_the_first(
    accused: DeadlinesSide,
) -> None:
    other = scheduled("2024-07-01 14:00")
    other = replace(other, data={**other.data, "conference_id": "hn-2"})
    reception = received("2024-06-03 09:00", petition="kn-2")
    await accused.tell(written([reception, other], "2024-06-03 09:00"))
    await accused.tick(at("2024-06-18"))
    assert len(await accused.said("ResponseOverdue")) == 2
    moved = corrected(reception, conference_id="hn-2", own_time="2024-06-18")
    await accused.tell(written([moved], "2024-06-18"))
    (back,) = await accused.said("OverdueRetracted")
    assert back["data"]["petition_id"] == "kn-2"
    rows = await accused.rows(
        "SELECT conference_id, due_on::text FROM deadlines WHERE deadline_id = 'petition_answer:kn-2'"
    )
    assert rows == [("hn-2", "2024-07-10")]
