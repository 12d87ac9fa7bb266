"""Does each fact mark all that hangs on it, and do facts of two topics find each other (R4, R8, R15)?"""

from msgspec.structs import replace

from shared.dialogue.acts import Act
from tests.builders.acts import (
    act,
    answered,
    cancelled,
    corrected,
    held,
    posted,
    received,
    registered,
    rescheduled,
    scheduled,
)
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import NOW
from tests.component.deadlines.test_ticker import written

START = "2024-06-05 14:00"


async def marked(side: DeadlinesSide, *acts: Act) -> set[str]:
    """What following the acts marks; folded afterwards."""
    await side.follow(written(acts, "2024-06-30"))
    found = {subject for (subject,) in await side.rows("SELECT subject FROM recomputations")}
    await side.fold()
    return found


async def due_days(side: DeadlinesSide, kind: str) -> dict[str, str]:
    rows = await side.rows("SELECT deadline_id, due_on::text FROM deadlines WHERE kind = $1", kind)
    return dict(rows)  # pyright: ignore[reportArgumentType]


async def test_a_rescheduling_marks_every_petition_of_the_conference(side: DeadlinesSide) -> None:
    await marked(side, scheduled(START), received("2024-06-03"), received("2024-06-03", petition="kn-2"))
    assert await marked(side, rescheduled("2024-06-04", "2024-06-20 14:00")) == {
        "conference/hn-1", "petition/kn-1", "petition/kn-2", "unit/so-xay-dung",
    }  # fmt: skip
    assert set((await due_days(side, "petition_answer")).values()) == {"2024-07-01"}


async def test_a_notice_marks_nothing_but_its_own_subject_and_an_answer_is_folded_at_once(
    side: DeadlinesSide,
) -> None:
    await marked(side, scheduled(START), received("2024-06-03"))
    assert await marked(side, posted("2024-05-20 08:00")) == {"conference/hn-1"}
    assert await marked(side, answered("2024-06-06 08:00")) == set()
    assert await marked(side, held("2024-06-05 18:00")) == {"conference/hn-1", "unit/so-xay-dung"}


async def test_only_an_earlier_first_petition_marks_the_conference(side: DeadlinesSide) -> None:
    """R8: whether anybody came by the reception deadline hangs on the first petition alone."""
    await marked(side, scheduled(START), received("2024-06-03 09:00"))
    later = received("2024-06-03 10:00", petition="kn-2")
    earlier = received("2024-06-03 08:00", petition="kn-3")
    assert await marked(side, later) == set()
    assert await marked(side, earlier) == {"conference/hn-1"}


async def test_a_petition_that_comes_before_its_conference_is_due_once_that_is_known(
    side: DeadlinesSide,
) -> None:
    await marked(side, received("2024-06-03"))
    assert await due_days(side, "petition_answer") == {}
    await marked(side, scheduled(START))
    assert await due_days(side, "petition_answer") == {"petition_answer:kn-1": "2024-06-14"}


async def test_a_corrected_reception_no_longer_keeps_a_stop_from_being_lawful(side: DeadlinesSide) -> None:
    """R4, R8: the petition was of another conference, so nobody had come, and the stop counts."""
    reception = received("2024-05-20")
    stop = cancelled("2024-06-05 08:00", reason="no_petitions")
    await marked(side, scheduled(START, reception_deadline="2024-06-03"), reception, stop)
    minimum = "SELECT state FROM deadlines WHERE deadline_id = 'minimum_conferences:so-xay-dung:2024'"
    assert await side.rows(minimum) == [("open",)]
    found = await marked(side, corrected(reception, conference_id="hn-2"))
    assert found >= {"conference/hn-1", "conference/hn-2", "unit/so-xay-dung"}
    assert await side.rows(minimum) == [("met",)]


async def test_a_petition_of_another_conference_keeps_no_stop_from_being_lawful(side: DeadlinesSide) -> None:
    """R4, R8."""
    elsewhere = act("PetitionReceived", "2024-05-20", petition_id="kn-2", conference_id="hn-2", group="land")
    stop = cancelled("2024-06-05 08:00", reason="no_petitions")
    await marked(side, scheduled(START, reception_deadline="2024-06-03"), elsewhere, stop)
    minimum = "SELECT state FROM deadlines WHERE deadline_id = 'minimum_conferences:so-xay-dung:2024'"
    assert await side.rows(minimum) == [("met",)]


async def test_after_a_reception_was_corrected_away_the_next_petition_is_the_first(
    side: DeadlinesSide,
) -> None:
    """R8."""
    reception = received("2024-05-20")
    await marked(side, scheduled(START), reception)
    await marked(side, corrected(reception, conference_id="hn-2"))
    assert "conference/hn-1" in await marked(side, received("2024-06-01", petition="kn-2"))


async def test_a_registration_told_after_the_stop_undoes_it(side: DeadlinesSide) -> None:
    """R4, R8."""
    stop = cancelled("2024-06-05 08:00", reason="no_petitions")
    await marked(side, scheduled(START, reception_deadline="2024-06-03"), stop)
    minimum = "SELECT state FROM deadlines WHERE deadline_id = 'minimum_conferences:so-xay-dung:2024'"
    assert await side.rows(minimum) == [("met",)]
    assert "unit/so-xay-dung" in await marked(side, registered("2024-06-01 08:00"))
    assert await side.rows(minimum) == [("open",)]
    assert (await side.said("DeadlineSet", "DeadlineMet"))[-1]["name"] == "DeadlineSet"


async def test_an_annual_plan_meets_the_years_deadline(side: DeadlinesSide) -> None:
    """R4."""
    await side.ticker.begin()
    await side.fold()
    plan = act("AnnualPlanSubmitted", "2025-02-10", unit_id="so-xay-dung", year=2025, conferences=[])
    assert await marked(side, plan) == {"unit/so-xay-dung"}
    (met,) = await side.said("DeadlineMet")
    assert (met["subject"], met["data"]["kind"], met["data"]["late"]) == (
        "unit/so-xay-dung",
        "annual_plan",
        False,
    )


async def test_a_subject_that_cannot_be_folded_stops_nobody_and_is_not_accused(side: DeadlinesSide) -> None:
    broken = replace(scheduled(START), data={"conference_id": "hn-hong", "unit_id": "so-xay-dung"})
    await side.follow(written([broken], "2024-06-30"))
    await side.follow(written([scheduled(START), received("2024-06-03")], "2024-06-30"))
    while await side.recompute.step():
        pass
    left = {subject for (subject,) in await side.rows("SELECT subject FROM recomputations")}
    assert left == {"conference/hn-hong", "unit/so-xay-dung"}
    await side.tick(NOW)
    assert {f["subject"] for f in await side.said("ResponseOverdue", "ObligationOverdue")} == {
        "petition/kn-1", "conference/hn-1",
    }  # fmt: skip
