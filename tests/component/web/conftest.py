"""A web side on a database of its own, with routes of each kind, asked from wherever a test says."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.credentials import Role
from shared.database.engine import build_engine
from shared.database.rows import execute
from shared.web.access import (
    Access,
    Caller,
    agency_only,
    dpi_or_here,
    operator_only,
    unit_only,
)
from shared.web.app import build_app
from tests.builders.credentials import add_token

HERE, ELSEWHERE = ("127.0.0.1", 5000), ("10.2.3.4", 5000)


@dataclass
class Door:
    """What asks the web side."""

    engine: AsyncEngine

    async def token(self, role: Role, unit_id: str | None = None, seconds: float = 3600) -> str:
        """A new token in the database."""
        async with self.engine.begin() as conn:
            return await add_token(conn, role, unit_id, seconds)

    async def run(self, statement: str, *arguments: Any) -> None:
        async with self.engine.begin() as conn:
            await execute(conn, statement, *arguments)

    async def ask(
        self, path: str, authorization: str | None = None, *, client: tuple[str, int] = HERE,
        profile_open: bool = True, forwarded_for: str | None = None, method: str = "GET",
    ) -> httpx.Response:  # fmt: skip
        """What `path` is answered, asked from `client`."""
        app = build_app(
            "petitions", "t", [_guarded()], Access(self.engine, profile_open), open_to_all=[_open()]
        )
        given = {"Authorization": authorization, "X-Forwarded-For": forwarded_for}
        headers = httpx.Headers([(name.encode(), v.encode()) for name, v in given.items() if v is not None])
        transport = httpx.ASGITransport(app, client=client)
        async with httpx.AsyncClient(transport=transport, base_url="http://petitions") as asking:
            return await asking.request(method, path, headers=headers)


def _guarded() -> APIRouter:
    routes = APIRouter()

    @routes.get("/figures")
    async def figures() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return {}

    for name, guard in (
        ("operator", operator_only), ("unit", unit_only), ("agency", agency_only), ("dpi", dpi_or_here),
    ):  # fmt: skip

        async def told(caller: Annotated[Caller | None, Depends(guard)]) -> dict[str, Any]:
            return {"unit_id": caller.unit_id if caller else None}

        routes.add_api_route(f"/{name}", told, methods=["GET", "POST"])
    return routes


def _open() -> APIRouter:
    routes = APIRouter()

    @routes.get("/open")
    async def open_() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return {}

    return routes


@pytest.fixture
async def door(service_url: Callable[[str], str]) -> AsyncIterator[Door]:
    """The web side's database, with no token in it."""
    url = service_url("petitions")
    engine = build_engine(url, application="doithoai-petitions-web")
    yield Door(engine)
    await engine.dispose()
