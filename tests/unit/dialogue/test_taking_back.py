"""What does a withdrawal take away (R23, R29)? The event that it names, and nothing else, in any order."""

from itertools import permutations

from msgspec.structs import replace

from shared.dialogue.acts import Act, corrections_by_original, effective, taken_back
from shared.dialogue.petition import PetitionState
from tests.builders.acts import act, answered, at, corrected, received, refused, state_at, unsaid

RECEIVED = received("2024-06-03")
ANSWERED = answered("2024-06-12 09:00")
FIRST, SECOND, THIRD = "2024-07-01", "2024-07-02", "2024-07-03"


def answers(*acts: Act) -> list[bool]:
    """What counts of the answer: whether each resolved; the same in any order of arrival."""
    found = [[a.data["fully_resolved"] for a in effective(arrival)[1:]] for arrival in permutations(acts)]
    assert all(each == found[0] for each in found)
    return found[0]


def test_an_act_that_was_taken_back_counts_nowhere() -> None:
    assert answers(RECEIVED, ANSWERED, unsaid(ANSWERED)) == []
    assert state_at([unsaid(ANSWERED), ANSWERED, RECEIVED], at("2024-07-01")) is PetitionState.PENDING


def test_what_stood_before_it_stands_again() -> None:
    end = refused("2024-06-10")
    acts = [RECEIVED, end, ANSWERED]
    assert state_at(acts, at("2024-07-01")) is PetitionState.REFUSED
    assert state_at([*acts, unsaid(end)], at("2024-07-01")) is PetitionState.RESOLVED


def test_what_was_known_before_the_withdrawal_was_recorded_stays() -> None:
    gone = replace(unsaid(ANSWERED), recorded_at=at("2025-02-01"))
    acts = [RECEIVED, ANSWERED, gone]
    assert ANSWERED in effective(acts, known_at=at("2025-01-31"))
    assert ANSWERED not in effective(acts, known_at=at("2025-02-01"))


def test_a_later_correction_brings_it_back_and_an_earlier_one_does_not() -> None:
    gone = unsaid(ANSWERED, own_time=SECOND)
    assert answers(RECEIVED, ANSWERED, gone, corrected(ANSWERED, own_time=FIRST)) == []
    assert answers(RECEIVED, ANSWERED, gone, corrected(ANSWERED, own_time=THIRD, fully_resolved=False)) == [
        False
    ]


def test_a_withdrawal_that_is_taken_back_leaves_the_act_as_it_was() -> None:
    gone = unsaid(ANSWERED, own_time=FIRST)
    back = unsaid(gone, own_time=SECOND)
    assert answers(RECEIVED, ANSWERED, gone, back) == [True]
    assert answers(RECEIVED, ANSWERED, gone, back, unsaid(back, own_time=THIRD)) == []
    said = corrected(ANSWERED, own_time="2024-06-30", fully_resolved=False)
    assert answers(RECEIVED, ANSWERED, said, gone, back) == [False]


def test_a_correction_that_is_taken_back_leaves_what_the_others_say() -> None:
    one = corrected(ANSWERED, own_time=FIRST, fully_resolved=False)
    other = corrected(ANSWERED, own_time=SECOND, fully_resolved=True)
    assert answers(RECEIVED, ANSWERED, one, unsaid(one)) == [True]
    assert answers(RECEIVED, ANSWERED, one, other, unsaid(other, own_time="2024-01-01")) == [False]
    assert answers(RECEIVED, ANSWERED, one, other, unsaid(one, own_time="2024-12-31")) == [True]


def test_a_correction_of_a_withdrawal_takes_its_place_whatever_its_own_time() -> None:
    gone = unsaid(ANSWERED, own_time=SECOND)
    said = {**ANSWERED.data, "fully_resolved": False}
    instead = act("EventCorrected", FIRST, corrects=gone.event_id, data=said, reason="x")
    assert answers(RECEIVED, ANSWERED, gone, instead) == [False]
    assert answers(RECEIVED, ANSWERED, gone, instead, unsaid(instead)) == []


def test_of_two_corrections_of_one_moment_the_id_decides() -> None:
    gone = unsaid(ANSWERED, own_time=FIRST, event_id="b")
    for event_id, found in (("a", []), ("c", [False])):
        said = replace(corrected(ANSWERED, own_time=FIRST, fully_resolved=False), event_id=event_id)
        assert answers(RECEIVED, ANSWERED, gone, said) == found


def test_what_names_nothing_or_another_sources_event_takes_nothing_away() -> None:
    elsewhere = replace(unsaid(ANSWERED), unit_id="so-tai-chinh")
    nothing = unsaid(answered("2024-06-13"))
    assert answers(RECEIVED, ANSWERED, elsewhere, nothing) == [True]


def test_what_was_taken_back_is_told_with_who_did_it() -> None:
    gone, said = unsaid(ANSWERED, own_time=SECOND), corrected(ANSWERED, own_time=FIRST)
    acts = [gone, said, ANSWERED, RECEIVED]
    assert taken_back(acts) == [(ANSWERED, gone)]
    key = (ANSWERED.unit_id, ANSWERED.event_id)
    assert corrections_by_original(acts) == {key: ([said, gone], gone)}
    again = unsaid(gone, own_time=THIRD)
    assert taken_back([*acts, again]) == []
    assert corrections_by_original([*acts, again]) == {key: ([gone, again, said], said)}
    assert corrections_by_original([ANSWERED, gone, again]) == {key: ([gone, again], None)}


def test_a_chain_of_withdrawals_may_be_as_long_as_somebody_sends_it() -> None:
    acts = [RECEIVED, ANSWERED]
    for number in range(5_000):
        acts.append(unsaid(acts[-1], event_id=f"w-{number}"))
    assert ANSWERED in effective(acts)
    assert ANSWERED not in effective(acts[:-1])
