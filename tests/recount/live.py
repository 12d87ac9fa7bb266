"""The running platform is told random years in two parts, and asked what it says, now and as it knew then."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

import httpx

from tests.builders.shell import Shell
from tests.recount.answers import EVERYTHING, REBUILT, compared
from tests.recount.moments import moments
from tests.recount.oracle.oracle import Oracle
from tests.recount.receipts import outcomes, unexpected
from tests.recount.years.teller import PUBLISHED_AT
from tests.recount.years.year import halves

DEADLINES = "/api/deadlines"


class Laid(NamedTuple):
    """What was laid side by side: how many answers, and where they differ."""

    count: int
    apart: list[str]


Address = Callable[[str], str]
"""Of a path: where it is asked."""
Meanwhile = Callable[[], AbstractContextManager[None]]
"""What goes on while a part is told, until it ends."""


class Told(NamedTuple):
    """A platform that has been told years, and the moment at which it knew the first part alone."""

    platform: Shell
    address: Address
    seeds: range
    first: list[str]
    then: list[str]
    known_at: str

    @property
    def lines(self) -> list[str]:
        return self.first + self.then

    def laid(self, oracle: Oracle, asked: Iterable[str], **how: Any) -> Laid:
        """One connection for hundreds of questions."""
        with httpx.Client(trust_env=False, timeout=30) as client:

            def get(path: str, **parameters: Any) -> Any:
                return client.get(self.address(path) + path, params=parameters).raise_for_status().json()

            return Laid(*compared(oracle, get, asked, **how))


def tell(
    platform: Shell, seeds: range, address: Address | None = None, meanwhile: Meanwhile = nullcontext
) -> Told:
    """Publishes the years' events, what is told late once all else is handled.

    `address`: of services that answer each by itself.
    """
    address = address or (lambda _: platform.addresses["http"])
    parts = [halves(seed) for seed in seeds]
    first = [line for one, _ in parts for line in one]
    then = [line for _, one in parts for line in one]
    _publish(platform, first, meanwhile)
    known_at = httpx.get(f"{address(DEADLINES)}{DEADLINES}", params={"limit": 1}, timeout=30).json()["as_of"]
    _publish(platform, then, meanwhile)
    return Told(platform, address, seeds, first, then, known_at)


def _publish(platform: Shell, lines: Iterable[str], meanwhile: Meanwhile) -> None:
    # Some of it waits in vain for its subject or its right: what became of each is read from the receipts.
    with meanwhile():
        platform.run("publish", "-", "--timeout", "1", given="\n".join(lines))
    assert platform.said("drain", "--timeout", "170")["drained"]


def recounted(told: Told, midnights: int = 1) -> Laid:
    """Each line's receipt, and every answer at several moments."""
    oracle = Oracle(told.lines, PUBLISHED_AT)
    receipts = outcomes(told.platform.addresses["kafka"]["bootstrap_servers"])
    apart = unexpected(receipts, told.lines, oracle.verdicts)
    asked = moments(oracle, told.seeds.start, midnights)
    found = told.laid(oracle, asked)
    return Laid(found.count + len(told.lines), apart + found.apart)


def recounted_as_known(told: Told, topics: Iterable[str] = tuple(EVERYTHING)) -> Laid:
    """What was known before the second part: what an oracle says that has never heard of it."""
    before = Oracle(told.first, PUBLISHED_AT)
    return told.laid(before, [PUBLISHED_AT], known_at=told.known_at, topics=topics)


def recounted_of_reports(told: Told) -> Laid:
    """What reporting says, as after a rebuild."""
    oracle = Oracle(told.lines, PUBLISHED_AT)
    return told.laid(oracle, moments(oracle, told.seeds.start, 0)[-1:], topics=REBUILT)
