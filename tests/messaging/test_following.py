"""Facts of others are worked in once each and in sequence; what breaks it is held back, loudly, and alone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.messaging.breaker import Breaker
from shared.messaging.following import Follower
from shared.messaging.inbound import Record
from shared.messaging.outbox import Fact
from shared.messaging.sequence import NOT_A_FACT
from shared.messaging.topics import FACTS
from tests.messaging.conftest import House

TOPIC = FACTS["notices"]
AT = datetime(2024, 5, 1, tzinfo=UTC)


class Notes:
    """A projection that notes what it is given, and can't bear one name."""

    topics = (TOPIC,)
    passes_over = ()
    leaves_out = ()

    def __init__(self) -> None:
        self.worked: list[tuple[str, int]] = []

    def keeps(self, fact: Any) -> bool:
        return fact.name != "NoticePosted"

    async def apply(self, conn: Any, facts: Sequence[Any], now: Any) -> None:
        if any(fact.name == "ConclusionPublished" for fact in facts):
            raise ZeroDivisionError
        self.worked += [(fact.subject, fact.sequence) for fact in facts]


def fact(subject: str, number: int, name: str = "ConferenceHeld", cause: str = "") -> bytes:
    made = Fact(name, subject, number, AT, {}, f"{subject}|{number}{cause}", None, None, AT)
    return made.message("notices", TOPIC).value


def lying(values: Sequence[bytes | None], start: int = 0, partition: int = 7) -> list[Record]:
    return [Record(TOPIC, partition, offset, None, value) for offset, value in enumerate(values, start)]


async def parked(house: House) -> list[tuple[Any, ...]]:
    rows = await house.rows('SELECT subject, sequence, reason FROM parked_facts ORDER BY "offset"')
    return [tuple(row) for row in rows]


async def test_a_fact_that_comes_again_is_worked_in_once(house: House) -> None:
    notes = Notes()
    follower = Follower(house.shop, notes)
    a, b = [fact("conference/a", number) for number in (1, 2)], [fact("conference/b", 1)]
    await follower.take(lying([*a, *b, a[0], a[1], b[0]]))
    await follower.take(lying([a[1]], start=6))
    # Handed out once more by a broker that had lost our position.
    await Follower(house.shop, notes).take([])
    await follower.take(lying([*a, *b]))
    assert notes.worked == [("conference/a", 1), ("conference/a", 2), ("conference/b", 1)]
    assert await parked(house) == []
    kept = await house.rows(
        "SELECT subject, sequence FROM acts WHERE subject LIKE 'conference/_' ORDER BY 1, 2"
    )
    assert [tuple(row) for row in kept] == notes.worked


async def test_what_is_not_kept_is_worked_in_all_the_same(house: House) -> None:
    notes = Notes()
    await Follower(house.shop, notes).take(
        lying([fact("conference/a", 1, "NoticePosted"), fact("conference/a", 2)])
    )
    assert notes.worked == [("conference/a", 1), ("conference/a", 2)]
    assert [
        row[0] for row in await house.rows("SELECT sequence FROM acts WHERE subject = 'conference/a'")
    ] == [2]


@pytest.mark.parametrize(
    ("number", "cause", "reason"),
    [(4, "", "gap: expected number 3"), (2, "other", "fork: number 2 was another fact")],
)
async def test_a_gap_or_a_fork_holds_back_its_subject_and_no_other(
    house: House, number: int, cause: str, reason: str
) -> None:
    notes = Notes()
    follower = Follower(house.shop, notes)
    good = [fact("conference/a", 1), fact("conference/a", 2), fact("conference/b", 1)]
    await follower.take(lying([*good, fact("conference/a", number, cause=cause), fact("conference/b", 2)]))
    await follower.take(lying([fact("conference/a", 3), fact("conference/b", 3)], start=5))
    assert notes.worked == [
        ("conference/a", 1),
        ("conference/a", 2),
        ("conference/b", 1),
        ("conference/b", 2),
        ("conference/b", 3),
    ]
    assert await parked(house) == [
        ("conference/a", number, reason),
        ("conference/a", 3, "an earlier fact of the subject is parked"),
    ]


NO_TEXT = fact("conference/x", 1).replace(b"conference/x", b"conference/\xff")
NESTED = fact("conference/x", 1).replace(
    b'"data":{}', b'"data":{"a":%b%b}' % (b"[" * 100_000, b"]" * 100_000)
)


@pytest.mark.parametrize("value", [None, b"", b"{", b'{"id": 1}', NO_TEXT, NESTED])
async def test_what_is_no_fact_of_ours_is_held_back_and_stops_nothing(
    house: House, value: bytes | None
) -> None:
    notes = Notes()
    await Follower(house.shop, notes).take(lying([fact("conference/a", 1), value, fact("conference/a", 2)]))
    assert notes.worked == [("conference/a", 1), ("conference/a", 2)]
    assert await parked(house) == [("", 0, "not a fact of this platform")]


async def test_a_fact_that_can_not_be_worked_in_is_found_by_halves_and_parks_its_subject(
    house: House,
) -> None:
    notes = Notes()
    poison = fact("conference/a", 1, "ConclusionPublished")
    good = [fact(f"conference/{letter}", 1) for letter in "bcdef"]
    await Follower(house.shop, notes).take(lying([*good[:3], poison, fact("conference/a", 2), *good[3:]]))
    assert sorted(notes.worked) == [(f"conference/{letter}", 1) for letter in "bcdef"]
    found = await parked(house)
    assert found.pop(0)[2].startswith("ZeroDivisionError in apply")
    assert found == [
        ("conference/a", 2, "an earlier fact of the subject is parked"),
    ]
    stands = await house.rows("SELECT next_offset FROM positions WHERE topic = $1 AND partition = 7", TOPIC)
    assert [row[0] for row in stands] == [7]


async def test_failures_between_which_facts_are_worked_in_stop_no_topic(house: House) -> None:
    follower = Follower(house.shop, Notes(), Breaker("petitions", limit=3))
    for n in range(4):
        await follower.take(lying([fact(f"conference/bad-{n}", 1, "ConclusionPublished")], start=2 * n))
        await follower.take(lying([fact(f"conference/good-{n}", 1)], start=2 * n + 1))
    assert follower.breaker.stopped == {}
    assert len(await parked(house)) == 4


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (b'"conference/x"', rb'"conference/\u0000"'),
        (b'"conference/x"', b'"conference/' + bytes(str(list(range(2000))), "ascii") + b'"'),
        (b'"sequence":1', b'"sequence":99999999999999999999'),
        (b'"sequence":1', b'"sequence":-99999999999999999999'),
        (b'"sequence":1', b'"sequence":0'),
    ],
)
async def test_what_names_no_fact_that_could_be_kept_is_none_and_holds_nobody_up(
    house: House, said: bytes, instead: bytes
) -> None:
    notes = Notes()
    strange = fact("conference/x", 1).replace(said, instead)
    assert instead in strange
    await Follower(house.shop, notes).take(lying([fact("conference/a", 1), strange, fact("conference/b", 1)]))
    assert notes.worked == [("conference/a", 1), ("conference/b", 1)]
    assert await parked(house) == [("", 0, NOT_A_FACT)]
