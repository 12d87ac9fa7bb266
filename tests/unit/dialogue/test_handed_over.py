"""Whose is what is open when a unit ends, by merger, by split, by decision (R6)?"""

from dataclasses import replace
from datetime import date

import pytest

from shared.clock import start_of
from shared.dialogue.answer_due import petition_answer_timeline
from shared.dialogue.conference import conference_spans
from shared.dialogue.deadline import Timeline
from shared.dialogue.handed_over import handed_over
from shared.dialogue.petition import in_effect, petition_spans
from shared.units import Registry, Share, shipped
from shared.working_days import shipped as calendar
from tests.builders.acts import answered, at, received, reclassified, rescheduled, scheduled

MERGED, HEIR = "so-giao-thong-van-tai", "so-xay-dung"
SPLIT, ONE, OTHER = "dist-hong-bang", "phuong-hong-bang", "phuong-hong-an"
MERGER, DISTRICTS_END = start_of(date(2025, 3, 1)), start_of(date(2025, 7, 1))


def owed(unit: str, starts: str, *answers: str) -> Timeline:
    acts = [received(starts), *(answered(answer) for answer in answers)]
    conference = conference_spans([scheduled(starts, time="2025-01-02 08:00", unit=unit)])
    return petition_answer_timeline(in_effect(acts), conference, calendar())


def holders(timeline: Timeline) -> list[tuple[str, bool]]:
    return [(span.unit_id, span.open) for span in timeline]


def decided(*shares: Share) -> Registry:
    """The registry with a decision about the split."""
    return Registry([replace(u, shares=shares) if u.id == SPLIT else u for u in shipped().units])


def test_what_is_open_is_the_heirs_from_the_day_after_the_end() -> None:
    found = handed_over(owed(MERGED, "2025-02-27 14:00", "2025-03-05 09:00"), shipped())
    assert holders(found) == [(MERGED, True), (HEIR, True), (HEIR, False)]
    assert (found[1].from_at, found[1].caused_at) == (MERGER, MERGER)
    assert {span.due_on for span in found} == {found[0].due_on}


def test_what_was_answered_before_stays_whose_it_was() -> None:
    found = handed_over(owed(MERGED, "2025-02-20 14:00", "2025-02-28 23:59"), shipped())
    assert holders(found) == [(MERGED, True), (MERGED, False)]


def test_what_was_answered_before_stays_whose_it_was_when_its_conference_is_moved_after_the_end() -> None:
    acts = [received("2025-02-20 14:00"), answered("2025-02-21 09:00")]
    moved = rescheduled("2025-03-10 09:00", "2025-03-20 08:00")
    conference = conference_spans(
        [scheduled("2025-02-20 14:00", time="2025-01-02 08:00", unit=MERGED), moved]
    )
    found = handed_over(petition_answer_timeline(in_effect(acts), conference, calendar()), shipped())
    assert holders(found) == [(MERGED, True), (MERGED, False), (MERGED, False)]
    assert found[1].due_on < found[2].due_on


def test_what_was_overdue_already_passes_on_too() -> None:
    found = handed_over(owed(MERGED, "2025-01-06 14:00"), shipped())
    assert holders(found) == [(MERGED, True), (HEIR, True)]


def test_a_chain_of_successors_is_followed_link_by_link() -> None:
    found = handed_over(owed("cuc-thue-thanh-pho-hai-phong", "2025-02-20 14:00"), shipped())
    assert [span.unit_id for span in found] == [
        "cuc-thue-thanh-pho-hai-phong", "chi-cuc-thue-khu-vuc-iii", "thue-thanh-pho-hai-phong",
    ]  # fmt: skip


def test_a_split_leaves_it_where_it_was_until_somebody_decides() -> None:
    split = owed(SPLIT, "2025-06-27 14:00")
    assert holders(handed_over(split, shipped())) == [(SPLIT, True)]
    found = handed_over(split, decided(Share(OTHER)))
    assert holders(found) == [(SPLIT, True), (OTHER, True)]
    assert found[1].from_at == DISTRICTS_END


@pytest.mark.parametrize(
    ("shares", "holder"),
    [
        ((Share(ONE, groups=frozenset({"land"})), Share(OTHER)), ONE),
        ((Share(ONE, groups=frozenset({"credit"})), Share(OTHER)), OTHER),
        ((Share(ONE, groups=frozenset({"credit"})),), SPLIT),
        ((Share(OTHER, conferences=frozenset({"hn-1"})),), OTHER),
        ((Share(ONE, petitions=frozenset({"kn-1"})), Share(OTHER, groups=frozenset({"land"}))), ONE),
        ((Share(ONE, petitions=frozenset({"kn-9"})),), SPLIT),
    ],
)
def test_a_decision_may_be_by_group_by_conference_or_by_petition(
    shares: tuple[Share, ...], holder: str
) -> None:
    course = petition_spans([received("2025-06-27 14:00", "land")])
    found = handed_over(owed(SPLIT, "2025-06-27 14:00"), decided(*shares), course)
    assert found[-1].unit_id == holder


def test_what_is_open_follows_the_group_it_is_given_after_the_split_and_what_was_met_does_not() -> None:
    """As of any moment the holder is the one of the group of then, whatever else cut the timeline."""
    by_group = decided(Share(ONE, groups=frozenset({"land"})), Share(OTHER))
    given = reclassified("2025-07-03 09:00", "capital")
    course = petition_spans([received("2025-06-27 14:00", "land"), given])
    found = handed_over(owed(SPLIT, "2025-06-27 14:00"), by_group, course)
    assert holders(found) == [(SPLIT, True), (ONE, True), (OTHER, True)]
    assert (found[2].from_at, found[2].caused_at) == (given.time, given.time)
    met = handed_over(owed(SPLIT, "2025-06-27 14:00", "2025-07-02 10:00"), by_group, course)
    assert holders(met) == [(SPLIT, True), (ONE, True), (ONE, False)]


def test_a_successor_that_begins_later_than_the_end_changes_whose_it_is_on_that_day() -> None:
    """Until then the other is the one heir; from then on there are two, and nobody has decided."""
    begins = {OTHER: {"valid_from": date(2025, 7, 10)}}
    registry = Registry([replace(unit, **begins.get(unit.id, {})) for unit in shipped().units])
    found = handed_over(owed(SPLIT, "2025-06-27 14:00"), registry)
    assert [(span.unit_id, span.from_at) for span in found[1:]] == [
        (ONE, DISTRICTS_END), (SPLIT, start_of(date(2025, 7, 10))),
    ]  # fmt: skip


def test_a_unit_that_goes_on_keeps_its_timelines_as_they_are() -> None:
    own = owed(HEIR, "2025-02-27 14:00")
    assert handed_over(own, shipped()) is own
    assert own[0].from_at < at("2025-03-01")
