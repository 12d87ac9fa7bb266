"""What a correction may put in the place of what was said, and what it must wait for (R29)."""

from typing import Any

import pytest

from services.notices.handlers import HANDLES
from services.notices.handlers.world import Loaded, NoticesWorld
from shared.messaging.inbound import Accepted, Patience, Reason, Rejected, Waiting
from shared.units import shipped
from tests.builders.conference_events import (
    DISTRICT,
    NOW,
    STRANGER,
    correcting,
    decided,
    through_the_gate,
    told,
)

MAY, LATER = "2024-05-02T08:00:00+07:00", "2024-05-20T08:00:00+07:00"
SCHEDULED = told("ConferenceScheduled", MAY)


def rejected(correction: dict[str, Any], *before: dict[str, Any]) -> tuple[Reason, str | None]:
    verdict = decided([*before, correction])[-1]
    assert isinstance(verdict, Rejected), verdict
    return verdict.reason, verdict.field


def kept(correction: dict[str, Any], *before: dict[str, Any]) -> dict[str, Any]:
    verdict = decided([*before, correction])[-1]
    assert isinstance(verdict, Accepted), verdict
    assert verdict.data is not None
    return dict(verdict.data)


def test_a_correction_is_kept_with_the_data_that_the_contract_knows_of() -> None:
    data = {**SCHEDULED["data"], "venue": "Nhà hát", "unknown": 1}
    correction = correcting(SCHEDULED, LATER, data=data, time="2024-05-01T08:00:00+07:00")
    assert kept(correction, SCHEDULED) == {
        "corrects": SCHEDULED["id"],
        "data": {**SCHEDULED["data"], "venue": "Nhà hát"},
        "time": "2024-05-01T08:00:00+07:00",
        "reason": "ghi nhầm",
    }


def test_a_correction_waits_for_what_it_corrects() -> None:
    verdict = decided([correcting(SCHEDULED, LATER)])[0]
    assert isinstance(verdict, Waiting)
    assert (verdict.awaits, verdict.patience) == ("conference/hn-1", Patience.SUBJECT)


def test_another_units_event_is_not_there_to_be_corrected() -> None:
    correction = told(
        "EventCorrected", LATER, STRANGER, corrects=SCHEDULED["id"], data=SCHEDULED["data"], reason="x"
    )
    assert isinstance(decided([SCHEDULED, correction])[-1], Waiting)


def test_a_correction_of_a_correction_is_of_the_original() -> None:
    notice = told("NoticePosted", LATER)
    first = correcting(notice, LATER)
    second = correcting(first, LATER, data={**notice["data"], "channel": "one_stop_desk"})
    assert kept(second, SCHEDULED, notice, first)["corrects"] == first["id"]
    wrong = correcting(first, LATER, data={**notice["data"], "channel": "radio"})
    assert rejected(wrong, SCHEDULED, notice, first) == (Reason.INVALID_DATA, "data.channel")


def test_a_correction_says_the_data_whole() -> None:
    notice = told("NoticePosted", LATER)
    partial = correcting(notice, LATER, data={"conference_id": "hn-1"})
    assert rejected(partial, SCHEDULED, notice) == (Reason.INVALID_DATA, "data.channel")


def test_a_correction_cannot_move_an_event_to_another_conference() -> None:
    other = told("ConferenceScheduled", MAY, conference_id="hn-2")
    notice = told("NoticePosted", LATER)
    moved = correcting(notice, LATER, data={**notice["data"], "conference_id": "hn-2"})
    assert rejected(moved, SCHEDULED, other, notice) == (Reason.INVALID_DATA, "data.conference_id")


def test_a_correction_cannot_turn_a_registration_into_another() -> None:
    made = told("ParticipantRegistered", LATER)
    assert (
        kept(correcting(made, LATER, data={**made["data"], "attendees": 3}), SCHEDULED, made)["data"][
            "attendees"
        ]
        == 3
    )
    renamed = correcting(made, LATER, data={**made["data"], "registration_id": "dk-2"})
    assert rejected(renamed, SCHEDULED, made) == (Reason.INVALID_DATA, "data.registration_id")


def test_an_event_cannot_correct_itself() -> None:
    correction = correcting(SCHEDULED, LATER)
    correction["data"]["corrects"] = correction["id"]
    assert rejected(correction, SCHEDULED) == (Reason.INVALID_DATA, "corrects")


@pytest.mark.parametrize(
    ("time", "allowed"), [("2025-06-02T03:05:00Z", True), ("2025-06-02T03:05:00.000001Z", False)]
)
def test_a_corrected_time_is_at_most_five_minutes_ahead(time: str, allowed: bool) -> None:
    correction = correcting(SCHEDULED, LATER, time=time)
    if allowed:
        assert kept(correction, SCHEDULED)["time"] == time
    else:
        assert rejected(correction, SCHEDULED) == (Reason.IN_THE_FUTURE, "time")


def test_a_corrected_scheduling_still_needs_its_theme() -> None:
    without = {**SCHEDULED["data"]}
    del without["theme"]
    assert rejected(correcting(SCHEDULED, LATER, data=without), SCHEDULED) == (
        Reason.INVALID_DATA,
        "data.theme",
    )


def test_a_corrected_scheduling_still_names_a_unit_that_its_sender_may_speak_for() -> None:
    correction = correcting(SCHEDULED, LATER, data={**SCHEDULED["data"], "unit_id": DISTRICT})
    verdict = decided([SCHEDULED, correction])[-1]
    assert isinstance(verdict, Waiting)
    assert verdict.patience is Patience.ENTITLEMENT


def test_what_the_inbox_knows_under_another_subject_does_not_wait() -> None:
    """The original may have been taken in by an earlier batch, and be about something else."""
    event = through_the_gate(
        correcting(SCHEDULED, LATER, data={**SCHEDULED["data"], "conference_id": "hn-9"})
    )
    taken = {(event.source, SCHEDULED["id"]): "conference/hn-1"}
    world = NoticesWorld(
        Loaded(taken_for=taken), shipped(), NOW, lambda world, event: HANDLES[event.name](world, event)
    )
    verdict = world.decide(event)
    assert isinstance(verdict, Rejected)
    assert (verdict.reason, verdict.field) == (Reason.INVALID_DATA, "data.conference_id")


def test_a_corrected_time_moves_the_scheduling_that_acts_are_judged_by() -> None:
    earlier = correcting(SCHEDULED, LATER, time="2024-04-01T08:00:00+07:00")
    notice = told("NoticePosted", "2024-04-02T08:00:00+07:00")
    assert decided([SCHEDULED, earlier, notice])[-1] == Accepted()
