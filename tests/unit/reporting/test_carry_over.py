"""What is unresolved at a quarter's end stands in the next quarter's list, with its age (R16, R21, R25)."""

from services.reporting.domain.carry_over import AgedPetition, carry_over
from services.reporting.domain.open_petition import OpenPetition, open_petition
from shared.dialogue.acts import effective
from shared.dialogue.conference import conference_spans
from shared.dialogue.quarter import Quarter
from shared.units import shipped
from tests.builders.acts import CALENDAR, answered, at, day, received, scheduled

Q2, Q3 = Quarter(2024, 2), Quarter(2024, 3)
MOMENT = "2024-07-15"


def still_open(petition: str, received_at: str, starts: str) -> OpenPetition:
    course = conference_spans([scheduled(starts)])
    told = effective([received(received_at, petition=petition), answered("2024-06-12", fully=False)])
    found = open_petition(told, course, at(MOMENT), CALENDAR, shipped())
    assert found is not None
    return found


def listed(quarter: Quarter) -> list[AgedPetition]:
    petitions = [
        still_open("kn-own", "2024-07-02 09:00", "2024-07-04 08:00"),
        still_open("kn-b", "2024-06-03 09:00", "2024-06-10 08:00"),
        still_open("kn-a", "2024-06-03 14:00", "2024-06-10 08:00"),
    ]
    return carry_over(petitions, quarter, day(MOMENT), CALENDAR)


def test_the_next_quarter_has_what_the_last_one_left_before_its_own_the_oldest_first() -> None:
    told = [(each.petition.line.petition_id, each.carried_over) for each in listed(Q3)]
    assert told == [("kn-a", True), ("kn-b", True), ("kn-own", False)]


def test_a_quarter_has_nothing_of_those_after_it() -> None:
    told = [(each.petition.line.petition_id, each.carried_over) for each in listed(Q2)]
    assert told == [("kn-a", False), ("kn-b", False)]


def test_ages_are_counted_from_the_day_after_reception_in_days_and_in_working_days() -> None:
    own = listed(Q3)[-1]
    # 3/7 to 15/7/2024: thirteen days, two weekends among them.
    assert (own.calendar_days, own.working_days) == (13, 9)


def test_how_long_an_answer_is_overdue_is_counted_from_its_due_day() -> None:
    petition = open_petition(
        effective([received("2024-06-03 09:00")]),
        conference_spans([scheduled("2024-06-10 08:00")]),
        at("2024-06-25"), CALENDAR, shipped(),
    )  # fmt: skip
    assert petition is not None
    assert petition.line.due_on == day("2024-06-19")
    (found,) = carry_over([petition], Q2, day("2024-06-25"), CALENDAR)
    # 20, 21, 24 and 25 June.
    assert found.working_days_overdue == 4
    assert listed(Q2)[0].working_days_overdue == 0
