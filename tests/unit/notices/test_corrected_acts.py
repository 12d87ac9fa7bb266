"""What a correction says of an act is judged as the act would be that says so itself, told now (R26, R29)."""

from typing import Any, NamedTuple

import pytest

from shared.messaging.inbound import Accepted, Patience, Reason, Rejected, Waiting
from tests.builders.conference_events import ABOLISHED, SUCCESSOR, correcting, decided, told, unsaying

Told = dict[str, Any]
LATER = "2024-08-01T08:00:00+07:00"
SCHEDULED = told("ConferenceScheduled", "2024-05-02T08:00:00+07:00")
HELD = told("ConferenceHeld", "2024-06-10T17:00:00+07:00")
CANCELLED = told("ConferenceCancelled", "2024-06-12T08:00:00+07:00")
MOVED = told("ConferenceRescheduled", "2024-06-14T08:00:00+07:00")
NOTICE = told("NoticePosted", "2024-05-20T08:00:00+07:00")
ACTS = [
    told(name, "2024-05-20T08:00:00+07:00")
    for name in (
        "ConferenceRescheduled", "ConferenceCancelled", "NoticePosted", "ParticipantRegistered",
        "ConferenceHeld", "ConclusionPublished", "ResultReportFiled",
    )
]  # fmt: skip


class Case(NamedTuple):
    """An act, and when it is corrected to have been, after what came before that."""

    why: str
    before: list[Told]
    act: Told
    time: str | None = None

    def correction(self) -> Told:
        return correcting(self.act, LATER, **({"time": self.time} if self.time else {}))

    def said_directly(self) -> Told:
        """The act as it should have been, to whom has not heard of it."""
        return self.act | ({"time": self.time} if self.time else {})


REVIVED = told("ConferenceHeld", "2024-07-10T17:00:00+07:00")
NOT_ALLOWED = [
    *(Case("before the scheduling", [SCHEDULED, act], act, "2024-05-02T07:59:59+07:00") for act in ACTS),
    Case("held while cancelled", [SCHEDULED, HELD, CANCELLED], HELD, "2024-06-12T08:00:00+07:00"),
    Case("held before it was revived", [SCHEDULED, CANCELLED, MOVED, REVIVED], REVIVED,
         "2024-06-13T17:00:00+07:00"),
    Case("a holding without effect stays one",
         [SCHEDULED, HELD, told("ConferenceCancelled", "2024-06-01T08:00:00Z")], HELD),
    Case("before a scheduling that was moved",
         [SCHEDULED, NOTICE, correcting(SCHEDULED, LATER, time="2024-05-10T08:00:00+07:00")], NOTICE,
         "2024-05-09T08:00:00+07:00"),
]  # fmt: skip


def named(case: Case) -> str:
    return f"{case.why}: {case.act['type'].split('.')[3]}"


@pytest.mark.parametrize("case", NOT_ALLOWED, ids=named)
def test_what_is_not_allowed_directly_no_correction_brings_about(case: Case) -> None:
    without = [event for event in case.before if event is not case.act]
    direct = decided([*without, case.said_directly()])[-1]
    *before, verdict = decided([*case.before, case.correction()])
    assert all(isinstance(one, Accepted) for one in before)
    assert isinstance(verdict, Rejected)
    assert isinstance(direct, Rejected)
    assert (verdict.reason, verdict.field) == (Reason.NOT_ALLOWED, "time")
    assert verdict.detail == f"as corrected: {direct.detail}"


ALLOWED = [
    *(Case("at the scheduling's moment", [SCHEDULED, act], act, SCHEDULED["time"]) for act in ACTS),
    Case("held before it was cancelled", [SCHEDULED, HELD, CANCELLED], HELD, "2024-06-12T07:59:59+07:00"),
    Case("held when it was revived", [SCHEDULED, CANCELLED, MOVED, REVIVED], REVIVED, MOVED["time"]),
    Case("held after a cancellation that was taken back",
         [SCHEDULED, HELD, CANCELLED, unsaying(CANCELLED, LATER)], HELD, "2024-06-13T08:00:00+07:00"),
    Case("cancelled before it was held: that stays a fact", [SCHEDULED, HELD, CANCELLED], CANCELLED,
         "2024-06-10T08:00:00+07:00"),
    Case("revived after it was held: that stays a fact", [SCHEDULED, CANCELLED, MOVED, REVIVED], MOVED,
         "2024-07-11T08:00:00+07:00"),
    Case("scheduled after its notice: that stays a fact", [SCHEDULED, NOTICE], SCHEDULED,
         "2024-05-21T08:00:00+07:00"),
]  # fmt: skip


