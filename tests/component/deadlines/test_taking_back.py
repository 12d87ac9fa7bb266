"""What becomes of a deadline when the act that met, moved or voided it is taken back (R11, R12, R29)?"""

from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from shared.dialogue.acts import Act
from tests.builders.acts import act, answered, at, coordination, corrected, refused, unsaid
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import MakeSide
from tests.component.deadlines.test_ticker import ANSWER, DUE_ON, MIDNIGHT, petitioned, written

BEFORE, SAID, AFTER = "2024-06-20 08:00", "2024-06-20 09:00", "2024-06-20 10:00"


@pytest.fixture
async def june(make_side: MakeSide) -> DeadlinesSide:
    """A petition due on 14/6."""
    side = await make_side(at("2024-06-03 10:00"))
    await petitioned(side)
    return side


async def overdue(side: DeadlinesSide, **query: str) -> int:
    return (await side.get("/api/deadlines/overdue-petitions", **query)).json()["total"]


async def told(side: DeadlinesSide) -> list[str]:
    """What was told of the answer, reminders left out."""
    about = [fact for fact in await side.said() if fact["data"].get("deadline_id") == ANSWER]
    return [fact["name"] for fact in about if fact["name"] != "DeadlineApproaching"]


async def test_an_answer_taken_back_leaves_the_deadline_open_and_overdue_is_told_once(
    june: DeadlinesSide,
) -> None:
    answer = answered("2024-06-12 09:00")
    await june.tell(written([answer], "2024-06-12 09:00"))
    await june.tick(at(BEFORE))
    assert await told(june) == ["DeadlineSet", "DeadlineMet"]
    await june.only_mark()
    await june.follow(written([unsaid(answer, own_time=SAID)], SAID))
    await june.tick(at("2024-06-20 09:30"))
    assert await told(june) == ["DeadlineSet", "DeadlineMet"], "told of what is not folded yet"
    await june.fold()
    assert (await june.get(f"/api/deadlines/{ANSWER}")).json()["state"] == "overdue"
    for hour in ("10:00", "11:00"):
        await june.tick(at(f"2024-06-20 {hour}"))
    assert await told(june) == ["DeadlineSet", "DeadlineMet", "DeadlineSet", "ResponseOverdue"]
    (fact,) = await june.said("ResponseOverdue")
    assert (fact["data"]["due_on"], datetime.fromisoformat(fact["time"])) == (DUE_ON, MIDNIGHT)


async def test_known_before_the_withdrawal_it_was_met_and_known_after_it_never_was(
    june: DeadlinesSide,
) -> None:
    """R29: at every moment by business time, before and after the withdrawal's own."""
    answer = answered("2024-06-12 09:00")
    await june.tell(written([answer], "2024-06-12 09:00"))
    await june.tell(written([unsaid(answer, own_time=SAID)], SAID))
    await june.tick(at("2024-06-21"))
    for as_of in ("2024-06-15T09:00:00+07:00", "2024-06-20T23:00:00+07:00"):
        assert await overdue(june, as_of=as_of) == 1
        assert await overdue(june, as_of=as_of, known_at="2024-06-20T10:00:00+07:00") == 1
        assert await overdue(june, as_of=as_of, known_at="2024-06-20T08:59:00+07:00") == 0
    then = {"as_of": "2024-06-13T00:00:00+07:00", "known_at": "2024-06-20T08:59:00+07:00"}
    assert (await june.get(f"/api/deadlines/{ANSWER}", **then)).json()["state"] == "met"


async def test_an_answer_taken_back_before_the_day_accuses_nobody_before_midnight(
    june: DeadlinesSide,
) -> None:
    answer = answered("2024-06-12 09:00")
    await june.tell(written([answer], "2024-06-12 09:00"))
    await june.tell(written([unsaid(answer, own_time="2024-06-13")], "2024-06-13"))
    await june.tick(at("2024-06-14 23:59"))
    assert await june.said("ResponseOverdue") == []
    again = answered("2024-06-14 16:00")
    await june.tell(written([again], "2024-06-14 23:59"))
    await june.tick(MIDNIGHT)
    assert await june.said("ResponseOverdue") == []


async def test_who_was_late_already_is_not_accused_again(june: DeadlinesSide) -> None:
    answer = answered("2024-06-17 09:00")
    await june.tick(at("2024-06-16"))
    await june.tell(written([answer], "2024-06-17 09:00"))
    await june.tell(written([unsaid(answer, own_time=SAID)], SAID))
    await june.tick(at("2024-06-21"))
    assert len(await june.said("ResponseOverdue")) == 1
    assert await june.said("OverdueRetracted") == []


async def test_an_answer_given_back_takes_the_accusation_back(june: DeadlinesSide) -> None:
    answer = answered("2024-06-12 09:00")
    gone = unsaid(answer, own_time=SAID)
    await june.tell(written([answer], "2024-06-12 09:00"))
    await june.tell(written([gone], SAID))
    await june.tick(at(AFTER))
    assert len(await june.said("ResponseOverdue")) == 1
    await june.tell(written([unsaid(gone, own_time="2024-06-21")], "2024-06-21"))
    (back,) = await june.said("OverdueRetracted")
    assert back["data"]["reason"] == "met_in_time"
    await june.tick(at("2024-06-22"))
    assert await overdue(june) == 0


def extended() -> tuple[Act, str]:
    return coordination("2024-06-13 09:00"), DUE_ON


def voided() -> tuple[Act, str]:
    return refused("2024-06-13 09:00"), DUE_ON


@pytest.mark.parametrize("made", [extended, voided])
async def test_what_no_longer_moves_or_voids_it_leaves_it_due_on_its_first_day(
    june: DeadlinesSide, made: Any
) -> None:
    done, due_on = made()
    await june.tell(written([done], "2024-06-13 09:00"))
    await june.tick(at(BEFORE))
    assert await june.said("ResponseOverdue") == []
    await june.tell(written([unsaid(done, own_time=SAID)], SAID))
    await june.tick(at(AFTER))
    assert [fact["data"]["due_on"] for fact in await june.said("ResponseOverdue")] == [due_on]


async def test_a_reception_whose_correction_is_taken_back_is_where_and_when_it_was_first(
    june: DeadlinesSide,
) -> None:
    """R8: its first conference has somebody again who came, and owes no report on stopping."""
    reception = act(
        "PetitionReceived", "2024-06-03 09:00", petition_id="kn-2", conference_id="hn-1", group="land"
    )
    moved = corrected(reception, conference_id="hn-9", own_time="2024-06-03 10:00")
    await june.tell(written([reception, moved], "2024-06-03 11:00"))
    one = "SELECT count(*) FROM deadlines WHERE deadline_id = 'petition_answer:kn-2' AND state = 'open'"
    assert await june.rows(one) == [(0,)]
    back = replace(unsaid(moved, own_time="2024-06-04"), recorded_at=at("2024-06-04"))
    await june.tell([back])
    assert await june.rows(one) == [(1,)]
    links = "SELECT DISTINCT corrected FROM petition_conferences WHERE petition_id = 'kn-2'"
    assert await june.rows(links) == [(True,)]
