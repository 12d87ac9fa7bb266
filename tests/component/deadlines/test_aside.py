"""Is nobody accused whose act we failed on ourselves, and everybody else all the same (R11)?"""

import pytest

from shared.messaging.set_aside import SetAside
from tests.builders.acts import at
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.test_ticker import ANSWER, DUE_ON, MIDNIGHT, june, overdue_answers

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
