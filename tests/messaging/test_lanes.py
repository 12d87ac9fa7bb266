"""A large batch is taken side by side: what one lane fails on is lost by none and repeated by none."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from shared.database.rows import execute
from shared.messaging.breaker import LIMIT, Breaker, Halted
from shared.messaging.following import Follower
from shared.messaging.inbound import Record
from shared.messaging.lanes import LANES, WORTH_IT, apart
from shared.messaging.positions import Fenced
from tests.messaging.conftest import House
from tests.messaging.test_following import TOPIC, Notes, fact, lying, parked

EACH = WORTH_IT // 2 + 50
"""Records of each of two partitions: together they are worth two lanes."""
POSITIONS = "SELECT partition, next_offset FROM positions WHERE topic = $1 AND partition < 10 ORDER BY 1"
ACTS = "SELECT subject, sequence FROM acts WHERE subject LIKE 'conference/p%' ORDER BY 1, 2"


def of_partition(partition: int, numbers: range = range(EACH)) -> list[Record]:
    """Two facts of each of its conferences, all the first ones before the second ones."""
    half = EACH // 2
    values = [fact(f"conference/p{partition}-{n % half:03}", n // half + 1) for n in numbers]
    return lying(values, numbers.start, partition)


BATCH = [*of_partition(1), *of_partition(2)]
EVERYTHING = [
    (f"conference/p{p}-{n:03}", number) for p in (1, 2) for n in range(EACH // 2) for number in (1, 2)
]


class Lanes(Notes):
    """Notes what each lane was given once more than one has been given something, then does as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.both = 0, asyncio.Event()

    async def apply(self, conn: Any, facts: Sequence[Any], now: Any) -> None:
        partition = int(facts[0].subject[len("conference/p")])
        self.begun += 1
        if self.begun == LANES:
            self.both.set()
        if not self.both.is_set():
            async with asyncio.timeout(10):
                await self.both.wait()
        await self.then(conn, partition, self.begun > LANES)
        await super().apply(conn, facts, now)

    async def then(self, conn: Any, partition: int, again: bool) -> None:
        """`again`: is it after the lanes?"""


async def kept(house: House) -> tuple[list[tuple[int, int]], list[tuple[str, int]]]:
    return (
        [tuple(row) for row in await house.rows(POSITIONS, TOPIC)],
        [tuple(row) for row in await house.rows(ACTS)],
    )


ALL_KEPT = [(1, EACH), (2, EACH)], EVERYTHING


def test_each_partition_is_whole_and_in_order_and_few_records_are_one_lane() -> None:
    partitions = {p: of_partition(p, range(100 * p)) for p in range(1, 6)}
    mixed = [record for n in range(500) for records in partitions.values() for record in records[n : n + 1]]
    lanes = apart(mixed, 2)
    assert sorted(len(lane) for lane in lanes) == [700, 800]
    by_partition: defaultdict[int, list[Record]] = defaultdict(list)
    for lane in lanes:
        for record in lane:
            by_partition[record.partition].append(record)
    assert by_partition == partitions
    assert len({(number, r.partition) for number, lane in enumerate(lanes) for r in lane}) == len(partitions)
    assert apart(mixed[: WORTH_IT - 1], 2) == [mixed[: WORTH_IT - 1]]
    assert apart(of_partition(1, range(WORTH_IT)), 2) == [of_partition(1, range(WORTH_IT))]
    assert apart(mixed, 1) == [mixed]


async def test_two_lanes_are_open_at_once_and_keep_everything_once(house: House) -> None:
    lanes = Lanes()
    await Follower(house.shop, lanes, lanes=LANES).take(BATCH)
    assert await kept(house) == ALL_KEPT
    assert sorted(lanes.worked) == EVERYTHING


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("x", {}, ConnectionError("gone"), connection_invalidated=True),
        ZeroDivisionError(),
        asyncio.CancelledError(),
    ],
)
async def test_a_lane_that_fails_alone_loses_and_repeats_nothing(house: House, error: BaseException) -> None:
    class OneFails(Lanes):
        async def then(self, conn: Any, partition: int, again: bool) -> None:
            if partition == 2 and not again:
                raise error

    lanes = OneFails()
    await Follower(house.shop, lanes, lanes=LANES).take(BATCH)
    assert await kept(house) == ALL_KEPT
    assert sorted(lanes.worked) == EVERYTHING
    assert await parked(house) == []


