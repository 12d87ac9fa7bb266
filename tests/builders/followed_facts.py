"""Deadlines' side of the platform without Kafka: facts handed to it as they would lie on their topics."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import httpx
import msgspec
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.deadlines.api import routes
from services.deadlines.handlers.following import DeadlinesProjection
from services.deadlines.handlers.recompute import DeadlinesFold
from services.deadlines.handlers.ticking import Ticker
from services.deadlines.store import overdue
from services.deadlines.store.tables import KERNEL
from shared.clock import Clock
from shared.database.credentials import Role, digest_of, id_of, new_token
from shared.dialogue.acts import Act
from shared.events.catalogue import name_of
from shared.messaging.desk import Bench
from shared.messaging.following import Follower
from shared.messaging.inbound import Record
from shared.messaging.law import Laws
from shared.messaging.positions import Partition
from shared.messaging.recomputing import Recompute
from shared.messaging.set_aside import SetAside
from shared.web.access import Access
from shared.web.app import build_app
from tests.builders.fact_topics import FactTopics


class DeadlinesSide:
    """The service on one database, its clock at a moment of the test's choice."""

    def __init__(self, engine: AsyncEngine, now: datetime) -> None:
        self.engine = engine
        self.clock = Clock(now)
        self.topics = FactTopics(1, "notices", "petitions")
        self.bench = Bench("deadlines", engine, KERNEL, self.clock)
        self.laws = Laws()
        self.promised: tuple[datetime, Mapping[Partition, int]] | None = None
        self.aside = SetAside()
        fold = DeadlinesFold(self.laws)
        self.follower = Follower(self.bench, DeadlinesProjection(fold))
        self.recompute = Recompute(self.bench, fold)
        self.ticker = Ticker(self.bench, lambda: self.promised, self.laws, lambda: self.aside)

    async def multiply(self, deadline_id: str, copies: int, **values: str) -> None:
        """So many more of the deadline's spans (`s`; the `n`-th copy), but for these values."""
        columns = [c for (c,) in await self.rows(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'deadline_spans' "
            f"AND column_name NOT IN ('deadline_id', {', '.join(repr(name) for name in values)})"
        )]  # fmt: skip
        copied = ", ".join(f'"{column}"' for column in columns)
        await self.run(
            f"INSERT INTO deadline_spans (deadline_id, {', '.join(values)}, {copied}) "
            f"SELECT 'x:' || n, {', '.join(values.values())}, {copied} "
            f"FROM deadline_spans s, generate_series(1, {copies}) n WHERE s.deadline_id = '{deadline_id}'"
        )

    async def only_mark(self) -> None:
        """From here on petitions are marked too, like those that can't be folded in place."""
        self.follower = Follower(self.bench, DeadlinesProjection())
        await self.follower.assigned(list(self.topics.log))

    async def follow(self, acts: Iterable[Act], subject: str = "") -> None:
        """Publishes the acts and takes them in, folding nothing yet; by then it is as late as they say."""
        acts = list(acts)
        self.clock.not_before(max(act.recorded_at for act in acts))
        await self.take([self.topics.put(act, subject) for act in acts])

    async def take(self, records: Iterable[Record]) -> None:
        by_topic: defaultdict[str, list[Record]] = defaultdict(list)
        for record in records:
            by_topic[record.topic].append(record)
        for batch in by_topic.values():
            await self.follower.take(batch)

    async def fold(self) -> None:
        """Until no mark is left; what can't be folded fails the test."""
        while await self.recompute.step():
            pass
        assert await self.rows("SELECT subject FROM recomputations") == []

    async def fold_anew(self) -> None:
        """Every subject, from nothing but its acts."""
        await self.run(
            "INSERT INTO recomputations SELECT DISTINCT subject, 1 FROM acts ON CONFLICT DO NOTHING"
        )
        await self.fold()

    async def left(self) -> Counter[str]:
        """What whoever waits is told is left: marks, and what a tick still has to do, by its kind."""
        marks = await self.rows("SELECT 'mark' FROM recomputations")
        return Counter(what.split()[0] for (what,) in [*marks, *await self.rows(overdue.UNTOLD)])

    async def tell(self, acts: Iterable[Act]) -> None:
        await self.follow(acts)
        await self.fold()

    async def tick(self, until: datetime) -> int | None:
        """The ticker, when notices and petitions promise `until` and everything published."""
        self.clock.not_before(until)
        self.promised = until, self.topics.ends()
        return await self.ticker.tick()

    async def said(self, *names: str) -> list[dict[str, Any]]:
        """The facts published, in order, of these names or all."""
        found = [
            msgspec.json.decode(v)
            for (v,) in await self.rows("SELECT value FROM outbox_records ORDER BY id, place")
        ]
        named = [{**fact, "name": name_of(fact["type"])} for fact in found]
        return [fact for fact in named if not names or fact["name"] in names]

    async def rows(self, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
        async with self.engine.connect() as conn:
            return [tuple(row) for row in await conn.exec_driver_sql(statement, arguments)]

    async def run(self, statement: str, *arguments: Any) -> None:
        async with self.engine.begin() as conn:
            await conn.exec_driver_sql(statement, arguments)

    def app(self) -> FastAPI:
        # The web is another process than the worker: it reads the law by itself.
        routers = [routes.router(self.bench, Laws())]
        return build_app("deadlines", "Thời hạn", routers, Access(self.engine, open_on_loopback=True))

    async def get(self, path: str, **query: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://deadlines") as client:
            return await client.get(path, params=query)

    async def post(self, path: str, body: Any, token: str | None = None, key: str = "") -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        transport = httpx.ASGITransport(app=self.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://deadlines") as client:
            return await client.post(path, json=body, headers=headers)

    async def token(self, role: Role) -> str:
        """A new token in the database."""
        made = new_token()
        await self.run(
            "INSERT INTO tokens (id, digest, role, created_at, expires_at) "
            "VALUES ($1, $2, $3, now(), now() + interval '1 hour')",
            id_of(made), digest_of(made), role.value,
        )  # fmt: skip
        return made
