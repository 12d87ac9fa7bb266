"""What differs between two editions is named with the acts recorded between them (R29)."""

from collections.abc import Mapping
from typing import Any

from tests.builders.acts import answered, at, cancelled, corrected, held, rescheduled, scheduled
from tests.builders.editions import FIRST, SECOND, compiled, difference, first_told, recorded
from tests.builders.reporting_side import ReportingSide


def by_petition(diff: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["petition_id"]: each for each in diff["petitions"]}


async def test_the_difference_names_each_petition_and_the_act_that_was_recorded_between(
    side: ReportingSide,
) -> None:
    told = first_told()
    await side.tell(told)
    await compiled(side)
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00"), corrected(told[3], group="land")))
    await compiled(side)
    diff = await difference(side)
    changed = by_petition(diff)
    assert set(changed) == {"kn-1", "kn-2"}
    assert (changed["kn-1"]["before"]["state"], changed["kn-1"]["after"]["state"]) == ("pending", "resolved")
    assert [act["name"] for act in changed["kn-1"]["acts"]] == ["PetitionAnswered"]
    assert (changed["kn-2"]["before"]["group"], changed["kn-2"]["after"]["group"]) == ("credit", "land")
    (why,) = changed["kn-2"]["acts"]
    assert (why["name"], why["corrects"]) == ("EventCorrected", told[3].event_id)
    assert diff["totals"]["resolved"] == {"before": 0, "after": 1}
    resolved = [each for each in diff["figures"] if each["figure"] == "resolved"]
    assert [(each["conference_id"], each["before"], each["after"]) for each in resolved] == [("hn-1", 0, 1)]
    assert by_petition(await difference(side, 1, 1)) == {}


async def test_what_a_moved_conference_takes_along_is_told_by_the_moving(side: ReportingSide) -> None:
    await side.tell(first_told())
    await compiled(side)
    await side.tell(recorded(SECOND, rescheduled("2024-06-05 09:00", "2024-07-04 08:00")))
    await compiled(side)
    changed = by_petition(await difference(side))
    assert {each["after"] for each in changed.values()} == {None}
    assert {act["name"] for each in changed.values() for act in each["acts"]} == {"ConferenceRescheduled"}
    back = by_petition(await difference(side, 2, 1))
    assert {each["before"] for each in back.values()} == {None}


async def test_a_conference_of_which_only_the_row_says_something_else_is_named_with_the_act(
    side: ReportingSide,
) -> None:
    conference = scheduled("2024-06-10 08:00")
    await side.tell(recorded(FIRST, conference))
    await compiled(side)
    await side.tell(recorded(SECOND, held("2024-06-10 12:00")))
    await compiled(side)
    diff = await difference(side)
    assert (diff["petitions"], diff["figures"]) == ([], [])
    (told,) = diff["conferences"]
    assert (told["before"]["note"], told["after"]["note"]) == ("Chưa xác nhận đã tổ chức", "")
    assert (told["conference_id"], [act["name"] for act in told["acts"]]) == ("hn-1", ["ConferenceHeld"])
    document = {"number": "5/BC", "date": "2024-06-11"}
    stopped = cancelled("2024-06-11 08:00", document=document)
    moved = rescheduled("2024-06-12 09:00", "2024-07-04 08:00")
    await side.tell(recorded(at("2025-01-25 08:00"), stopped))
    await compiled(side)
    (told,) = (await difference(side, 2, 3))["conferences"]
    assert told["after"]["note"] == "Dừng tổ chức (văn bản số 5/BC ngày 11/6/2024)"
    await side.tell(recorded(at("2025-01-30 08:00"), moved))
    await compiled(side)
    (gone,) = (await difference(side, 3, 4))["conferences"]
    assert (gone["before"]["starts_on"], gone["after"]) == ("2024-06-10", None)
    assert [act["name"] for act in gone["acts"]] == ["ConferenceRescheduled"]


async def test_a_conference_is_not_named_for_the_figures_of_its_petitions(side: ReportingSide) -> None:
    await side.tell(first_told())
    await compiled(side)
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00")))
    await compiled(side)
    diff = await difference(side)
    assert [each["petition_id"] for each in diff["petitions"]] == ["kn-1"]
    assert diff["conferences"] == []


async def test_an_answer_that_was_due_meanwhile_is_overdue_because_time_went_by(side: ReportingSide) -> None:
    await side.tell(first_told())
    await compiled(side, as_of="2024-06-12T12:00:00+07:00")
    await compiled(side, as_of="2024-06-20T12:00:00+07:00")
    (one, two) = (await difference(side))["petitions"]
    for each in (one, two):
        assert (each["before"]["overdue"], each["after"]["overdue"]) == (False, True)
        assert (each["because"], each["acts"]) == ("time", [])
