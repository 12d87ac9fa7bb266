"""In which state is a petition at a moment (R16, R23, R24, R28)?"""

from itertools import permutations

import pytest

from shared.clock import FOREVER
from shared.dialogue.acts import Act
from shared.dialogue.petition import PetitionSpan, PetitionState, petition_spans
from tests.builders.acts import (
    CONFERENCE,
    answered,
    at,
    coordination,
    corrected,
    directed,
    escalated,
    received,
    reclassified,
    refused,
    state_at,
    transferred,
    withdrawn,
    written_request,
)  # fmt: skip

START = "2024-06-01 08:00"
T1, T2, T3 = "2024-06-05 10:00", "2024-06-06 10:00", "2024-06-07 10:00"

TABLE = [
    ([], "pending"),
    ([coordination(T1)], "pending"),
    ([reclassified(T1, "credit")], "pending"),
    ([written_request(T1)], "pending"),
    ([transferred(T1)], "transferred"),
    ([transferred(T1), coordination(T2)], "transferred"),
    ([transferred(T1), directed(T2)], "transferred"),
    ([escalated(T1)], "awaiting_direction"),
    ([escalated(T1), directed(T2)], "pending"),
    ([escalated(T1), transferred(T2)], "transferred"),
    ([escalated(T1), transferred(T2), directed(T3)], "transferred"),
    ([directed(T1)], "pending"),
    ([answered(T1)], "resolved"),
    ([answered(T1), directed(T2)], "resolved"),
    ([answered(T1, fully=False)], "pending"),
    ([transferred(T1), answered(T2, fully=False)], "pending"),
    ([transferred(T1), answered(T2)], "resolved"),
    ([answered(T1), answered(T2, fully=False)], "pending"),
    ([answered(T1), transferred(T2)], "transferred"),
    ([withdrawn(T1)], "withdrawn"),
    ([withdrawn(T1), answered(T2)], "withdrawn"),
    ([refused(T1)], "refused"),
    ([refused(T1), withdrawn(T2)], "refused"),
    ([withdrawn(T1), refused(T2)], "withdrawn"),
]  # fmt: skip


@pytest.mark.parametrize(("acts", "state"), TABLE)
def test_the_state_follows_from_the_acts_by_the_table(acts: list[Act], state: str) -> None:
    """R16, R23."""
    for arrival in permutations([received(START), *acts]):
        assert state_at(arrival, at("2024-12-31")) == state


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (answered(T1), withdrawn(T1), "withdrawn"),
        (withdrawn(T1), refused(T1), "withdrawn"),
        (transferred(T1), escalated(T1), "awaiting_direction"),
        (directed(T1), escalated(T1), "awaiting_direction"),
        (escalated(T1), answered(T1), "resolved"),
    ],
)
def test_acts_of_one_moment_take_effect_by_rank(first: Act, second: Act, state: str) -> None:
    """R23."""
    for arrival in permutations([received(START), first, second]):
        assert state_at(arrival, at(T1)) == state


def test_a_petition_has_no_state_before_its_reception() -> None:
    acts = [received(T2), answered(T1)]
    assert state_at(acts, at(T1)) is None
    assert state_at(acts, at(T2)) is PetitionState.PENDING


def test_an_act_has_effect_from_its_own_moment_on() -> None:
    acts = [received(START), answered(T1)]
    assert state_at(acts, at("2024-06-05 09:59:59")) is PetitionState.PENDING
    assert state_at(acts, at(T1)) is PetitionState.RESOLVED


def test_no_group_is_given_after_a_final_act() -> None:
    acts = [received(START, "land"), refused(T1), reclassified(T2, "credit")]
    assert petition_spans(acts)[-1].group == "land"


def test_the_spans_tell_state_and_group_from_reception_on_without_gaps() -> None:
    """R23, R24: the group at a moment is the last one given by then."""
    acts = [received(START, "land"), reclassified(T1, "credit"), coordination(T2), answered(T3)]
    assert petition_spans(acts) == [
        PetitionSpan(at(START), at(T1), PetitionState.PENDING, "land", CONFERENCE),
        PetitionSpan(at(T1), at(T3), PetitionState.PENDING, "credit", CONFERENCE),
        PetitionSpan(at(T3), FOREVER, PetitionState.RESOLVED, "credit", CONFERENCE),
    ]


def test_neighbours_that_say_the_same_are_one_span() -> None:
    there_and_back = [received(START), transferred(T1), answered(T1, fully=False)]
    assert [span.state for span in petition_spans(there_and_back)] == [PetitionState.PENDING]


def test_a_corrected_reception_gives_another_group_and_conference_from_the_start() -> None:
    reception = received(START, "land")
    acts = [reception, answered(T1), corrected(reception, group="credit", conference_id="hn-2")]
    assert {(span.group, span.conference_id) for span in petition_spans(acts)} == {("credit", "hn-2")}


def test_a_withdrawal_corrected_to_another_day_frees_what_came_before() -> None:
    withdrawal = withdrawn(T1)
    acts = [received(START), withdrawal, answered(T2), corrected(withdrawal, time=T3)]
    assert [span.state for span in petition_spans(acts)] == ["pending", "resolved", "withdrawn"]
