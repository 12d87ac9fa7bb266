"""notices on a database of its own for each test, told events as if from its topics, and its web side."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notices.main import build_shop, build_web
from shared.clock import Clock
from shared.database.credentials import Role
from shared.database.engine import build_engine
from shared.messaging.desk import Shop
from shared.messaging.intake import Intake
from shared.messaging.release import Release
from shared.settings import Settings
from tests.builders.conference_events import NOW, record
from tests.builders.credentials import add_token, basic
from tests.builders.patience import grow_older

NO_KAFKA = "127.0.0.1:1"
"""Where nobody listens."""


@dataclass
class Notices:
    """One notices with its database."""

    url: str
    engine: AsyncEngine
    shop: Shop
    intake: Intake
    offsets: dict[str, "count[int]"] = field(default_factory=dict)

    async def take(self, *events: dict[str, Any]) -> None:
        """Takes the events in as one batch, each from its unit's topic."""
        records = []
        for event in events:
            offset = next(self.offsets.setdefault(event["source"], count()))
            records.append(record(event, offset))
        await self.intake.take(records)

    async def release(self) -> None:
        """Lets everything that waits be decided again until nothing changes."""
        releasing = Release(self.shop)
        while await releasing.once():
            pass

    async def keep_up(self, seconds: float) -> None:
        """Lets what waits grow older."""
        await grow_older(self.engine, seconds)

    async def bearer(self, unit_id: str | None, role: Role = Role.AGENCY) -> dict[str, str]:
        """The header that shows a new token."""
        async with self.engine.begin() as conn:
            return {"Authorization": f"Bearer {await add_token(conn, role, unit_id)}"}

    async def signed_in(self, unit_id: str | None, role: Role = Role.OFFICER) -> dict[str, str]:
        """The header that a browser sends for somebody with a new password."""
        async with self.engine.begin() as conn:
            return basic(await add_token(conn, role, unit_id))

    async def rows(self, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """What a statement finds."""
        async with self.engine.connect() as conn:
            return [tuple(row) for row in await conn.exec_driver_sql(statement, arguments)]

    async def receipts(self) -> dict[str, tuple[str, str | None]]:
        """Outcome and reason by event id; of an id sent twice the last."""
        rows = await self.rows('SELECT event_id, outcome, reason FROM receipts ORDER BY topic, "offset"')
        return {event_id: (outcome, reason) for event_id, outcome, reason in rows}


@pytest.fixture
async def notices(service_url: Callable[[str], str]) -> AsyncIterator[Notices]:
    """notices, with nothing in it."""
    url = service_url("notices")
    engine = build_engine(url, application="doithoai-notices")
    shop = build_shop(engine, Clock(NOW))
    yield Notices(url, engine, shop, Intake(shop))
    await engine.dispose()


@pytest.fixture
async def web(notices: Notices) -> AsyncIterator[httpx.AsyncClient]:
    """A client of its web side."""
    async with client_of(Settings(database=notices.url, kafka=NO_KAFKA, profile="embedded")) as client:
        yield client


@asynccontextmanager
async def client_of(settings: Settings) -> AsyncGenerator[httpx.AsyncClient, None]:
    """A client of the web side with these settings."""
    app = build_web(settings, Clock(NOW))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notices") as client,
    ):
        yield client
