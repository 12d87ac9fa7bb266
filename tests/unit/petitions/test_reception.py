"""A petition comes in once, through its conference's unit, never before its conference is known (R6, R15)."""

from typing import Any

import pytest

from shared.messaging.inbound import Accepted, Patience, Reason, Rejected, Verdict, Waiting
from tests.builders.petition_events import HEIR, OWNER, STRANGER, Deciding, conference, decided, told

MAY = "2024-05-20 09:00"
RECEIVED = told("PetitionReceived", MAY)


def waits_for(verdict: Verdict) -> tuple[str, Patience]:
    assert isinstance(verdict, Waiting), verdict
    return verdict.awaits, verdict.patience


def refused_for(verdict: Verdict) -> tuple[Reason, str | None]:
    assert isinstance(verdict, Rejected), verdict
    return verdict.reason, verdict.field


@pytest.mark.parametrize("unit", [OWNER, HEIR])
def test_a_petition_comes_in_through_its_conferences_unit_or_its_successor(unit: str) -> None:
    assert decided([told("PetitionReceived", MAY, unit)]) == Accepted()


def test_a_petition_waits_for_its_conference_and_comes_in_with_it() -> None:
    deciding = Deciding()
    verdict = deciding.take(RECEIVED)[0]
    assert waits_for(verdict) == ("conference/hn-1", Patience.SUBJECT)
    deciding.learn(conference("hn-2"))
    assert deciding.waiting == [RECEIVED]
    deciding.learn(conference("hn-1"))
    assert deciding.accepted == {RECEIVED["id"]}


def test_another_units_petition_waits_for_a_right_that_may_yet_come() -> None:
    foreign = told("PetitionReceived", MAY, STRANGER)
    assert waits_for(decided([foreign])) == ("petition/kn-1", Patience.ENTITLEMENT)
    assert waits_for(decided([RECEIVED, foreign])) == ("petition/kn-1", Patience.ENTITLEMENT)


@pytest.mark.parametrize(
    "again",
    [
        told("PetitionReceived", MAY),
        told("PetitionReceived", "2024-05-21 09:00", HEIR),
        told("PetitionReceived", MAY, conference_id="hn-2"),
        told("PetitionReceived", MAY, conference_id="hn-unknown"),
    ],
)
def test_a_known_petition_is_not_received_again_under_another_event(again: dict[str, Any]) -> None:
    first, second = Deciding(conference(), conference("hn-2")).take(RECEIVED, again)
    assert first == Accepted()
    assert refused_for(second)[0] is Reason.NOT_ALLOWED


@pytest.mark.parametrize(
    ("time", "allowed"),
    [("2024-05-01 07:59", False), ("2024-05-01 08:00", True), ("2024-07-30 09:00", True)],
)
def test_a_petition_is_not_dated_before_its_conference_was_scheduled_but_may_follow_it(
    time: str, allowed: bool
) -> None:
    """R15: one received after its conference is late for nobody."""
    verdict = decided([told("PetitionReceived", time)])
    if allowed:
        assert verdict == Accepted()
    else:
        assert refused_for(verdict) == (Reason.NOT_ALLOWED, "time")


def test_a_rejected_petition_does_not_use_up_its_id() -> None:
    deciding = Deciding(conference())
    too_early = told("PetitionReceived", "2024-04-30 09:00")
    assert isinstance(deciding.take(too_early)[0], Rejected)
    assert deciding.take(RECEIVED) == [Accepted()]
