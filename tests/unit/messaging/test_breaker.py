"""Where everything fails the topic is stopped, and tried again record by record; elsewhere nothing is."""

import pytest

from shared.messaging.breaker import LONGEST_PAUSE_S, Breaker, Tripped
from shared.messaging.inbound import Record


class Hand:
    """A clock that stands until it is moved."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def breaker(hand: Hand) -> Breaker:
    return Breaker("petitions", limit=3, pause_s=5.0, tick=hand)


def records(topic: str, *offsets: int) -> list[Record]:
    return [Record(topic, 0, offset, None, b"") for offset in offsets]


def tell(breaker: Breaker, topic: str, pattern: str, start: int = 0) -> None:
    """A batch of which `x` failed and `.` was decided, committed."""
    told = [(records(topic, start + n)[0], "bug" if mark == "x" else None) for n, mark in enumerate(pattern)]
    breaker.keep(breaker.weigh(told))


def stops(breaker: Breaker, topic: str, pattern: str) -> Tripped:
    with pytest.raises(Tripped) as tripped:
        tell(breaker, topic, pattern)
    return tripped.value


@pytest.mark.parametrize("pattern", ["xx", "xxxx.", "xx.xx", "....", "xx."])
def test_what_is_followed_by_something_decided_stops_nothing(breaker: Breaker, pattern: str) -> None:
    tell(breaker, "a", pattern)
    assert breaker.stopped == {}


def test_so_many_failures_in_a_row_stop_the_topic_over_batches_and_not_another(breaker: Breaker) -> None:
    tell(breaker, "a", ".xx")
    tell(breaker, "b", "xx")
    stops(breaker, "a", "x")
    assert list(breaker.stopped) == ["a"]
    assert breaker.admit(records("a", 1) + records("b", 1)) == records("b", 1)


def test_what_came_before_the_failures_may_be_decided(breaker: Breaker) -> None:
    tripped = stops(breaker, "a", "..xxx")
    assert tripped.before(records("a", 0, 1, 2, 3, 4) + records("b", 7)) == [
        *records("a", 0, 1), *records("b", 7),
    ]  # fmt: skip


def test_after_the_pause_one_record_is_tried_and_a_good_one_lets_the_topic_go_on(
    breaker: Breaker, hand: Hand
) -> None:
    stops(breaker, "a", "xxx")
    hand.at = 4.9
    assert breaker.admit(records("a", 0, 1)) == []
    hand.at = 5.0
    assert breaker.admit(records("a", 0, 1)) == records("a", 0)
    tell(breaker, "a", ".")
    assert breaker.stopped == {}
    assert breaker.admit(records("a", 1, 2)) == records("a", 1, 2)


def test_a_try_that_fails_makes_the_next_pause_twice_as_long_up_to_a_limit(
    breaker: Breaker, hand: Hand
) -> None:
    stops(breaker, "a", "xxx")
    pauses: list[float] = []
    for _ in range(8):
        hand.at = breaker.stopped["a"].until
        tell(breaker, "a", "x")
        pauses.append(breaker.stopped["a"].pause_s)
    assert pauses[:3] == [10.0, 20.0, 40.0]
    assert pauses[-1] == LONGEST_PAUSE_S


def test_a_batch_that_was_not_committed_counts_for_nothing(breaker: Breaker) -> None:
    for _ in range(5):
        breaker.weigh([(records("a", 0)[0], "bug")])
    tell(breaker, "a", "xx")
    assert breaker.stopped == {}
