"""What may be taken back of a petition, by whom, and who may act after it (R23, R29)?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.dialogue.petition import petition_spans
from shared.events.catalogue import inbound_events
from shared.messaging.gate import Gate
from shared.messaging.inbound import Accepted, Patience, Reason, Rejected, Waiting
from shared.messaging.letterbox import owner_of
from shared.units import shipped
from tests.builders.acts import at
from tests.builders.envelopes import envelope
from tests.builders.petition_events import (
    HEIR,
    HELPER,
    NOW,
    OWNER,
    STRANGER,
    Deciding,
    conference,
    correcting,
    decided,
    record,
    told,
    unsaying,
)

RECEIVED = told("PetitionReceived", "2024-05-20 09:00")
ANSWERED = told("PetitionAnswered", "2024-05-22 09:00")
LATER = "2024-05-30 09:00"

ACTS = [
    told("PetitionReclassified", "2024-05-21 09:00"),
    told("PetitionRefused", "2024-05-21 09:00"),
    told("CoordinationRequested", "2024-05-21 09:00"),
    told("PetitionTransferred", "2024-05-21 09:00"),
    told("PetitionEscalated", "2024-05-21 09:00"),
    told("DirectionGiven", "2024-05-21 09:00"),
    ANSWERED,
    told("WrittenAnswerRequested", "2024-05-23 09:00"),
    told("PetitionWithdrawn", "2024-05-23 09:00"),
]


def courses(*events: dict[str, Any]) -> list[Any]:
    deciding = Deciding(conference())
    deciding.take(*events)
    assert deciding.waiting == []
    return petition_spans(deciding.acts["petition/kn-1"])


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act["type"].split(".")[3])
def test_every_act_but_the_reception_may_be_taken_back_by_who_told_it(act: dict[str, Any]) -> None:
    assert decided([RECEIVED, act, unsaying(act, LATER)]) == Accepted()
    assert courses(RECEIVED, act, unsaying(act, LATER)) == courses(RECEIVED)


def test_a_reception_can_not_be_taken_back_and_its_correction_can() -> None:
    verdict = decided([RECEIVED, unsaying(RECEIVED, LATER)])
    assert isinstance(verdict, Rejected)
    assert (verdict.reason, verdict.field) == (Reason.NOT_ALLOWED, "withdrawn")
    assert "PetitionWithdrawn" in verdict.detail
    wrong = correcting(RECEIVED, LATER, data=RECEIVED["data"] | {"group": "capital"})
    assert courses(RECEIVED, wrong, unsaying(wrong, "2024-05-31 09:00")) == courses(RECEIVED)


def test_a_withdrawal_waits_for_what_it_takes_back() -> None:
    for known in ([], [RECEIVED]):
        verdict = decided([*known, unsaying(ANSWERED, LATER)])
        assert isinstance(verdict, Waiting)
        assert (verdict.awaits, verdict.patience) == ("petition/kn-1", Patience.SUBJECT)
    deciding = Deciding(conference())
    deciding.take(unsaying(ANSWERED, LATER), RECEIVED, ANSWERED)
    assert deciding.waiting == []
    assert [span.state.value for span in petition_spans(deciding.acts["petition/kn-1"])] == ["pending"]


def test_another_unit_takes_nothing_back_not_even_the_successor_or_the_owner() -> None:
    transfer = told("PetitionTransferred", "2024-05-21 09:00", to=HELPER)
    answered = told("PetitionAnswered", "2024-05-22 09:00", HELPER)
    for by in (STRANGER, HEIR, OWNER):
        foreign = unsaying(answered, LATER) | {"source": f"/units/{by}"}
        assert isinstance(decided([RECEIVED, transfer, answered, foreign]), Waiting)


def test_what_is_about_another_petition_is_not_taken_back_there() -> None:
    other = told("PetitionReceived", "2024-05-20 09:00", petition_id="kn-2")
    verdict = decided([RECEIVED, other, ANSWERED, unsaying(ANSWERED, LATER, petition_id="kn-2")])
    assert isinstance(verdict, Rejected)
    assert (verdict.reason, verdict.field) == (Reason.INVALID_DATA, "petition_id")


def test_a_correction_can_not_be_turned_into_a_withdrawal_of_its_act() -> None:
    wrong = correcting(ANSWERED, LATER)
    inside = correcting(wrong, "2024-05-31 09:00", data=unsaying(ANSWERED, LATER)["data"])
    verdict = decided([RECEIVED, ANSWERED, wrong, inside])
    assert isinstance(verdict, Rejected)
    assert (verdict.reason, verdict.field) == (Reason.INVALID_DATA, "data.withdrawn")


def test_a_withdrawal_goes_to_the_service_of_what_it_names() -> None:
    assert owner_of(unsaying(ANSWERED, LATER)) == "petitions"
    assert owner_of(unsaying(correcting(ANSWERED, LATER), LATER)) == "petitions"
    of_a_notice = {"corrects": "x", "withdrawn": True, "conference_id": "hn-1", "reason": "gửi nhầm"}
    assert owner_of(envelope("EventCorrected", OWNER, of_a_notice, LATER)) == "notices"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"data": None, "withdrawn": None}, "data"),
    ({"withdrawn": True}, "data"),
    ({"data": None, "withdrawn": False}, "withdrawn"),
    ({"data": None, "withdrawn": True}, "withdrawn"),
    ({"data": None, "withdrawn": True, "conference_id": "hn-1"}, "withdrawn"),
    ({"data": None, "withdrawn": True, "petition_id": "KN 1"}, "petition_id"),
    ({"data": None, "withdrawn": True, "petition_id": "kn-1", "time": "2024-05-23T09:00:00+07:00"}, "time"),
    ({"data": None, "withdrawn": True, "petition_id": "kn-1", "reason": None}, "reason"),
]


@pytest.mark.parametrize(("more", "field"), WRONG)
def test_a_correction_says_either_data_or_withdrawn_and_what_is_wrong_is_named(
    more: dict[str, Any], field: str
) -> None:
    said = {"corrects": ANSWERED["id"], "data": ANSWERED["data"], "reason": "nhầm"} | more
    data = {name: value for name, value in said.items() if value is not None}
    event = envelope("EventCorrected", OWNER, data, at(LATER).isoformat())
    refused = Gate(inbound_events("petitions"), shipped()).judge(record(event), NOW)
    assert isinstance(refused, Rejected)
    assert (refused.reason, refused.field) == (Reason.INVALID_DATA, field)


def test_beside_data_an_id_is_a_field_that_the_contract_does_not_know() -> None:
    assert decided([RECEIVED, ANSWERED, correcting(ANSWERED, LATER, petition_id="KN 2")]) == Accepted(
        {"corrects": ANSWERED["id"], "data": ANSWERED["data"], "reason": "ghi nhầm"}
    )


def test_who_was_named_by_an_act_taken_back_may_do_what_it_did_until_then() -> None:
    """Judged by business time, so that arrival does not decide whose answer it was."""
    transfer = told("PetitionTransferred", "2024-05-21 09:00", to=HELPER)
    gone = unsaying(transfer, "2024-05-23 09:00")
    in_good_faith = told("PetitionAnswered", "2024-05-22 09:00", HELPER)
    too_late = told("PetitionAnswered", "2024-05-23 09:00", HELPER)
    assert decided([RECEIVED, transfer, gone, in_good_faith]) == Accepted()
    verdict = decided([RECEIVED, transfer, gone, too_late])
    assert isinstance(verdict, Waiting)
    assert verdict.patience is Patience.ENTITLEMENT


def test_after_a_refusal_that_was_taken_back_acts_are_allowed_again() -> None:
    refusal = told("PetitionRefused", "2024-05-21 09:00")
    assert isinstance(decided([RECEIVED, refusal, ANSWERED]), Rejected)
    assert decided([RECEIVED, refusal, unsaying(refusal, LATER), ANSWERED]) == Accepted()


TRANSFER = told("PetitionTransferred", "2024-05-21 09:00", to=HELPER)
HELPED = told("PetitionAnswered", "2024-05-22 10:00", HELPER, fully_resolved=False)
GROUP = told("PetitionReclassified", "2024-05-22 12:00", group="credit")
WRONG_GROUP = correcting(GROUP, "2024-05-24 09:00", data=GROUP["data"] | {"group": "policy"})
GONE = unsaying(HELPED, "2024-05-25 09:00")
STORY = [
    RECEIVED, TRANSFER, HELPED, GROUP, WRONG_GROUP, ANSWERED, GONE,
    unsaying(TRANSFER, "2024-05-26 09:00"), unsaying(WRONG_GROUP, "2024-05-25 09:00"),
    unsaying(ANSWERED, "2024-05-27 09:00"), unsaying(GONE, "2024-05-28 09:00"),
]  # fmt: skip
"""A transfer, a wrong group and an answer taken back; an answer taken back and given back."""


@given(st.permutations(STORY))
def test_the_same_events_in_any_order_are_all_taken_in_and_leave_the_same_course(
    order: list[dict[str, Any]],
) -> None:
    deciding = Deciding(conference())
    deciding.take(*order)
    assert deciding.accepted == {event["id"] for event in STORY}
    spans = petition_spans(deciding.acts["petition/kn-1"])
    assert [(span.state.value, span.group) for span in spans] == [("pending", "land"), ("pending", "credit")]
