"""Alive is who moves or has nothing to do; who stands before unread records for long is not."""

import pytest

from shared.messaging.breaker import Breaker, Stop
from shared.messaging.liveness import STILL_S, Stillness
from shared.messaging.positions import Partition, Standing
from tests.unit.messaging.test_breaker import Hand

OURS, THEIRS = ("a", 0), ("a", 1)


class Taker:
    """Holds one partition."""

    def __init__(self, *partitions: Partition) -> None:
        self.standing = Standing()
        self.standing.know(dict.fromkeys(partitions, 0))
        self.breaker = Breaker("petitions")


def watch(taker: Taker, *looks: tuple[float, dict[Partition, int], dict[Partition, int]]) -> Stillness:
    """A watch that was told at these moments how the partitions stood and where they ended."""
    hand = Hand()
    stillness = Stillness([taker], tick=hand)
    for at, standing, ends in looks:
        hand.at = at
        stillness.see(standing, ends)
    return stillness


def test_who_stands_still_before_unread_records_for_so_long_is_not_alive() -> None:
    looks = [(0.0, {OURS: 3}, {OURS: 4}), (STILL_S - 1, {OURS: 3}, {OURS: 9})]
    assert watch(Taker(OURS), *looks).alive()
    stillness = watch(Taker(OURS), *looks, (STILL_S, {OURS: 3}, {OURS: 9}))
    assert stillness.still() == [OURS]
    assert not stillness.alive()


@pytest.mark.parametrize(
    "later",
    [({OURS: 4}, {OURS: 99}), ({OURS: 3}, {OURS: 3})],
    ids=["moves, however slowly", "has nothing to do"],
)
def test_who_moves_or_has_nothing_to_do_is_alive(
    later: tuple[dict[Partition, int], dict[Partition, int]],
) -> None:
    assert watch(Taker(OURS), (0.0, {OURS: 3}, {OURS: 4}), (2 * STILL_S, *later)).alive()


def test_a_partition_that_another_replica_holds_is_for_that_one_to_answer() -> None:
    looks = [(0.0, {THEIRS: 3}, {THEIRS: 4}), (STILL_S, {THEIRS: 3}, {THEIRS: 9})]
    assert watch(Taker(OURS), *looks).alive()
    # Who holds nothing at all may be the one that never came to hold it.
    assert not watch(Taker(), *looks).alive()


def test_a_stopped_topic_rests_by_intent() -> None:
    taker = Taker(OURS)
    taker.breaker.stopped["a"] = Stop("bug", 10, 5.0, 5.0)
    assert watch(taker, (0.0, {OURS: 3}, {OURS: 4}), (STILL_S, {OURS: 3}, {OURS: 9})).alive()


def test_it_has_reached_its_work_once_kafka_has_given_it_partitions_be_it_none() -> None:
    first, second = Taker(OURS), Taker()
    stillness = Stillness([first, second])
    first.standing.assigned = True
    assert not stillness.reached()
    second.standing.assigned = True
    assert stillness.reached()
