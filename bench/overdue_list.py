"""How long does the first page of the overdue list take at a million deadlines? Over HTTP's own code."""

from time import perf_counter
from typing import Any

import httpx

from bench import agencies
from bench.deadlines_by_sql import fill
from bench.figure import Figure, Size, of_seconds
from bench.ground import Ground
from services.deadlines.main import build_web
from shared.clock import Clock
from shared.settings import Settings

DEADLINES = 1_000_000
OVERDUE = 10_000
TIMES = 15
WANTED_S = 0.020
ROUTE = "/api/deadlines/overdue-petitions"


async def measure(ground: Ground, size: Size) -> list[Figure]:
    """The first page of a hundred, and the one after; the route's own code, without a socket."""
    database = await ground.database("deadlines")
    await fill(database, size.of(DEADLINES), OVERDUE)
    app = build_web(Settings(database=database, profile="embedded"), Clock(agencies.NOW))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://deadlines") as client,
    ):
        first, page = await _took(client, {"limit": "100"})
        assert page["total"] == OVERDUE
        assert len(page["items"]) == 100
        after, following = await _took(client, {"limit": "100", "cursor": page["next_cursor"]})
        assert not {i["deadline_id"] for i in page["items"]} & {i["deadline_id"] for i in following["items"]}
    return [
        of_seconds(
            f"overdue list, first page of 100 at {size.of(DEADLINES):,} deadlines", first, after,
            beside="the page after it, by cursor", checked=f"{OVERDUE:,} in all, 100 a page, none twice",
            at_most_s=WANTED_S,
        )
    ]  # fmt: skip


async def _took(client: httpx.AsyncClient, parameters: dict[str, str]) -> tuple[list[float], dict[str, Any]]:
    await client.get(ROUTE, params=parameters)
    took: list[float] = []
    for _ in range(TIMES):
        began = perf_counter()
        answer = await client.get(ROUTE, params=parameters)
        took.append(perf_counter() - began)
        assert answer.status_code == 200, answer.text
    return took, answer.json()
