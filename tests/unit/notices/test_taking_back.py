"""What may be taken back of a conference or a plan, and what stands afterwards (R4, R7, R8, R26, R29)?"""

from typing import Any

import pytest

from shared.messaging.inbound import Accepted, Reason, Rejected, Waiting
from tests.builders.conference_events import STRANGER, correcting, decided, told, unsaying

MAY, LATER = "2024-05-02T08:00:00+07:00", "2024-05-20T08:00:00+07:00"
SCHEDULED = told("ConferenceScheduled", MAY)
OTHERS = [
    "ConferenceRescheduled", "ConferenceCancelled", "NoticePosted", "ParticipantRegistered", "ConferenceHeld",
    "ConclusionPublished", "ResultReportFiled", "AnnualPlanSubmitted",
]  # fmt: skip


def rejected(event: dict[str, Any], *before: dict[str, Any]) -> tuple[Reason, str | None]:
    verdict = decided([*before, event])[-1]
    assert isinstance(verdict, Rejected), verdict
    return verdict.reason, verdict.field


@pytest.mark.parametrize("name", OTHERS)
def test_every_act_but_the_scheduling_may_be_taken_back(name: str) -> None:
    act = told(name, LATER)
    assert decided([SCHEDULED, act, unsaying(act, LATER)]) == [Accepted()] * 3


def test_a_scheduling_can_not_be_taken_back_and_its_correction_can() -> None:
    verdict = decided([SCHEDULED, unsaying(SCHEDULED, LATER)])[-1]
    assert isinstance(verdict, Rejected)
    assert (verdict.reason, verdict.field) == (Reason.NOT_ALLOWED, "withdrawn")
    assert "ConferenceCancelled" in verdict.detail
    wrong = correcting(SCHEDULED, LATER, data={**SCHEDULED["data"], "venue": "Nhà hát"})
    assert decided([SCHEDULED, wrong, unsaying(wrong, LATER)])[-1] == Accepted()


def test_a_holding_is_allowed_again_once_the_cancellation_was_taken_back() -> None:
    cancelled, held = told("ConferenceCancelled", LATER), told("ConferenceHeld", "2024-06-10T12:00:00+07:00")
    assert rejected(held, SCHEDULED, cancelled) == (Reason.NOT_ALLOWED, "time")
    assert decided([SCHEDULED, cancelled, unsaying(cancelled, LATER), held])[-1] == Accepted()


def test_a_withdrawal_waits_for_what_it_takes_back_and_for_no_other_units_act() -> None:
    notice = told("NoticePosted", LATER)
    assert isinstance(decided([SCHEDULED, unsaying(notice, LATER)])[-1], Waiting)
    foreign = unsaying(notice, LATER) | {"source": f"/units/{STRANGER}"}
    assert isinstance(decided([SCHEDULED, notice, foreign])[-1], Waiting)


def test_a_registrations_id_is_not_free_again() -> None:
    made = told("ParticipantRegistered", LATER)
    again = told("ParticipantRegistered", LATER)
    assert rejected(again, SCHEDULED, made, unsaying(made, LATER)) == (Reason.NOT_ALLOWED, "registration_id")
