"""petitions on a database of its own for each test, told events and facts as if from topics; its web side."""

from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Literal

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.petitions.handlers.following import PetitionsProjection
from services.petitions.main import build_shop, build_web
from shared.clock import Clock
from shared.database.credentials import Role
from shared.database.engine import build_engine
from shared.database.rows import fetch
from shared.messaging.desk import Shop
from shared.messaging.following import Follower
from shared.messaging.inbound import Record
from shared.messaging.intake import Intake
from shared.messaging.outbox import Fact
from shared.messaging.release import Release
from shared.messaging.topics import FACTS
from shared.settings import Settings
from tests.builders.credentials import add_token, basic
from tests.builders.patience import grow_older
from tests.builders.petition_events import NOW, record, scheduling_of
from tests.builders.read_only import read_only

Counters = defaultdict[str, "count[int]"]


def counters(start: int) -> Counters:
    return defaultdict(lambda: count(start))


@dataclass
class Petitions:
    """One petitions with its database."""

    url: str
    engine: AsyncEngine
    shop: Shop
    intake: Intake
    follower: Follower
    offsets: Counters = field(default_factory=lambda: counters(0))
    numbers: Counters = field(default_factory=lambda: counters(1))

    async def take(self, *events: dict[str, Any]) -> None:
        """Takes the events in as one batch, each from its unit's topic."""
        await self.intake.take([record(event, next(self.offsets[event["source"]])) for event in events])

    async def release(self) -> None:
        """Lets everything that waits be decided again until nothing changes."""
        releasing = Release(self.shop)
        while await releasing.once():
            pass

    async def keep_up(self, seconds: float) -> None:
        """Lets what waits grow older."""
        await grow_older(self.engine, seconds)

    def fact(
        self,
        service: str,
        name: str,
        subject: str,
        data: dict[str, Any],
        time: str,
        recorded_at: datetime = NOW,
    ) -> Record:
        """The next fact of a subject."""
        number = next(self.numbers[subject])
        fact = Fact(
            name, subject, number, datetime.fromisoformat(time), data, f"{subject}|{number}",
            f"hẹn-{subject}-{number}", data.get("unit_id"), recorded_at,
        )  # fmt: skip
        topic = FACTS[service]
        return Record(topic, 0, next(self.offsets[topic]), None, fact.message(service, topic).value)

    async def follow(self, service: str, name: str, subject: str, *said: Any) -> None:
        """Follows the next fact of a subject; `said` as of `fact`."""
        await self.follower.take([self.fact(service, name, subject, *said)])

    async def know(self, conference_id: str = "hn-1", *unit: str, **more: Any) -> None:
        """Follows the fact that a unit scheduled the conference."""
        data, time = scheduling_of(conference_id, *unit, **more)
        await self.follow("notices", "ConferenceScheduled", f"conference/{conference_id}", data, time)

    def said_due(self, name: str, petition_id: str, due_on: str, **more: Any) -> Record:
        """What deadlines says of the petition's answer."""
        data = {
            "deadline_id": f"petition_answer:{petition_id}",
            "kind": "petition_answer",
            "rule": "R11",
            "unit_id": "so-xay-dung",
            "petition_id": petition_id,
            "due_on": due_on,
            "soft": False,
            "provisional": False,
            "calendar_version": 1,
        } | more
        return self.fact("deadlines", name, f"petition/{petition_id}", data, "2024-05-20T09:00:00+07:00")

    async def due(self, name: str, petition_id: str, due_on: str, **more: Any) -> None:
        """Follows what deadlines says of the petition's answer."""
        await self.follower.take([self.said_due(name, petition_id, due_on, **more)])

    async def rows(self, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """What a statement finds."""
        async with self.engine.connect() as conn:
            return [tuple(row) for row in await fetch(conn, statement, *arguments)]

    async def read_only(self, said: str) -> None:
        """Makes it a database that takes nothing in, or again one that does, for whoever connects anew."""
        await read_only(self.engine, said)

    async def bearer(self, unit_id: str | None, role: Role = Role.AGENCY) -> dict[str, str]:
        """The header that shows a new token."""
        async with self.engine.begin() as conn:
            return {"Authorization": f"Bearer {await add_token(conn, role, unit_id)}"}

    async def signed_in(self, unit_id: str | None, role: Role = Role.OFFICER) -> dict[str, str]:
        """The header that a browser sends for somebody with a new password."""
        async with self.engine.begin() as conn:
            return basic(await add_token(conn, role, unit_id))

    async def receipts(self) -> dict[str, tuple[str, str | None]]:
        """Outcome and reason by event id; of an id sent twice the last."""
        rows = await self.rows('SELECT event_id, outcome, reason FROM receipts ORDER BY topic, "offset"')
        return {event_id: (outcome, reason) for event_id, outcome, reason in rows}


@pytest.fixture
async def petitions(service_url: Callable[[str], str]) -> AsyncIterator[Petitions]:
    """petitions, with nothing in it."""
    url = service_url("petitions")
    engine = build_engine(url, application="doithoai-petitions")
    shop = build_shop(engine, Clock(NOW))
    yield Petitions(url, engine, shop, Intake(shop), Follower(shop, PetitionsProjection()))
    await engine.dispose()


@asynccontextmanager
async def client_of(
    url: str, kafka: str | None = None, profile: Literal["embedded", "server"] = "embedded"
) -> AsyncGenerator[httpx.AsyncClient, None]:
    """A client of the web side over the database at `url`."""
    app = build_web(Settings(database=url, kafka=kafka, profile=profile), Clock(NOW))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://petitions") as client,
    ):
        yield client


@pytest.fixture
async def web(petitions: Petitions) -> AsyncIterator[httpx.AsyncClient]:
    """A client of its web side."""
    async with client_of(petitions.url) as client:
        yield client