@pytest.mark.parametrize("case", ALLOWED, ids=named)
def test_a_correction_to_what_could_be_told_is_accepted(case: Case) -> None:
    assert isinstance(decided([*case.before, case.correction()])[-1], Accepted)


@pytest.mark.parametrize("name", ["ConferenceScheduled", "AnnualPlanSubmitted"])
@pytest.mark.parametrize(
    ("time", "exists"), [("2025-02-28T23:59:59+07:00", True), ("2025-03-01T00:00:00+07:00", False)]
)
def test_a_corrected_time_is_one_at_which_its_unit_exists(name: str, time: str, exists: bool) -> None:
    act = told(name, "2024-05-02T08:00:00+07:00", ABOLISHED, unit_id=ABOLISHED)
    correction = correcting(act, LATER, time=time)
    known, unknown = decided([act, correction])[-1], decided([correction])[-1]
    if exists:
        assert isinstance(known, Accepted)
        assert isinstance(unknown, Waiting)
        return
    for verdict in (known, unknown):
        assert isinstance(verdict, Rejected)
        assert (verdict.reason, verdict.field) == (Reason.UNKNOWN_UNIT, "time")


def test_a_corrected_time_ahead_is_not_waited_with() -> None:
    """Or it would be past by the time that its original comes."""
    verdict = decided([SCHEDULED, correcting(NOTICE, LATER, time="2025-06-02T03:05:00.000001Z")])[-1]
    assert isinstance(verdict, Rejected)
    assert (verdict.reason, verdict.field) == (Reason.IN_THE_FUTURE, "time")


def test_a_correction_of_a_correction_is_judged_by_what_it_says_in_the_end() -> None:
    first = correcting(NOTICE, LATER, time="2024-05-21T08:00:00+07:00")
    early = {"time": "2024-05-01T08:00:00+07:00"}
    for again in (
        correcting(first, LATER, data=NOTICE["data"], **early),
        correcting(first, LATER, data=first["data"] | early),
    ):
        verdict = decided([SCHEDULED, NOTICE, first, again])[-1]
        assert isinstance(verdict, Rejected)
        assert (verdict.reason, verdict.field) == (Reason.NOT_ALLOWED, "time")


def test_an_act_on_a_conference_that_is_its_units_no_more_waits_for_the_right() -> None:
    """As it would itself: whose conference it is, is what its scheduling says now."""
    scheduled = told("ConferenceScheduled", "2024-05-02T08:00:00+07:00", SUCCESSOR, unit_id=ABOLISHED)
    notice = told("NoticePosted", "2024-05-20T08:00:00+07:00", ABOLISHED)
    its_own = correcting(scheduled, LATER, data={**scheduled["data"], "unit_id": SUCCESSOR})
    *before, verdict = decided([scheduled, notice, its_own, correcting(notice, LATER)])
    assert all(isinstance(one, Accepted) for one in before)
    assert isinstance(verdict, Waiting)
    assert (verdict.awaits, verdict.patience) == ("conference/hn-1", Patience.ENTITLEMENT)


def test_a_registration_says_its_own_id_again_and_no_correction_of_it_comes_before_the_scheduling() -> None:
    made = told("ParticipantRegistered", "2024-05-20T08:00:00+07:00")
    first = correcting(made, LATER, data={**made["data"], "attendees": 3}, time="2024-05-19T08:00:00+07:00")
    again = correcting(first, LATER, data={**made["data"], "attendees": 4})
    assert all(isinstance(one, Accepted) for one in decided([SCHEDULED, made, first, again]))
    early = correcting(first, LATER, data=made["data"], time="2024-05-01T08:00:00+07:00")
    assert isinstance(decided([SCHEDULED, made, first, early])[-1], Rejected)
