"""Which acts count, and in which order (R23)? Corrections at the original's place, arrival never decides."""

from itertools import permutations

import pytest

from shared.dialogue.acts import EffectiveActs, effective
from tests.builders.acts import (
    act,
    answered,
    at,
    coordination,
    corrected,
    escalated,
    received,
    refused,
    transferred,
    withdrawn,
)  # fmt: skip

NOON = "2024-06-05 12:00"


def test_acts_of_one_moment_are_ordered_by_rank_then_source_then_id() -> None:
    """R23: received < coordination < transferred < escalated < answered < withdrawn < refused."""
    in_order = [
        received(NOON), coordination(NOON), transferred(NOON), escalated(NOON), answered(NOON),
        withdrawn(NOON), refused(NOON),
    ]  # fmt: skip
    assert list(effective(reversed(in_order))) == in_order


def test_acts_of_one_moment_and_rank_are_ordered_by_source_and_then_by_id() -> None:
    """R23."""
    in_order = [
        act("PetitionAnswered", NOON, by="a", event_id="9"),
        act("PetitionAnswered", NOON, by="b", event_id="1"),
        act("PetitionAnswered", NOON, by="b", event_id="2"),
    ]
    for arrival in permutations(in_order):
        assert list(effective(arrival)) == in_order


def test_the_same_event_twice_is_one_act() -> None:
    answer = answered(NOON)
    assert list(effective([answer, answer])) == [answer]


def test_two_units_may_use_the_same_event_id() -> None:
    acts = [act("PetitionAnswered", NOON, by=unit, event_id="1") for unit in ("a", "b")]
    assert len(effective(acts)) == 2


def test_a_correction_replaces_the_data_whole_and_keeps_the_place() -> None:
    answer = answered(NOON, fully=False)
    correction = corrected(answer, fully_resolved=True)
    (found,) = effective([correction, answer])
    assert found.data["fully_resolved"] is True
    assert (found.name, found.time, found.event_id) == (answer.name, answer.time, answer.event_id)


def test_a_correction_moves_the_act_to_the_time_it_gives() -> None:
    (found,) = effective([answer := answered(NOON), corrected(answer, time="2024-06-04 09:00")])
    assert found.time == at("2024-06-04 09:00")


def test_of_two_corrections_the_later_by_business_time_wins_in_any_order_of_arrival() -> None:
    answer = answered(NOON)
    first = corrected(answer, own_time="2024-07-01", content="một")
    second = corrected(answer, own_time="2024-07-02", content="hai")
    for arrival in permutations([answer, first, second]):
        assert [a.data["content"] for a in effective(arrival)] == ["hai"]


def test_a_correction_of_a_correction_speaks_of_the_original() -> None:
    answer = answered(NOON)
    first = corrected(answer, own_time="2024-07-01", content="một")
    data = {**answer.data, "content": "hai"}
    second = act("EventCorrected", "2024-07-02", corrects=first.event_id, data=data, time=None)
    for arrival in permutations([answer, first, second]):
        assert [a.data["content"] for a in effective(arrival)] == ["hai"]


@pytest.mark.parametrize("own_time", ["2024-07-01", "2024-06-30"])
def test_a_correction_of_a_correction_takes_its_place_whatever_its_own_time_and_id(own_time: str) -> None:
    answer = answered(NOON)
    first = act(
        "EventCorrected",
        "2024-07-01",
        event_id="z",
        corrects=answer.event_id,
        data={"content": "một"},
        time=None,
    )
    second = act("EventCorrected", own_time, event_id="a", corrects="z", data={"content": "hai"}, time=None)
    for arrival in permutations([answer, first, second]):
        assert [a.data["content"] for a in effective(arrival)] == ["hai"]


def test_corrections_of_each_other_or_of_nothing_change_nothing() -> None:
    answer = answered(NOON)
    one = act("EventCorrected", NOON, event_id="x", corrects="y", data={}, time=None)
    other = act("EventCorrected", NOON, event_id="y", corrects="x", data={}, time=None)
    elsewhere = act("EventCorrected", NOON, by="b", corrects=answer.event_id, data={}, time=None)
    assert list(effective([one, other, elsewhere, answer])) == [answer]


def test_what_was_recorded_later_was_not_known() -> None:
    """R29: known_at hides acts and corrections that were recorded after it."""
    early, late = at("2024-06-06"), at("2024-07-06")
    reception = act("PetitionReceived", NOON, recorded_at=early)
    answer = act("PetitionAnswered", NOON, recorded_at=early, content="một")
    withdrawal = act("PetitionWithdrawn", NOON, recorded_at=late)
    correction = act(
        "EventCorrected", NOON, recorded_at=late, corrects=answer.event_id, data={"content": "hai"}, time=None
    )
    acts = [reception, answer, withdrawal, correction]
    assert list(effective(acts, known_at=early)) == [reception, answer]
    assert [a.data.get("content") for a in effective(acts, known_at=late)] == [None, "hai", None]


def test_folding_again_changes_nothing_but_can_not_look_back() -> None:
    acts = effective([answered(NOON), received(NOON)])
    assert effective(acts) is acts
    assert effective(list(acts)) == acts
    with pytest.raises(ValueError, match="folded already"):
        effective(EffectiveActs(acts), known_at=at("2024-06-06"))
