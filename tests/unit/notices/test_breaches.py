"""What of a conference does not keep to the plan: shown to everyone, with its rule (R3, R7, R9, R17)."""

from datetime import date
from typing import Any

import pytest

from services.notices.domain.breaches import breaches
from services.notices.domain.deadline_flag import DeadlineFlag
from shared.dialogue.acts import effective
from shared.dialogue.conference import conference_spans
from shared.dialogue.deadline_as_told import AsTold, ToldStatus
from shared.units import shipped
from tests.builders.conference_events import DISTRICT, NOW, through_the_gate, told

MAY, POSTED = "2024-05-02T08:00:00+07:00", "2024-05-20T08:00:00+07:00"
SCHEDULED = told("ConferenceScheduled", MAY)


def found(*story: dict[str, Any], flags: tuple[DeadlineFlag, ...] = ()) -> list[tuple[str, str]]:
    acts = effective(through_the_gate(event).act(NOW) for event in story)
    view = conference_spans(acts)[-1].view
    return [(b.rule, b.text) for b in breaches(view, acts, flags, shipped())]


def flag(
    kind: str,
    status: ToldStatus = ToldStatus.OPEN,
    *,
    late: bool = False,
    overdue: bool = False,
    soft: bool = False,
) -> DeadlineFlag:
    due_on = date(2024, 5, 30)
    called = frozenset({due_on}) if overdue else frozenset[date]()
    stands = AsTold(due_on, status, late, provisional=False, called_overdue=called)
    return DeadlineFlag(f"{kind}:hn-1", kind, "hn-1", "x", soft, stands)


def test_a_conference_that_keeps_to_the_plan_has_none() -> None:
    story = [
        SCHEDULED,
        told("NoticePosted", POSTED),
        told("ConferenceHeld", "2024-06-10T17:00:00+07:00", participants=20),
    ]
    met = flag("notice_portal", ToldStatus.MET)
    assert found(*story, flags=(met, flag("result_report"))) == []


@pytest.mark.parametrize("format", ["business_coffee", "saturday_with_leaders"])
def test_only_districts_may_meet_otherwise_than_in_person_r3(format: str) -> None:
    assert [rule for rule, _ in found(told("ConferenceScheduled", MAY, format=format))] == ["R3"]
    assert found(told("ConferenceScheduled", MAY, DISTRICT, unit_id=DISTRICT, format=format)) == []


@pytest.mark.parametrize(
    ("carried", "lacks"),
    [
        ({"registration_instructions": None}, "hướng dẫn đăng ký"),
        ({"registration_instructions": False}, "hướng dẫn đăng ký"),
        ({"form_url": None}, "mẫu đăng ký"),
        ({"registration_instructions": None, "form_url": None}, "hướng dẫn và mẫu đăng ký"),
    ],
)
def test_a_portal_notice_without_instructions_or_form_is_a_breach_of_r7(
    carried: dict[str, Any], lacks: str
) -> None:
    portal = found(SCHEDULED, told("NoticePosted", POSTED, **carried))
    assert portal == [("R7", f"Thông báo trên cổng thông tin điện tử không có {lacks}.")]
    assert found(SCHEDULED, told("NoticePosted", POSTED, channel="one_stop_desk", **carried)) == []


def test_the_earliest_notice_of_the_present_cycle_is_the_one_that_is_judged_r7() -> None:
    bare = told("NoticePosted", POSTED, form_url=None)
    mended = told("NoticePosted", "2024-05-21T08:00:00+07:00")
    assert len(found(SCHEDULED, bare, mended)) == 1
    assert len(found(SCHEDULED, mended, bare)) == 1
    anew = told("ConferenceRescheduled", "2024-05-20T09:00:00+07:00")
    assert found(SCHEDULED, bare, anew, mended) == []


@pytest.mark.parametrize(("participants", "rules"), [(19, ["R9"]), (20, [])])
def test_fewer_than_twenty_participants_are_a_breach_of_r9(participants: int, rules: list[str]) -> None:
    held = told("ConferenceHeld", "2024-06-10T17:00:00+07:00", participants=participants)
    assert [rule for rule, _ in found(SCHEDULED, held)] == rules


@pytest.mark.parametrize(
    ("kind", "rule"), [("notice_portal", "R7"), ("notice_one_stop_desk", "R7"), ("result_report", "R17")]
)
def test_what_deadlines_calls_late_or_overdue_is_a_breach(kind: str, rule: str) -> None:
    late, overdue = flag(kind, ToldStatus.MET, late=True), flag(kind, overdue=True)
    assert [r for r, _ in found(SCHEDULED, flags=(late,))] == [rule]
    assert [r for r, _ in found(SCHEDULED, flags=(overdue,))] == [rule]
    assert found(SCHEDULED, flags=(flag(kind, ToldStatus.VOID),)) == []


def test_a_soft_deadline_is_never_called_a_breach_r18() -> None:
    assert found(SCHEDULED, flags=(flag("conclusion_notice", soft=True, overdue=True),)) == []
