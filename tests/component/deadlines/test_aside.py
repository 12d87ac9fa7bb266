"""Is nobody accused of whom an act or a fact lies aside, and everybody else all the same (R11)?"""

import pytest
from msgspec.structs import replace

from shared.messaging.set_aside import SetAside
from tests.builders.acts import at, received, scheduled
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import MakeSide
from tests.component.deadlines.test_ticker import ANSWER, DUE_ON, MIDNIGHT, june, overdue_answers, written

__all__ = ["june"]

ASIDE = {
    "its own act": SetAside(frozenset({"petition/kn-1"})),
    "an act of its conference": SetAside(frozenset({"conference/hn-1"})),
    "anything its unit said": SetAside(units=frozenset({"so-xay-dung"})),
}


@pytest.mark.parametrize("aside", ASIDE.values(), ids=ASIDE)
async def test_no_overdue_event_for_a_subject_whose_act_we_failed_on(
    june: DeadlinesSide, aside: SetAside
) -> None:
    june.aside = aside
    await june.tick(at("2024-06-15 08:00"))
    assert await overdue_answers(june) == []
    june.aside = SetAside()
    await june.tick(at("2024-06-15 08:01"))
    assert await overdue_answers(june) == [(ANSWER, DUE_ON, MIDNIGHT)]


async def test_everybody_else_is_told_while_one_act_lies_aside(june: DeadlinesSide) -> None:
    june.aside = SetAside(
        frozenset({"petition/kn-2", "conference/hn-2", "unit/so-xay-dung"}), frozenset({"so-cong-thuong"})
    )
    await june.tick(at("2024-06-15 08:00"))
    assert await overdue_answers(june) == [(ANSWER, DUE_ON, MIDNIGHT)]


async def test_nobody_is_reminded_of_what_we_failed_on(june: DeadlinesSide) -> None:
    june.aside = ASIDE["its own act"]
    await june.tick(at("2024-06-11 08:00"))
    assert await june.said("DeadlineApproaching") == []
    june.aside = SetAside()
    await june.tick(at("2024-06-11 08:01"))
    assert [f["data"]["deadline_id"] for f in await june.said("DeadlineApproaching")] == [ANSWER]


async def test_facts_of_others_that_are_held_back_silence_nobody(june: DeadlinesSide) -> None:
    """Neither those of another petition of the same conference nor those of another unit's conference."""
    other = scheduled("2024-06-05 14:00", unit="so-cong-thuong")
    other = replace(other, data={**other.data, "conference_id": "hn-2"})
    await june.tell(written([other, received("2024-06-03 09:00", petition="kn-2")], "2024-06-03 10:00"))
    await june.run("UPDATE followed SET parked = true WHERE subject IN ('petition/kn-2', 'conference/hn-2')")
    await june.tick(at("2024-06-11 08:00"))
    reminded = {f["data"]["deadline_id"] for f in await june.said("DeadlineApproaching")}
    assert ANSWER in reminded
    assert "petition_answer:kn-2" not in reminded
    await june.tick(at("2024-06-15 08:00"))
    assert await overdue_answers(june) == [(ANSWER, DUE_ON, MIDNIGHT)]


async def test_of_a_units_year_nothing_is_told_while_a_fact_of_its_conference_is_held_back(
    make_side: MakeSide,
) -> None:
    """R1: it may be the very conference that the year is short of; 32 others owe theirs all the same."""
    side = await make_side(at("2024-06-03 10:00"))
    await side.ticker.begin()
    await side.tell(written([scheduled("2024-06-05 14:00")], "2024-06-03 10:00"))
    await side.run("UPDATE followed SET parked = true WHERE subject = 'conference/hn-1'")
    # The new year marks every unit first.
    await side.tick(at("2025-01-01"))
    await side.fold()
    for told in (32, 33):
        await side.tick(at("2025-01-02"))
        said = await side.said("ObligationOverdue")
        assert len([f for f in said if f["data"]["kind"] == "minimum_conferences"]) == told
        await side.run("UPDATE followed SET parked = false")
