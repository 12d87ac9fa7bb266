"""Does a page of a list cost more at a million rows than at ten thousand? Over HTTP's own code."""

import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

import httpx
import msgspec
from fastapi import FastAPI

from bench import agencies, lists_by_sql
from bench.figure import Figure, Size, of_seconds
from bench.ground import Ground
from services.deadlines import main as deadlines
from services.notices import main as notices
from services.petitions import main as petitions
from shared.clock import Clock
from shared.dialogue.groups import GROUPS
from shared.settings import Settings

MANY, FEW = 1_000_000, 10_000
TIMES = 9
PAGE = 100
WANTED_S = 0.020
OF_ITS_OWN = (("deadline_id", "due_on"), ("petition_id", "received_at"), ("conference_id", "starts_on"))
"""What an item is known by, and the order it stands in: the first that it has."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, what it is asked for, and the place in a cursor into its middle."""

    name: str
    path: str
    asked: Sequence[str]
    middle: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """Whose lists they are, and how its database is filled."""

    name: str
    fill: Callable[[str, int], Awaitable[None]]
    build_web: Callable[[Settings, Clock], FastAPI]
    lists: Sequence[Listed]


UNIT, GROUP = "unit_id=so-xay-dung", f"group={next(iter(GROUPS))}"
SERVICES = (
    Service(
        "deadlines", lists_by_sql.deadlines, deadlines.build_web,
        (
            Listed("overdue list", "/api/deadlines/overdue-petitions", ("", UNIT), ("2024-05-20", "x", 1)),
            Listed(
                "deadlines", "/api/deadlines",
                (
                    "", "state=open", "state=met", "state=void", "state=overdue", "kind=petition_answer",
                    "kind=annual_plan", UNIT, f"{UNIT}&state=met", f"{UNIT}&kind=petition_answer&state=open",
                ),
                ("2024-05-20", "x", 1),
            ),
        ),
    ),
    Service(
        "petitions", lists_by_sql.petitions, petitions.build_web,
        (
            Listed(
                "petitions", "/api/petitions",
                (
                    "", "state=pending", "state=refused", UNIT, f"{UNIT}&state=pending", GROUP,
                    "conference_id=hn-77", f"{UNIT}&{GROUP}",
                ),
                ("2023-09-01T00:00:00+07:00", "x"),
            ),
        ),
    ),
    Service(
        "notices", lists_by_sql.conferences, notices.build_web,
        (
            Listed(
                "conferences", "/api/notices/conferences", ("", UNIT, "from=2024-01-01"), ("2024-02-01", "x")
            ),
        ),
    ),
)  # fmt: skip
Took = dict[tuple[str, str, bool], list[float]]
"""What each page took: list, what was asked for, whether from the middle."""


async def measure(ground: Ground, size: Size) -> list[Figure]:
    """Each list at both sizes; the slowest of what it is asked for stands for it."""
    many = size.of(MANY)
    figures: list[Figure] = []
    for service in SERVICES:
        at_many, at_few = [await _of(ground, service, number) for number in (many, FEW)]
        for listed in service.lists:
            figures += [_figure(listed, middle, many, at_many, at_few) for middle in (False, True)]
    return figures


def _figure(listed: Listed, middle: bool, many: int, at_many: Took, at_few: Took) -> Figure:
    slowest = max(
        (key for key in at_many if key[0] == listed.name and key[2] is middle),
        key=lambda key: median(at_many[key]),
    )
    # At so few a list may be one page long.
    few = at_few.get(slowest) or at_few[slowest[0], slowest[1], False]
    which = f"a page of {PAGE} in its midst, by cursor," if middle else f"first page of {PAGE}"
    return of_seconds(
        f"{listed.name}, {which} at {many:,}", at_many[slowest], few,
        beside=f"the same list at {FEW:,}", at_most_s=WANTED_S,
        checked=f"the slowest of {len(listed.asked)} it was asked for: {slowest[1] or 'everything'}",
    )  # fmt: skip


async def _of(ground: Ground, service: Service, many: int) -> Took:
    """Every list of a service that holds so many; the routes' own code, without a socket."""
    database = await ground.database(service.name)
    await service.fill(database, many)
    app = service.build_web(
        Settings(database=database, kafka=ground.servers, profile="embedded"), Clock(agencies.NOW)
    )
    took: Took = {}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lists") as client,
    ):
        for listed in service.lists:
            for asked in listed.asked:
                path = f"{listed.path}?limit={PAGE}&{asked}"
                took[listed.name, asked, False], first = await _took(client, path)
                if "next_cursor" not in first:
                    continue
                cursor = _moved(first["next_cursor"], listed.middle)
                took[listed.name, asked, True], middle = await _took(client, f"{path}&cursor={cursor}")
                following = (await client.get(f"{path}&cursor={first['next_cursor']}")).json()
                _check(first, following, middle)
    return took


def _moved(cursor: str, place: Sequence[str | int]) -> str:
    """A cursor of the same list that stands at `place`."""
    parts = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    moved = msgspec.json.encode([*parts[: -len(place)], *place])
    return base64.urlsafe_b64encode(moved).decode().rstrip("=")


async def _took(client: httpx.AsyncClient, path: str) -> tuple[list[float], Mapping[str, Any]]:
    await client.get(path)
    took: list[float] = []
    for _ in range(TIMES):
        began = perf_counter()
        answer = await client.get(path)
        took.append(perf_counter() - began)
        assert answer.status_code == 200, answer.text
    return took, answer.json()


def _check(first: Mapping[str, Any], following: Mapping[str, Any], middle: Mapping[str, Any]) -> None:
    """Pages are full if there are more, in order, and have nothing twice."""
    for page in (first, following, middle):
        assert "next_cursor" not in page or len(page["items"]) == PAGE, f"{len(page['items'])} on a page"
        places = [_place(item) for item in page["items"]]
        assert places == sorted(places), places
    ids = [_place(item)[1] for page in (first, following) for item in page["items"]]
    assert len(ids) == len(set(ids)) > PAGE, "a row twice, or none on the second page"
    assert first.get("total") == following.get("total")


def _place(item: Mapping[str, Any]) -> tuple[str, str]:
    name, order = next(each for each in OF_ITS_OWN if each[0] in item)
    return item[order], item[name]
