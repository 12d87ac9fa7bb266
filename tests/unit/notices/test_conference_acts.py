"""What may be said of a conference, by whom, and when (R1, R2, R6, R26)."""

from typing import Any

import pytest

from shared.messaging.inbound import Accepted, Patience, Reason, Rejected, Waiting
from tests.builders.conference_events import (
    ABOLISHED,
    DEFAULTS,
    DEPARTMENT,
    DISTRICT,
    STRANGER,
    SUCCESSOR,
    decided,
    told,
)

MAY, JUNE = "2024-05-02T08:00:00+07:00", "2024-06-10T17:00:00+07:00"
ACTS = [name for name in DEFAULTS if name not in ("ConferenceScheduled", "AnnualPlanSubmitted")]


def refused(event: dict[str, Any], *before: dict[str, Any]) -> Rejected:
    verdict = decided([*before, event])[-1]
    assert isinstance(verdict, Rejected), verdict
    return verdict


def waits(event: dict[str, Any], *before: dict[str, Any]) -> Waiting:
    verdict = decided([*before, event])[-1]
    assert isinstance(verdict, Waiting), verdict
    return verdict


@pytest.mark.parametrize("theme", [None, " "])
def test_a_departments_conference_needs_a_theme(theme: str | None) -> None:
    verdict = refused(told("ConferenceScheduled", MAY, theme=theme))
    assert (verdict.reason, verdict.field) == (Reason.INVALID_DATA, "theme")


def test_a_districts_conference_needs_no_theme() -> None:
    event = told("ConferenceScheduled", MAY, DISTRICT, unit_id=DISTRICT, theme=None)
    assert decided([event]) == [Accepted()]


def test_a_conference_scheduled_by_another_unit_waits_for_its_right() -> None:
    verdict = waits(told("ConferenceScheduled", MAY, STRANGER))
    assert (verdict.awaits, verdict.patience) == ("conference/hn-1", Patience.ENTITLEMENT)


def test_a_successor_schedules_and_acts_for_the_unit_it_succeeds() -> None:
    scheduled = told("ConferenceScheduled", "2025-03-05T08:00:00+07:00", SUCCESSOR, unit_id=ABOLISHED)
    held = told("ConferenceHeld", "2025-04-05T08:00:00+07:00", SUCCESSOR)
    assert decided([scheduled, held]) == [Accepted(), Accepted()]


def test_a_known_conference_is_not_scheduled_again_under_another_event_id() -> None:
    first = told("ConferenceScheduled", MAY)
    verdict = refused(told("ConferenceScheduled", MAY), first)
    assert (verdict.reason, verdict.field) == (Reason.NOT_ALLOWED, "conference_id")


@pytest.mark.parametrize("name", ACTS)
def test_an_act_waits_for_its_conference(name: str) -> None:
    verdict = waits(told(name, JUNE))
    assert (verdict.awaits, verdict.patience) == ("conference/hn-1", Patience.SUBJECT)


@pytest.mark.parametrize("name", ACTS)
def test_an_act_of_another_unit_waits_for_its_right(name: str) -> None:
    verdict = waits(told(name, JUNE, STRANGER), told("ConferenceScheduled", MAY))
    assert (verdict.awaits, verdict.patience) == ("conference/hn-1", Patience.ENTITLEMENT)


@pytest.mark.parametrize("name", ACTS)
def test_an_act_dated_before_the_scheduling_is_not_allowed(name: str) -> None:
    verdict = refused(told(name, "2024-05-02T07:59:59+07:00"), told("ConferenceScheduled", MAY))
    assert (verdict.reason, verdict.field) == (Reason.NOT_ALLOWED, "time")


@pytest.mark.parametrize("name", ACTS)
def test_an_act_at_the_moment_of_the_scheduling_or_after_it_is_a_fact(name: str) -> None:
    scheduled = told("ConferenceScheduled", MAY)
    assert decided([scheduled, told(name, MAY)])[-1] == Accepted()
    assert decided([scheduled, told(name, "2025-05-02T08:00:00+07:00")])[-1] == Accepted()


