"""What is told to who asks while the database can't be had, and what when the fault is another one?"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
from fastapi import APIRouter
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.engine import build_engine
from shared.database.rows import fetch_value
from shared.web.access import Access
from shared.web.app import build_app
from tests.builders.forms import Page
from tests.component.web.conftest import Door

NOBODY_LISTENS = "postgresql://doithoai@127.0.0.1:1/petitions"


@asynccontextmanager
async def asking(engine: AsyncEngine, pages_at: Sequence[str] = ()) -> AsyncIterator[httpx.AsyncClient]:
    """Asks a web side on this database: one route asks the database, one has a fault of its own."""
    routes = APIRouter()

    @routes.get("/asks")
    async def asks() -> int:  # pyright: ignore[reportUnusedFunction]
        async with engine.connect() as conn:
            return await fetch_value(conn, "SELECT 1")

    @routes.get("/faulty")
    async def faulty() -> int:  # pyright: ignore[reportUnusedFunction]
        raise FileNotFoundError("a template that was not shipped")

    app = build_app("petitions", "t", [], Access(engine, True), open_to_all=[routes], pages_at=pages_at)
    # As the server does, which logs what was raised once it is answered.
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://petitions") as client:
        yield client


async def test_a_database_that_can_not_be_reached_is_a_503(door: Door) -> None:
    away = build_engine(NOBODY_LISTENS, application="t")
    async with asking(away) as client:
        answer = await client.get("/asks")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    async with asking(door.engine) as client:
        assert (await client.get("/asks")).json() == 1


async def test_who_finds_all_connections_taken_is_asked_to_come_back(door: Door) -> None:
    url = door.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
    narrow = build_engine(url, application="t", pool_size=1, more=0, patience_s=0.05)
    async with asking(narrow) as client, narrow.connect():
        answer = await client.get("/asks")
    await narrow.dispose()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_a_fault_of_our_own_is_not_called_the_databases(door: Door) -> None:
    """It has to be seen in the log, and whoever asks is not to ask again in five seconds."""
    async with asking(door.engine) as client:
        answer = await client.get("/faulty")
    assert (answer.status_code, "retry-after" in answer.headers) == (500, False)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_fault_of_our_own_is_told_in_a_page_where_pages_are(door: Door) -> None:
    async with asking(door.engine, pages_at=("/faulty",)) as client:
        answer = await client.get("/faulty")
    assert (answer.status_code, Page(answer).texts["noi-dung"].split(".")[0].strip()) == (
        500,
        "Hệ thống gặp lỗi khi xử lý yêu cầu này",
    )


async def test_a_method_that_was_made_up_is_no_label_of_its_own(door: Door) -> None:
    async with asking(door.engine) as client:
        for made_up in ("MADE", "MADE-UP"):
            await client.request(made_up, "/asks")
    methods = {
        sample.labels["method"]
        for family in REGISTRY.collect()
        if family.name == "doithoai_http_requests"
        for sample in family.samples
    }
    assert "other" in methods
    assert not any(method.startswith("MADE") for method in methods)
