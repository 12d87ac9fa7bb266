"""What the platform answers and what the oracle says, laid side by side: every answer, where they differ."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.recount.laid import deadlines, followed_up, ledgers, sheets
from tests.recount.laid.asking import Answers, Ask, Get
from tests.recount.oracle.oracle import Oracle

Side = Callable[[Any, str], Answers]

EVERYTHING: dict[str, tuple[Callable[[Ask, str], Answers], Callable[[Oracle, str], Answers]]] = {
    "rows": (sheets.of_platform, sheets.of_oracle),
    "deadlines": (deadlines.of_platform, deadlines.of_oracle),
    "ledgers": (ledgers.of_platform, ledgers.of_oracle),
    "followed up": (followed_up.of_platform, followed_up.of_oracle),
}
"""What is asked, and how either side says it."""
REBUILT = ("rows", "ledgers", "followed up")
"""What reporting answers."""


def compared(
    oracle: Oracle,
    get: Get,
    moments: Iterable[str],
    *,
    topics: Iterable[str] = tuple(EVERYTHING),
    known_at: str | None = None,
) -> tuple[int, list[str]]:
    """How many answers were laid side by side, and where they differ.

    With `known_at` the platform is asked what it knew then: the oracle was given what had been told by then.
    """
    ask = Ask(get, known_at)
    theirs: Answers = {}
    ours: Answers = {}
    for as_of in moments:
        for name in topics:
            of_platform, of_oracle = EVERYTHING[name]
            theirs |= of_platform(ask, as_of)
            ours |= of_oracle(oracle, as_of)
    return sum(len(answer) for answer in ours.values()), differences(theirs, ours)


def differences(platform: Answers, oracle: Answers) -> list[str]:
    """One line a place at which they differ, what the oracle says first."""
    found: list[str] = []
    for place in sorted({*platform, *oracle}):
        theirs, ours = platform.get(place), oracle.get(place)
        if theirs is None or ours is None:
            found.append(
                f"{' '.join(place)}: the oracle says {ours or 'nothing'}, the platform {theirs or 'nothing'}"
            )
            continue
        apart = [
            f"{name} {ours.get(name)} by the oracle, {theirs.get(name)} by the platform"
            for name in {**ours, **theirs}
            if ours.get(name) != theirs.get(name)
        ]
        if apart:
            found.append(f"{' '.join(place)}: {'; '.join(apart)}")
    return found
