"""What is not fully resolved is urged (R21), what is beyond competence waits for direction (R22)."""

import pytest

from services.reporting.domain.beyond_competence import beyond_competence
from services.reporting.domain.open_petition import OpenPetition, open_petition
from services.reporting.domain.to_urge import to_urge
from shared.dialogue.acts import Act, effective
from shared.dialogue.conference import conference_spans
from shared.units import shipped
from tests.builders.acts import (
    CALENDAR,
    answered,
    at,
    coordination,
    day,
    directed,
    escalated,
    received,
    reclassified,
    refused,
    scheduled,
    transferred,
    withdrawn,
)

MOMENT = at("2024-07-15 12:00")


def as_it_stands(
    *acts: Act, petition: str = "kn-1", unit: str = "so-xay-dung", received_on: str = "2024-06-03"
) -> OpenPetition | None:
    course = conference_spans([scheduled("2024-06-10 08:00", unit=unit)])
    told = effective([received(received_on, petition=petition), *acts])
    return open_petition(told, course, MOMENT, CALENDAR, shipped())


def still_open(
    *acts: Act, petition: str = "kn-1", unit: str = "so-xay-dung", received_on: str = "2024-06-03"
) -> OpenPetition:
    found = as_it_stands(*acts, petition=petition, unit=unit, received_on=received_on)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ([], "pending"),
        ([answered("2024-06-12", fully=False)], "pending"),
        ([transferred("2024-06-12")], "transferred"),
        ([escalated("2024-06-12")], "awaiting_direction"),
        ([escalated("2024-06-12"), directed("2024-06-20")], "pending"),
    ],
)
def test_what_is_not_fully_resolved_is_to_be_urged_r16_r21(acts: list[Act], state: str) -> None:
    assert still_open(*acts).line.state == state


@pytest.mark.parametrize("end", [answered("2024-06-12"), withdrawn("2024-06-12"), refused("2024-06-12")])
def test_what_is_resolved_withdrawn_or_refused_is_urged_no_more(end: Act) -> None:
    assert as_it_stands(end) is None


def test_it_says_who_has_it_since_when_and_by_which_day_the_answer_was_due() -> None:
    found = still_open(transferred("2024-06-12 10:00"), reclassified("2024-06-14", "credit"))
    assert (found.unit_id, found.passed_to, found.since) == (
        "so-xay-dung", "so-tai-chinh", at("2024-06-12 10:00"),
    )  # fmt: skip
    assert (found.line.group, found.line.due_on, found.line.overdue) == ("credit", day("2024-06-28"), True)


def test_an_escalation_after_the_moment_asked_does_not_say_yet_to_whom_it_went_r22() -> None:
    found = still_open(escalated("2024-06-12"), escalated("2024-07-20", "direct_superior"))
    assert (found.passed_to, found.since) == ("city_committee", at("2024-06-12"))


def test_of_one_unit_the_longest_open_comes_first_r21() -> None:
    petitions = [still_open(petition="kn-a", received_on="2024-06-05"), still_open(petition="kn-b")]
    found = to_urge(petitions, day("2024-07-15"), shipped())
    assert [urged.petition.line.petition_id for urged in found] == ["kn-b", "kn-a"]


def test_the_longest_waiting_for_direction_comes_first_r22() -> None:
    petitions = [
        still_open(escalated("2024-06-20"), petition="kn-a"),
        still_open(petition="kn-pending"),
        still_open(escalated("2024-06-12"), coordination("2024-07-01"), petition="kn-b"),
        still_open(escalated("2024-06-11"), directed("2024-06-13"), petition="kn-directed"),
    ]
    found = beyond_competence(petitions)
    assert [each.line.petition_id for each in found] == ["kn-b", "kn-a"]
    assert [each.passed_to for each in found] == ["city_committee", "city_committee"]


def test_who_is_escalated_again_after_a_direction_waits_since_then_r22() -> None:
    again = still_open(
        escalated("2024-06-11"), directed("2024-06-13"), escalated("2024-06-18", "direct_superior")
    )
    assert (again.since, again.passed_to) == (at("2024-06-18"), "direct_superior")


def test_units_are_urged_in_the_order_of_the_registry_and_their_heirs_after_them_r6_r21() -> None:
    petitions = [
        still_open(petition="kn-b", unit="dist-hong-bang"),
        still_open(petition="kn-a", unit="so-du-lich"),
        still_open(petition="kn-c", unit="so-cong-thuong"),
    ]
    then, now = (to_urge(petitions, day(text), shipped()) for text in ("2024-07-15", "2025-07-15"))
    assert [urged.petition.line.petition_id for urged in then] == ["kn-c", "kn-a", "kn-b"]
    assert [urged.in_charge for urged in then] == [("so-cong-thuong",), ("so-du-lich",), ("dist-hong-bang",)]
    assert [urged.in_charge for urged in now] == [
        ("so-cong-thuong",), ("so-van-hoa-the-thao-va-du-lich",), ("phuong-hong-bang", "phuong-hong-an"),
    ]  # fmt: skip
