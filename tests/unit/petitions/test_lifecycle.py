"""Nothing before a petition's reception, nothing after its refusal or withdrawal, by its time (R10, R23)."""

from itertools import permutations

import pytest

from services.petitions.domain.lifecycle import ending, forbidden
from shared.dialogue.acts import Act, effective
from tests.builders.acts import (
    act,
    answered,
    at,
    coordination,
    corrected,
    directed,
    escalated,
    received,
    reclassified,
    refused,
    transferred,
    withdrawn,
    written_request,
)

RECEIVED, ENDED = "2024-05-20 09:00", "2024-05-25 09:00"
OTHERS = {
    "coordination": coordination,
    "reclassified": lambda time: reclassified(time, "credit"),
    "written_request": written_request,
    "direction": directed,
    "transferred": transferred,
    "escalated": escalated,
    "answered": answered,
}
ENDINGS = {"withdrawn": withdrawn, "refused": refused}


def allowed(new: Act, *known: Act) -> bool:
    return forbidden(new, effective(known)) is None


@pytest.mark.parametrize("name", [*OTHERS, *ENDINGS])
@pytest.mark.parametrize(
    ("time", "expected"),
    [("2024-05-20 08:59", False), (RECEIVED, True), ("2024-05-20 09:01", True)],
)
def test_nothing_is_dated_before_the_reception(name: str, time: str, expected: bool) -> None:
    make = (OTHERS | ENDINGS)[name]
    assert allowed(make(time), received(RECEIVED)) == expected


@pytest.mark.parametrize("end", ENDINGS)
@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize(
    ("time", "expected"), [("2024-05-25 08:59", True), (ENDED, True), ("2024-05-25 09:01", False)]
)
def test_nothing_is_dated_after_the_end_but_at_its_moment_everything_ranks_before_it(
    name: str, end: str, time: str, expected: bool
) -> None:
    assert allowed(OTHERS[name](time), received(RECEIVED), ENDINGS[end](ENDED)) == expected


def test_at_one_moment_a_refusal_comes_after_a_withdrawal() -> None:
    assert not allowed(refused(ENDED), received(RECEIVED), withdrawn(ENDED))
    assert allowed(withdrawn(ENDED), received(RECEIVED), refused(ENDED))


def test_at_one_moment_and_rank_the_source_and_then_the_id_decide() -> None:
    first = act("PetitionWithdrawn", ENDED, by="so-b", event_id="m")
    known = (received(RECEIVED), first)
    assert allowed(act("PetitionWithdrawn", ENDED, by="so-a", event_id="z"), *known)
    assert allowed(act("PetitionWithdrawn", ENDED, by="so-b", event_id="a"), *known)
    assert not allowed(act("PetitionWithdrawn", ENDED, by="so-b", event_id="z"), *known)
    assert not allowed(act("PetitionWithdrawn", ENDED, by="so-c", event_id="a"), *known)


def test_of_several_ends_the_first_by_time_counts_however_they_arrived() -> None:
    ends = [withdrawn("2024-05-26 09:00"), refused(ENDED), withdrawn("2024-05-27 09:00")]
    for order in permutations([received(RECEIVED), *ends]):
        found = ending(effective(order))
        assert found is not None
        assert found.time == at(ENDED)


def test_an_end_that_precedes_the_reception_ends_nothing() -> None:
    """It can come to do so by a correction of the reception's time."""
    original = received("2024-05-01 09:00")
    late = corrected(original, time=RECEIVED)
    known = (original, late, refused("2024-05-10 09:00"))
    assert ending(effective(known)) is None
    assert allowed(answered("2024-05-22 09:00"), *known)


def test_a_corrected_end_forbids_from_where_it_should_have_stood() -> None:
    end = refused(ENDED)
    later = corrected(end, time="2024-06-25 09:00")
    assert not allowed(answered("2024-06-01 09:00"), received(RECEIVED), end)
    assert allowed(answered("2024-06-01 09:00"), received(RECEIVED), end, later)


def test_before_the_reception_has_come_nothing_is_forbidden() -> None:
    assert allowed(answered(RECEIVED))
    assert ending(effective([refused(ENDED)])) is None