def test_a_cancelled_conference_was_not_held() -> None:
    scheduled, cancelled = (
        told("ConferenceScheduled", MAY),
        told("ConferenceCancelled", "2024-06-01T08:00:00+07:00"),
    )
    verdict = refused(told("ConferenceHeld", JUNE), scheduled, cancelled)
    assert (verdict.reason, verdict.field) == (Reason.NOT_ALLOWED, "time")
    # A cancellation of that very moment comes before the holding (R23).
    at_once = told("ConferenceHeld", "2024-06-01T08:00:00+07:00")
    assert refused(at_once, scheduled, cancelled).reason is Reason.NOT_ALLOWED


def test_a_rescheduling_revives_a_cancelled_conference() -> None:
    story = [
        told("ConferenceScheduled", MAY),
        told("ConferenceCancelled", "2024-06-01T08:00:00+07:00"),
        told("ConferenceRescheduled", "2024-06-03T08:00:00+07:00"),
        told("ConferenceHeld", "2024-07-10T17:00:00+07:00"),
    ]
    assert decided(story) == [Accepted()] * 4


def test_whether_it_was_cancelled_is_judged_by_time_and_not_by_arrival() -> None:
    scheduled, cancelled = (
        told("ConferenceScheduled", MAY),
        told("ConferenceCancelled", "2024-06-20T08:00:00+07:00"),
    )
    assert decided([scheduled, cancelled, told("ConferenceHeld", JUNE)])[-1] == Accepted()


def test_a_conference_may_be_held_again_and_be_cancelled_afterwards() -> None:
    story = [
        told("ConferenceScheduled", MAY),
        told("ConferenceHeld", JUNE),
        told("ConferenceHeld", "2024-06-11T08:00:00+07:00", participants=12),
        told("ConferenceCancelled", "2024-06-12T08:00:00+07:00"),
    ]
    assert decided(story) == [Accepted()] * 4


def test_a_predecessor_has_no_right_to_its_successors_conference() -> None:
    predecessor = told("NoticePosted", "2024-05-03T08:00:00+07:00", ABOLISHED)
    assert waits(predecessor, told("ConferenceScheduled", MAY)).patience is Patience.ENTITLEMENT


def test_a_registration_id_is_used_once_on_the_whole_platform() -> None:
    story = [
        told("ConferenceScheduled", MAY),
        told("ConferenceScheduled", MAY, DISTRICT, conference_id="hn-2", unit_id=DISTRICT),
        told("ParticipantRegistered", "2024-05-20T08:00:00+07:00"),
        told("ParticipantRegistered", "2024-05-20T08:00:00+07:00"),
        told("ParticipantRegistered", "2024-05-20T08:00:00+07:00", DISTRICT, conference_id="hn-2"),
        told("ParticipantRegistered", "2024-05-20T08:00:00+07:00", registration_id="dk-2"),
    ]
    verdicts = decided(story)
    assert [type(verdict) for verdict in verdicts] == [
        Accepted,
        Accepted,
        Accepted,
        Rejected,
        Rejected,
        Accepted,
    ]
    for verdict in verdicts[3:5]:
        assert isinstance(verdict, Rejected)
        assert (verdict.reason, verdict.field) == (Reason.NOT_ALLOWED, "registration_id")


def test_a_plan_comes_from_its_unit_or_a_successor_and_from_nobody_else() -> None:
    assert decided([told("AnnualPlanSubmitted", "2025-03-30T08:00:00+07:00")]) == [Accepted()]
    inherited = told("AnnualPlanSubmitted", "2025-03-30T08:00:00+07:00", SUCCESSOR, unit_id=ABOLISHED)
    assert decided([inherited]) == [Accepted()]
    verdict = waits(told("AnnualPlanSubmitted", "2025-03-30T08:00:00+07:00", STRANGER))
    assert (verdict.awaits, verdict.patience) == (f"unit/{DEPARTMENT}", Patience.ENTITLEMENT)
