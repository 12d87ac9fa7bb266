"""What breaks the plan without being late (R3, R7, R9, R13)?"""

from typing import Any

import pytest

from shared.dialogue.acts import Act
from shared.dialogue.breach import Breach
from shared.dialogue.breaches import conference_breaches, petition_breaches
from shared.dialogue.conference import conference_at, since_scheduling
from shared.units import shipped
from tests.builders.acts import (
    at,
    cancelled,
    escalated,
    held,
    posted,
    received,
    refused,
    rescheduled,
    scheduled,
)  # fmt: skip

PLANNED = scheduled("2024-06-05 14:00", time="2024-05-02 08:00")
COMPLETE = {"registration_instructions": "Đăng ký qua cổng", "form_url": "https://example.vn/phieu"}
CUSTOMS = "cuc-hai-quan-thanh-pho-hai-phong"


def found(*acts: Act, conference: Act = PLANNED, moment: str = "2024-12-31") -> list[Breach]:
    told = [act for act in since_scheduling([conference, *acts]) if act.time <= at(moment)]
    view = conference_at(told, at(moment))
    return conference_breaches(view, told, shipped()) if view else []


def broken(*acts: Act, conference: Act = PLANNED, moment: str = "2024-12-31") -> list[str]:
    return [breach.rule for breach in found(*acts, conference=conference, moment=moment)]


@pytest.mark.parametrize(
    ("unit", "format", "rules"),
    [
        ("so-xay-dung", "in_person", []),
        ("so-xay-dung", "business_coffee", ["R3"]),
        (CUSTOMS, "saturday_with_leaders", ["R3"]),
        ("dist-hong-bang", "business_coffee", []),
        ("dist-hong-bang", "saturday_with_leaders", []),
    ],
)
def test_only_districts_meet_businesses_otherwise_than_in_person(
    unit: str, format: str, rules: list[str]
) -> None:
    """R3."""
    assert broken(conference=scheduled("2024-06-05 14:00", unit=unit, format=format)) == rules


@pytest.mark.parametrize(("participants", "rules"), [(19, ["R9"]), (20, []), (0, ["R9"])])
def test_fewer_than_20_participants_is_a_breach(participants: int, rules: list[str]) -> None:
    """R9."""
    assert broken(held("2024-06-05 17:00", participants)) == rules


def test_nobody_is_missed_at_a_conference_not_held_or_stopped() -> None:
    """R9."""
    assert broken() == []
    assert broken(held("2024-06-05 17:00", 3), cancelled("2024-06-06")) == []


@pytest.mark.parametrize(
    ("content", "lacking"),
    [
        ({}, "hướng dẫn và mẫu"),
        ({"form_url": "https://example.vn/phieu"}, "hướng dẫn"),
        ({"registration_instructions": True}, "mẫu"),
        ({"registration_instructions": False, "form_url": "https://example.vn/phieu"}, "hướng dẫn"),
    ],
)
def test_a_portal_notice_without_instructions_or_form_is_a_breach(
    content: dict[str, Any], lacking: str
) -> None:
    """R7."""
    (breach,) = found(posted("2024-05-20", **content))
    assert breach.rule == "R7"
    assert breach.sentence == f"Thông báo trên cổng thông tin điện tử không có {lacking} đăng ký."


def test_the_desk_needs_no_form_and_a_complete_notice_is_no_breach() -> None:
    """R7."""
    assert broken(posted("2024-05-20", "one_stop_desk"), posted("2024-05-20", **COMPLETE)) == []


def test_the_earliest_posting_is_the_one_that_must_be_complete() -> None:
    """R7: of the cycle as it stands."""
    assert broken(posted("2024-05-20"), posted("2024-05-21", **COMPLETE)) == ["R7"]
    moved = rescheduled("2024-05-25", "2024-07-02 09:00")
    assert broken(posted("2024-05-20"), moved, posted("2024-05-26", **COMPLETE)) == []


def test_a_breach_stands_from_the_act_that_made_it() -> None:
    few = held("2024-06-05 17:00", 12)
    assert broken(few, moment="2024-06-05 16:59") == []
    assert broken(few, moment="2024-06-05 17:00") == ["R9"]
    assert broken(moment="2024-05-02 07:59") == []


@pytest.mark.parametrize(
    ("unit", "to", "rules"),
    [
        ("so-xay-dung", "city_committee", []),
        ("so-xay-dung", "direct_superior", ["R13"]),
        ("dist-hong-bang", "direct_superior", ["R13"]),
        (CUSTOMS, "direct_superior", []),
        (CUSTOMS, "city_committee", ["R13"]),
        ("nobody-knows", "direct_superior", []),
    ],
)
def test_central_agencies_report_to_their_superior_and_others_to_the_city(
    unit: str, to: str, rules: list[str]
) -> None:
    """R13: judged by the unit that escalates."""
    acts = [escalated("2024-06-06", to, by=unit), received("2024-06-01")]
    found = petition_breaches(acts, at("2024-12-31"), shipped())
    assert [breach.rule for breach in found] == rules
    assert {(breach.unit_id, breach.petition_id, breach.conference_id) for breach in found} <= {
        (unit, "kn-1", "hn-1")
    }


def test_an_escalation_without_effect_is_no_breach() -> None:
    """R13, R23."""
    acts = [received("2024-06-01"), refused("2024-06-02"), escalated("2024-06-06", "direct_superior")]
    assert petition_breaches(acts, at("2024-12-31"), shipped()) == []
