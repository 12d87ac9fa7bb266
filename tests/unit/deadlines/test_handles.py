"""What does each fact touch? The table of contents of deadlines, without a database (R4, R8, R15)."""

from datetime import datetime
from typing import Any

from services.deadlines.handlers import FOLLOWS
from services.deadlines.store.marks import Touched
from shared.clock import HCM
from shared.messaging.following import Followed

AT = datetime(2024, 6, 3, 9, 0, tzinfo=HCM)


def touched_by(name: str, subject: str, **data: Any) -> Touched:
    touched = Touched()
    handle = FOLLOWS[name]
    assert handle is not None
    handle(touched, Followed("t", "id", name, subject, 1, AT, AT, "so-xay-dung", "e-1", data))
    return touched


def test_a_scheduling_ties_the_conference_to_its_unit_and_touches_its_petitions() -> None:
    touched = touched_by(
        "ConferenceScheduled", "conference/hn-1", conference_id="hn-1", unit_id="so-xay-dung"
    )
    assert touched.units == {("hn-1", "so-xay-dung")}
    assert touched.petitions_of == touched.units_of == {"hn-1"}


def test_a_corrected_scheduling_ties_the_conference_to_its_other_unit_too() -> None:
    data = {"conference_id": "hn-1", "unit_id": "so-tai-chinh"}
    touched = touched_by("EventCorrected", "conference/hn-1", corrects="e-0", data=data, reason="nhầm")
    assert touched.units == {("hn-1", "so-tai-chinh")}


def test_a_registration_touches_the_unit_only_if_the_conference_was_stopped() -> None:
    """R8."""
    touched = touched_by("ParticipantRegistered", "conference/hn-1", conference_id="hn-1")
    assert (touched.stopped, touched.units_of, touched.petitions_of) == ({"hn-1"}, set(), set())


def test_a_corrected_answer_ties_the_petition_to_nothing_new() -> None:
    data = {"petition_id": "kn-1", "mode": "written", "fully_resolved": True}
    touched = touched_by("EventCorrected", "petition/kn-1", corrects="e-0", data=data, reason="nhầm")
    assert (touched.subjects, touched.corrected, touched.receptions) == ({"petition/kn-1"}, set(), [])


def test_a_corrected_plan_touches_its_unit() -> None:
    """R4."""
    data = {"unit_id": "so-xay-dung", "year": 2025, "conferences": []}
    touched = touched_by("EventCorrected", "unit/so-xay-dung", corrects="e-0", data=data, reason="nhầm")
    assert touched.subjects == {"unit/so-xay-dung"}
