"""Deadlines, the ledger, the front page and the list to urge from name one unit for a petition (R6, R21)."""

from dataclasses import replace

import pytest

from services.deadlines.domain.petition_deadlines import petition_timelines
from services.reporting.domain.conference_compliance import petition_standing
from services.reporting.domain.course import course
from services.reporting.domain.lateness import held_by
from services.reporting.domain.open_petition import open_petition
from services.reporting.domain.to_urge import to_urge
from shared.clock import local_date
from shared.dialogue.acts import Act, effective
from shared.dialogue.conference import conference_spans
from shared.dialogue.deadline import at_moment
from shared.dialogue.handed_over import handed_over
from shared.dialogue.petition import petition_spans
from shared.units import Matter, Registry, Share, shipped
from tests.builders.acts import (
    CALENDAR,
    answered,
    at,
    received,
    reclassified,
    rescheduled,
    scheduled,
    written_request,
)

DISTRICT, OF_LAND, OF_THE_REST = "dist-hong-bang", "phuong-hong-an", "phuong-hong-bang"
SHARES = (Share(OF_LAND, groups=frozenset({"land"})), Share(OF_THE_REST))
SPLIT = Registry([replace(u, shares=SHARES) if u.id == DISTRICT else u for u in shipped().units])
HELD = scheduled("2025-06-02 08:00", time="2025-05-02 08:00", unit=DISTRICT)
MOVED = rescheduled("2025-05-30 09:00", "2025-06-09 08:00")
GIVEN_LATER = (received("2025-05-20", "land"), reclassified("2025-07-05 09:00", "capital"))
TO_BE_WRITTEN = (
    *GIVEN_LATER,
    answered("2025-06-02 09:00", fully=False, mode="at_conference"),
    written_request("2025-06-10 09:00"),
)


@pytest.mark.parametrize("conference", [(HELD,), (HELD, MOVED)], ids=["held", "moved"])
@pytest.mark.parametrize("said", [GIVEN_LATER, TO_BE_WRITTEN], ids=["unanswered", "to be written"])
@pytest.mark.parametrize(
    ("moment", "holder"),
    [
        ("2025-06-30 23:00", DISTRICT),
        ("2025-07-01 09:00", OF_LAND),
        ("2025-07-05 08:59", OF_LAND),
        ("2025-07-05 09:00", OF_THE_REST),
        ("2025-07-20 09:00", OF_THE_REST),
    ],
)
def test_an_overdue_petition_stands_under_one_unit_in_every_list_whatever_group_it_is_given(
    moment: str, holder: str, said: tuple[Act, ...], conference: tuple[Act, ...]
) -> None:
    now, acts, starts = at(moment), effective(said), conference_spans(conference)
    timelines = petition_timelines(acts, starts, CALENDAR).values()
    listed = [at_moment(handed_over(line, SPLIT, petition_spans(acts)), now) for line in timelines]
    assert {span.unit_id for span in listed if span and span.overdue_at(now)} == {holder}
    standing = petition_standing(acts, starts, now, CALENDAR, SPLIT)
    assert standing is not None
    assert standing.overdue == holder
    (stands,) = [span for span in course(acts, starts, CALENDAR) if span.from_at <= now < span.to_at]
    assert stands.overdue_due_on is not None
    late = (DISTRICT, Matter("hn-1", "kn-1", stands.group), stands.overdue_due_on, 1)
    assert [unit_id for unit_id, _, _ in held_by([late], local_date(now), SPLIT)] == [holder]
    petition = open_petition(acts, starts, now, CALENDAR, SPLIT)
    assert petition is not None
    assert [each.in_charge for each in to_urge([petition], local_date(now), SPLIT)] == [(holder,)]