async def test_what_can_not_be_worked_in_is_found_in_its_lane_and_holds_up_no_other(house: House) -> None:
    lanes = Lanes()
    poison = Record(TOPIC, 2, EACH, None, fact("conference/p2-x", 1, "ConclusionPublished"))
    await Follower(house.shop, lanes, lanes=LANES).take([*BATCH, poison])
    positions, acts = await kept(house)
    assert positions == [(1, EACH), (2, EACH + 1)]
    assert acts == EVERYTHING
    assert [subject for subject, _, _ in await parked(house)] == ["conference/p2-x"]


async def test_partitions_that_were_decided_elsewhere_send_back_and_the_others_are_kept(house: House) -> None:
    follower = Follower(house.shop, Notes(), lanes=LANES)
    await Follower(house.shop, Notes()).take(of_partition(2, range(10)))
    with pytest.raises(Fenced):
        await follower.take(BATCH)
    assert (await kept(house))[0] == [(1, EACH), (2, 10)]
    # As the consumer does: it asks where they stand, and reads on from there.
    begins = await follower.assigned([(TOPIC, 1), (TOPIC, 2)])
    await follower.take([record for record in BATCH if record.offset >= begins[TOPIC, record.partition]])
    assert await kept(house) == ALL_KEPT


async def test_lanes_that_wait_for_each_other_in_a_ring_are_let_go_and_worked_one_by_one(
    house: House,
) -> None:
    class Ring(Lanes):
        async def then(self, conn: Any, partition: int, again: bool) -> None:
            await execute(conn, "SELECT pg_advisory_xact_lock($1)", partition)
            self.held = self.held | {partition}
            if len(self.held) == LANES:
                self.both_hold.set()
            await self.both_hold.wait()
            await execute(conn, "SELECT pg_advisory_xact_lock($1)", 3 - partition)

        held: frozenset[int] = frozenset()
        both_hold = asyncio.Event()

    lanes = Ring()
    async with asyncio.timeout(30):
        await Follower(house.shop, lanes, lanes=LANES).take(BATCH)
    assert await kept(house) == ALL_KEPT
    assert sorted(lanes.worked) == EVERYTHING


async def test_who_is_stopped_in_the_middle_leaves_no_lane_running(house: House) -> None:
    class Slow(Lanes):
        async def then(self, conn: Any, partition: int, again: bool) -> None:
            if partition == 2:
                self.inside.set()
                try:
                    await asyncio.Event().wait()
                finally:
                    self.ended = True

        ended = False
        inside = asyncio.Event()

    lanes = Slow()
    taking = asyncio.ensure_future(Follower(house.shop, lanes, lanes=LANES).take(BATCH))
    await lanes.inside.wait()
    taking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking
    assert lanes.ended
    # Whoever follows next, with what the database says, as after a restart.
    follower = Follower(house.shop, Notes(), lanes=LANES)
    begins = await follower.assigned([(TOPIC, 1), (TOPIC, 2)])
    assert begins[TOPIC, 2] == 0
    await follower.take([record for record in BATCH if record.offset >= begins[TOPIC, record.partition]])
    assert await kept(house) == ALL_KEPT


async def test_lanes_that_both_fail_on_everything_stop_the_topic_and_park_no_more_than_one_would(
    house: House,
) -> None:
    class Broken(Lanes):
        mended = False

        async def then(self, conn: Any, partition: int, again: bool) -> None:
            if not self.mended:
                raise ZeroDivisionError

    at, lanes = [0.0], Broken()
    breaker = Breaker("petitions", pause_s=5, tick=lambda: at[0])
    follower = Follower(house.shop, lanes, breaker, lanes=LANES)
    with pytest.raises(Halted):
        await follower.take(BATCH)
    assert len(await parked(house)) == LIMIT - 1
    lanes.mended = True
    with pytest.raises(Halted):
        await follower.take(BATCH)
    assert lanes.worked == []
    at[0] = 6.0
    # Its pause is over: one record is tried, and no more.
    with pytest.raises(Halted):
        await follower.take(BATCH)
    assert len(lanes.worked) == 1
    await follower.take(BATCH)
    assert len(lanes.worked) == len(BATCH) - 2 * (LIMIT - 1)
