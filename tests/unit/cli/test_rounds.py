"""How long is what came before waited for, while more comes in all the time? A platform in small says."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from cli.looking import Look, Mark, Thing
from cli.rounds import FOLLOWED_AFTER, TOLD_AFTER, Rounds
from cli.settling import left_of
from shared.settings import SERVICES

BEGAN = datetime(2025, 3, 3, tzinfo=UTC)
WAY = ("read", "packet", "read", "released", "released", "packet", "read", "mark", "mark", "mark", "tick",
       "packet", "read", "mark", "mark")  # fmt: skip
"""Where one event lies, step by step, from a conference's scheduling to what others make of what is told."""


@dataclass
class Small:
    """Each look an event comes in, and each that is there moves one step on; each is known by its number."""

    at: dict[int, int] = field(default_factory=dict[int, int])
    """The step at which each lies that is not through."""
    told: int = 0

    def look(self) -> Look:
        here = {number: WAY[step] for number, step in self.at.items()}
        # At each step under another name, as on another topic, or as another subject's mark.
        read = [f"{n}/{step}" for n, step in self.at.items() if WAY[step] == "read"]
        things = [
            Thing("petitions", WAY[step], f"{n}/{step}")
            for n, step in self.at.items()
            if WAY[step] not in ("read", "tick")
        ]
        ticking = [number for number, where in here.items() if where == "tick"]
        return Look(
            things=dict.fromkeys(things, 1),
            marks={thing: Mark(1, thing.what) for thing in things if thing.kind == "mark"},
            standing={service: {(name, 0): 0 for name in read} for service in SERVICES},
            ends={service: {(name, 0): 1 for name in read} for service in SERVICES},
            newest=max((BEGAN + timedelta(seconds=n) for n in here), default=None),
            known={"deadlines": BEGAN + timedelta(seconds=min(ticking, default=max(here, default=0)) - 0.5)},
        )

    def step(self) -> None:
        self.at = {number: step + 1 for number, step in self.at.items() if step + 1 < len(WAY)}
        self.at[self.told] = 0
        self.told += 1


def looks_until_over(small: Small, rounds: Rounds) -> int:
    for count in range(1_000):
        if rounds.over(small.look()):
            return count
        small.step()
    raise AssertionError


def test_what_was_there_is_through_when_the_rounds_are_over_though_more_comes_in_all_the_time() -> None:
    small = Small()
    for _ in range(5):
        small.step()
    before = small.told
    looks_until_over(small, Rounds())
    assert min(small.at) >= before
    assert left_of(small.look()).moving()


def test_as_many_rounds_as_the_longest_way_has_steps_and_no_fewer_are_enough() -> None:
    small = Small()
    small.step()
    looks_until_over(small, Rounds(told_after=99, followed_after=len(WAY) - 2))
    assert min(small.at) == 0
    assert FOLLOWED_AFTER - len(WAY) >= 3
    assert TOLD_AFTER - WAY.index("tick") >= 3


@pytest.mark.parametrize(
    ("begun", "now", "over"),
    [
        (Mark(1, "7"), Mark(1, "7"), False),
        (Mark(1, "7"), Mark(2, "9"), False),
        (Mark(1, "7"), Mark(1, "9"), True),
        (Mark(3, "7"), Mark(1, "9"), True),
        (Mark(1, "7"), None, True),
    ],
    ids=["untouched", "marked once more", "made anew", "made anew, marked less", "gone"],
)
def test_a_mark_that_was_worked_off_and_made_anew_is_not_waited_for(
    begun: Mark, now: Mark | None, over: bool
) -> None:
    subject = Thing("deadlines", "mark", "petition/1")

    def look(mark: Mark | None) -> Look:
        there = {} if mark is None else {subject: mark}
        nothing: dict[str, dict[tuple[str, int], int]] = {service: {} for service in SERVICES}
        return Look(dict.fromkeys(there, 1), there, standing=nothing, ends=nothing)

    rounds = Rounds(told_after=9, followed_after=1)
    assert not rounds.over(look(begun))
    assert rounds.over(look(now)) is over


def test_of_a_topic_that_was_made_anew_meanwhile_no_more_is_waited_for_than_there_is() -> None:
    def look(standing: int, end: int | None) -> Look:
        nothing: dict[str, dict[tuple[str, int], int]] = {service: {} for service in SERVICES}
        ends = {} if end is None else {("topic", 0): end}
        return Look(
            standing=nothing | {"petitions": {("topic", 0): standing}}, ends=nothing | {"petitions": ends}
        )

    for now, over in ((look(3, 9), False), (look(0, 2), False), (look(2, 2), True), (look(3, None), True)):
        rounds = Rounds(told_after=9, followed_after=1)
        assert not rounds.over(look(3, 8))
        assert rounds.over(now) is over
