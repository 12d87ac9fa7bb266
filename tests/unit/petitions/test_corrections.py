"""What a correction of a petition's event may say, and what it must wait for (R29)."""

from typing import Any

import pytest

from shared.dialogue.petition import petition_spans
from shared.messaging.inbound import Accepted, Patience, Reason, Rejected, Waiting
from tests.builders.petition_events import (
    HEIR,
    HELPER,
    STRANGER,
    Deciding,
    conference,
    correcting,
    decided,
    told,
    unit_of,
)

RECEIVED = told("PetitionReceived", "2024-05-20 09:00")
ANSWERED = told("PetitionAnswered", "2024-05-22 09:00")
LATER = "2024-05-30 09:00"


def changed(event: dict[str, Any], **data: Any) -> dict[str, Any]:
    """The event's data with these fields replaced; None: left out."""
    return {field: value for field, value in (event["data"] | data).items() if value is not None}


def rejected(correction: dict[str, Any], *before: dict[str, Any]) -> tuple[Reason, str | None]:
    verdict = decided([*before, correction])
    assert isinstance(verdict, Rejected), verdict
    return verdict.reason, verdict.field


def test_a_correction_is_kept_whole_with_what_the_contract_knows_of() -> None:
    data = changed(ANSWERED, fully_resolved=False, unknown=1)
    verdict = decided([RECEIVED, ANSWERED, correcting(ANSWERED, LATER, data=data)])
    assert isinstance(verdict, Accepted)
    assert verdict.data == {
        "corrects": ANSWERED["id"],
        "data": changed(ANSWERED, fully_resolved=False),
        "reason": "ghi nhầm",
    }


def test_a_correction_of_a_correction_gives_the_originals_data_or_that_corrections_own() -> None:
    first = correcting(ANSWERED, LATER, time="2024-05-23T09:00:00+07:00")
    right = {"data": changed(ANSWERED, fully_resolved=False), "time": "2024-05-24T09:00:00+07:00"}
    plainly = correcting(first, "2024-05-31 09:00", **right)
    whole = correcting(first, "2024-05-31 09:00", data=first["data"] | right)
    twice = correcting(whole, "2024-06-01 09:00", data=whole["data"])
    for known, again in (([first], plainly), ([first], whole), ([first, whole], twice)):
        deciding = Deciding(conference())
        deciding.take(RECEIVED, ANSWERED, *known)
        assert deciding.take(again) == [
            Accepted({"corrects": again["data"]["corrects"], "reason": "ghi nhầm", **right})
        ]


def test_what_a_correction_is_about_cannot_be_corrected() -> None:
    other = told("PetitionAnswered", "2024-05-23 09:00")
    first = correcting(ANSWERED, LATER)
    elsewhere = correcting(first, "2024-05-31 09:00", data=first["data"] | {"corrects": other["id"]})
    assert rejected(elsewhere, RECEIVED, ANSWERED, other, first) == (Reason.INVALID_DATA, "data.corrects")
    partial = correcting(
        first, "2024-05-31 09:00", data={"corrects": ANSWERED["id"], "data": ANSWERED["data"]}
    )
    assert rejected(partial, RECEIVED, ANSWERED, first) == (Reason.INVALID_DATA, "data.reason")


@pytest.mark.parametrize("known", [[], [RECEIVED]])
def test_a_correction_waits_for_what_it_corrects_on_its_petition(known: list[dict[str, Any]]) -> None:
    verdict = decided([*known, correcting(ANSWERED, LATER)])
    assert isinstance(verdict, Waiting)
    assert (verdict.awaits, verdict.patience) == ("petition/kn-1", Patience.SUBJECT)


def test_another_unit_has_nothing_there_to_correct_even_if_it_is_the_successor() -> None:
    """`corrects` names an event of the same source."""
    for unit in (STRANGER, HEIR):
        foreign = correcting(ANSWERED, LATER) | {"source": f"/units/{unit}"}
        assert unit_of(foreign) == unit
        assert isinstance(decided([RECEIVED, ANSWERED, foreign]), Waiting)


def test_a_correction_says_the_data_whole_and_well() -> None:
    partial = correcting(ANSWERED, LATER, data={"petition_id": "kn-1", "mode": "written"})
    assert rejected(partial, RECEIVED, ANSWERED) == (Reason.INVALID_DATA, "data.fully_resolved")
    wrong = correcting(ANSWERED, LATER, data=changed(ANSWERED, mode="by phone"))
    assert rejected(wrong, RECEIVED, ANSWERED) == (Reason.INVALID_DATA, "data.mode")


def test_a_correction_cannot_move_an_act_to_another_petition() -> None:
    moved = correcting(ANSWERED, LATER, data=changed(ANSWERED, petition_id="kn-2"))
    other = told("PetitionReceived", "2024-05-20 09:00", petition_id="kn-2")
    assert rejected(moved, RECEIVED, other, ANSWERED) == (Reason.INVALID_DATA, "data.petition_id")


def test_a_correction_may_move_a_petition_to_another_conference_of_its_unit() -> None:
    moved = correcting(RECEIVED, LATER, data=changed(RECEIVED, conference_id="hn-2"))
    deciding = Deciding(conference())
    verdict = deciding.take(RECEIVED, moved)[1]
    assert isinstance(verdict, Waiting)
    assert (verdict.awaits, verdict.patience) == ("conference/hn-2", Patience.SUBJECT)
    deciding.learn(conference("hn-2"))
    assert moved["id"] in deciding.accepted
    assert deciding.world.conference_of("petition/kn-1") == "hn-2"


def test_a_correction_that_would_move_a_petition_to_another_units_conference_waits_for_the_right() -> None:
    moved = correcting(RECEIVED, LATER, data=changed(RECEIVED, conference_id="hn-3"))
    verdict = Deciding(conference(), conference("hn-3", STRANGER)).take(RECEIVED, moved)[1]
    assert isinstance(verdict, Waiting)
    assert (verdict.awaits, verdict.patience) == ("petition/kn-1", Patience.ENTITLEMENT)


def test_what_a_corrected_transfer_should_have_said_decides_who_may_act() -> None:
    transfer = told("PetitionTransferred", "2024-05-21 09:00", to="cơ quan khác")
    answer = told("PetitionAnswered", "2024-05-22 09:00", HELPER)
    deciding = Deciding(conference())
    deciding.take(RECEIVED, transfer, answer)
    assert deciding.waiting == [answer]
    deciding.take(correcting(transfer, LATER, data=changed(transfer, to=HELPER)))
    assert answer["id"] in deciding.accepted


def test_a_withdrawal_corrected_to_a_later_time_lets_what_came_before_it_in() -> None:
    withdrawal = told("PetitionWithdrawn", "2024-05-21 09:00")
    deciding = Deciding(conference())
    assert isinstance(deciding.take(RECEIVED, withdrawal, ANSWERED)[2], Rejected)
    deciding.take(correcting(withdrawal, LATER, time="2024-05-23T09:00:00+07:00"))
    assert deciding.take(ANSWERED) == [Accepted()]
    states = [span.state.value for span in petition_spans(deciding.acts["petition/kn-1"])]
    assert states == ["pending", "resolved", "withdrawn"]
