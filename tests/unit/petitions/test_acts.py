"""An act on a petition waits for its petition or its right, or else the lifecycle judges it (R10, R23)."""

import pytest

from shared.messaging.inbound import Accepted, Patience, Reason, Rejected, Waiting
from tests.builders.petition_events import DATA, HELPER, OFFICE, STRANGER, Deciding, conference, decided, told

RECEIVED = told("PetitionReceived", "2024-05-20 09:00")
ACTS = tuple(name for name in DATA if name != "PetitionReceived")


@pytest.mark.parametrize("name", ACTS)
def test_an_act_on_a_petition_that_has_not_come_waits_for_it(name: str) -> None:
    verdict = decided([told(name, "2024-05-21 09:00")])
    assert isinstance(verdict, Waiting)
    assert (verdict.awaits, verdict.patience) == ("petition/kn-1", Patience.SUBJECT)
    assert verdict.field == "petition_id"


@pytest.mark.parametrize("name", ACTS)
def test_an_act_of_the_conferences_unit_is_accepted_and_a_strangers_waits(name: str) -> None:
    assert decided([RECEIVED, told(name, "2024-05-21 09:00")]) == Accepted()
    verdict = decided([RECEIVED, told(name, "2024-05-21 09:00", STRANGER)])
    assert isinstance(verdict, Waiting)
    assert (verdict.awaits, verdict.patience) == ("petition/kn-1", Patience.ENTITLEMENT)
    assert verdict.field == "petition_id"


@pytest.mark.parametrize("name", ACTS)
def test_the_lifecycle_judges_by_time_not_by_arrival(name: str) -> None:
    end = told("PetitionWithdrawn", "2024-05-25 09:00")
    after = decided([RECEIVED, end, told(name, "2024-05-25 09:01")])
    assert isinstance(after, Rejected)
    assert (after.reason, after.field) == (Reason.NOT_ALLOWED, "time")
    assert decided([RECEIVED, end, told(name, "2024-05-24 09:00")]) == Accepted()
    before = decided([RECEIVED, told(name, "2024-05-20 08:59")])
    assert isinstance(before, Rejected)
    assert before.reason is Reason.NOT_ALLOWED
    assert before.detail == "dated before the petition's reception at 2024-05-20T09:00:00+07:00"


def test_an_end_that_arrives_later_leaves_what_was_accepted_a_fact() -> None:
    answer = told("PetitionAnswered", "2024-05-26 09:00")
    deciding = Deciding(conference())
    assert deciding.take(RECEIVED, answer, told("PetitionRefused", "2024-05-25 09:00")) == [Accepted()] * 3
    assert answer["id"] in deciding.accepted


def test_an_act_that_waited_for_its_right_is_accepted_when_the_passing_on_arrives() -> None:
    deciding = Deciding(conference())
    answer = told("PetitionAnswered", "2024-05-22 09:00", HELPER)
    direction = told("DirectionGiven", "2024-05-22 09:00", OFFICE)
    deciding.take(answer, direction, RECEIVED)
    assert deciding.accepted == {RECEIVED["id"], direction["id"]}
    deciding.take(told("PetitionTransferred", "2024-05-22 09:01"))
    assert answer["id"] not in deciding.accepted
    deciding.take(told("CoordinationRequested", "2024-05-21 09:00"))
    assert deciding.waiting == []
    assert answer["id"] in deciding.accepted


def test_who_is_not_entitled_waits_rather_than_being_told_of_the_petitions_end() -> None:
    """The contract's order of reasons: not_your_unit comes before not_allowed."""
    verdict = decided(
        [
            RECEIVED,
            told("PetitionRefused", "2024-05-21 09:00"),
            told("PetitionAnswered", "2024-05-22 09:00", STRANGER),
        ]
    )
    assert isinstance(verdict, Waiting)
    assert verdict.patience is Patience.ENTITLEMENT
