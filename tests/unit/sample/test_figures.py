"""Folded by the rules, the sample shows every state and overdue answers, and its quarters add up
(R23–R26)."""

import json
from collections import Counter, defaultdict
from datetime import datetime
from functools import cache
from typing import Any

import pytest

from deploy.sample.files import HERE, YEAR
from services.reporting.domain.course import CourseSpan, course
from shared.clock import HCM
from shared.dialogue.acts import Act
from shared.dialogue.conference import conference_spans
from shared.dialogue.petition import PetitionState
from shared.events.catalogue import name_of
from shared.working_days import shipped

END = datetime(2025, 3, 1, 12, tzinfo=HCM)
SUMMER = datetime(2024, 7, 15, 12, tzinfo=HCM)


@cache
def acts() -> tuple[dict[str, list[Act]], dict[str, list[Act]]]:
    """The acts of each conference and each petition; a correction goes with what it corrects."""
    conferences: dict[str, list[Act]] = defaultdict(list)
    petitions: dict[str, list[Act]] = defaultdict(list)
    about: dict[tuple[str, str], list[Act]] = {}
    for line in (HERE / YEAR).read_text(encoding="utf-8").splitlines():
        event: dict[str, Any] = json.loads(line)
        data, key = event["data"], (event["source"], event["id"])
        if key in about or event["type"].endswith("AnnualPlanSubmitted.v1"):
            continue
        if "corrects" in data:
            about[key] = about[event["source"], data["corrects"]]
        elif "petition_id" in data:
            about[key] = petitions[data["petition_id"]]
        else:
            about[key] = conferences[data["conference_id"]]
        time = datetime.fromisoformat(event["time"])
        unit_id = event["source"].removeprefix("/units/")
        about[key].append(Act(name_of(event["type"]) or "", time, unit_id, event["id"], data, time))
    return conferences, petitions


@cache
def courses() -> tuple[list[CourseSpan], ...]:
    """How each petition counts over time."""
    conferences, petitions = acts()
    spans = {conference_id: conference_spans(own) for conference_id, own in conferences.items()}
    found: list[list[CourseSpan]] = []
    for own in petitions.values():
        (conference_id,) = {act.data["conference_id"] for act in own if act.name == "PetitionReceived"}
        found.append(course(own, spans[conference_id], shipped()))
    return tuple(found)


def standing(moment: datetime) -> list[CourseSpan]:
    return [span for each in courses() for span in each if span.from_at <= moment < span.to_at]


@pytest.mark.parametrize("moment", [SUMMER, END])
def test_every_state_stands_at_some_petition_with_and_without_an_overdue_answer(moment: datetime) -> None:
    states = Counter(span.state for span in standing(moment))
    assert set(states) == set(PetitionState)
    overdue = Counter(span.state for span in standing(moment) if span.overdue_due_on)
    assert {PetitionState.PENDING, PetitionState.TRANSFERRED, PetitionState.AWAITING_DIRECTION} <= set(
        overdue
    )
    assert overdue.total() > 10


def test_every_petition_is_counted_once_at_the_end() -> None:
    assert len(standing(END)) == len(acts()[1])


def test_every_group_has_petitions_that_are_overdue_to_this_day() -> None:
    groups = Counter(span.group for span in standing(END) if span.overdue_due_on)
    assert len(groups) == 7
    assert groups.total() < len(standing(END)) / 5


def test_every_quarter_has_conferences_and_a_move_takes_one_out_of_the_year() -> None:
    last = [conference_spans(own)[-1].view for own in acts()[0].values()]
    quarters = Counter((view.starts_on.year, (view.starts_on.month + 2) // 3) for view in last)
    assert set(quarters) == {(2024, 1), (2024, 2), (2024, 3), (2024, 4), (2025, 1)}
    assert quarters[2025, 1] == 1
    assert any(view.cancelled for view in last)
    assert any(not view.cancelled and not view.held for view in last)
