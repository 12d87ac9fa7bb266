"""How much is decided at once? As much as takes no long time, and of everybody's records."""

from shared.messaging.inbound import Record
from shared.messaging.portions import FIRST, MOST, Portions


def records(told: str) -> list[Record]:
    """A record for each letter, on a topic of that name."""
    return [Record(topic, 0, offset, None, b"") for offset, topic in enumerate(told)]


def places(found: list[Record]) -> list[tuple[str, int]]:
    return [(record.topic, record.offset) for record in found]


def test_who_sends_little_is_in_the_first_portion_beside_who_sends_very_much() -> None:
    portion, rest = Portions(first=4).cut(records("aaaaaabbc"))
    assert places(portion) == [("a", 0), ("a", 1), ("b", 6), ("c", 8)]
    assert places(rest) == [("a", 2), ("a", 3), ("a", 4), ("a", 5), ("b", 7)]


def test_what_is_little_is_decided_whole() -> None:
    told = records("abab")
    assert Portions(first=4).cut(told) == (told, [])


def test_portions_grow_while_they_are_quick_and_shrink_where_they_are_not() -> None:
    portions = Portions()
    sizes: list[int] = []
    for seconds in (0.1, 0.1, 0.1, 0.1, 5.0, 30.0, 30.0):
        portions.took(portions.size, seconds)
        sizes.append(portions.size)
    assert sizes == [2 * FIRST, 4 * FIRST, MOST, MOST, MOST, MOST // 2, MOST // 4]


def test_a_single_record_that_takes_very_long_is_decided_by_itself() -> None:
    portions = Portions(first=2)
    for _ in range(3):
        portions.took(1, 60.0)
    assert portions.size == 1


def test_a_few_records_say_nothing_about_how_long_many_would_take() -> None:
    portions = Portions(first=16)
    portions.took(3, 0.01)
    assert portions.size == 16
