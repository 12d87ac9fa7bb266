"""Reporting without Kafka: facts as they would lie on their topics, taken in, folded and asked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting import pages
from services.reporting.api import (
    carry_over,
    compliance,
    conferences,
    editions,
    follow_up,
    quarters,
    reconciliation,
    traces,
)
from services.reporting.handlers.following import ReportingProjection
from services.reporting.handlers.recompute import AT_ONCE, fold
from services.reporting.handlers.reports import Reports
from services.reporting.handlers.summing import Summing
from services.reporting.handlers.workbooks import Workbooks
from services.reporting.store import horizon, projection
from services.reporting.store.tables import KERNEL
from shared.clock import Clock
from shared.dialogue.acts import Act
from shared.messaging.desk import Bench
from shared.messaging.following import Follower
from shared.messaging.inbound import Record
from shared.messaging.lanes import LANES
from shared.messaging.recomputing import Recompute
from shared.web.access import Access
from shared.web.app import build_app
from tests.builders.fact_topics import FactTopics

PARTITIONS = 3


class ReportingSide:
    """The service on one database, its clock at a moment of the test's choice."""

    def __init__(self, engine: AsyncEngine, now: datetime) -> None:
        self.engine = engine
        self.clock = Clock(now)
        self.topics = FactTopics(PARTITIONS)
        self.bench = Bench("reporting", engine, KERNEL, self.clock)
        self.reports = Reports(engine, patience_s=0.2)
        self.workbooks = Workbooks()
        self.start_over()

    def start_over(self) -> None:
        """As a worker that begins anew: what it believed of its positions is gone."""
        self.follower = Follower(self.bench, ReportingProjection(), lanes=LANES)
        self.recompute = Recompute(self.bench, fold, AT_ONCE)
        self.summing = Summing(self.bench)

    async def take(self, records: Iterable[Record]) -> None:
        await self.follower.take(list(records))

    async def fold(self) -> None:
        """Until no mark is left; what can't be folded fails the test."""
        while await self.recompute.step():
            pass
        assert await self.rows("SELECT subject FROM recomputations") == []

    async def fold_anew(self) -> None:
        """Every subject, from nothing but its acts."""
        async with self.engine.begin() as conn:
            await conn.exec_driver_sql(
                "INSERT INTO recomputations SELECT DISTINCT subject, 1 FROM acts ON CONFLICT DO NOTHING"
            )
        await self.fold()

    async def sum_up(self) -> None:
        """Until no conference's sums by day are older than its spans."""
        while await self.summing.once():
            pass
        assert await self.rows("SELECT conference_id FROM figure_touches") == []

    async def promise(self, moment: datetime) -> datetime | None:
        """Notices and petitions promise `moment` and all that was published."""
        async with self.engine.begin() as conn:
            return await horizon.reach(conn, moment, self.topics.ends())

    async def tell(self, acts: Iterable[Act]) -> None:
        """Published, taken in, folded, summed up and vouched for until the last was recorded."""
        told = list(acts)
        await self.take([self.topics.put(act) for act in told])
        await self.fold()
        await self.sum_up()
        await self.promise(max(act.recorded_at for act in told))

    async def rebuild(self) -> None:
        """Drops the projection and replays the stream."""
        await projection.rebuild(self.engine)
        self.start_over()
        await self.take(self.topics.everything())
        await self.fold()

    async def digest(self) -> str:
        async with self.engine.connect() as conn:
            return await projection.digest(conn)

    async def rows(self, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
        async with self.engine.connect() as conn:
            return [tuple(row) for row in await conn.exec_driver_sql(statement, arguments)]

    def app(self) -> FastAPI:
        routers = [
            quarters.router(self.reports, self.workbooks, self.clock),
            editions.router(self.reports, self.bench, self.workbooks, self.clock),
            carry_over.router(self.reports, self.clock),
            traces.router(self.reports, self.clock),
            reconciliation.router(self.reports, self.clock),
            conferences.router(self.reports, self.workbooks, self.clock),
            follow_up.router(self.reports, self.workbooks, self.clock),
            compliance.router(self.reports, self.clock),
            pages.router(self.reports, self.clock),
        ]
        access = Access(self.engine, open_on_loopback=True)
        dpi = pages.coordinators(self.reports, self.bench)
        return build_app("reporting", "Báo cáo", routers, access, [dpi], pages_at=pages.AT)

    async def get(self, path: str, **query: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://reporting") as client:
            return await client.get(path, params=query or None)

    async def post(
        self, path: str, body: Mapping[str, Any] | None = None, key: str = "", **query: str
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app(), raise_app_exceptions=False)
        headers = {"Idempotency-Key": key} if key else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://reporting") as client:
            return await client.post(path, json=body, headers=headers, params=query or None)

    async def summary(self, quarter: str, **query: str) -> dict[str, Any]:
        found = await self.get(f"/api/reports/quarters/{quarter}", **query)
        assert found.status_code == 200, found.text
        return found.json()


def rows_of(summary: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """All rows of both sections, in their order."""
    return [row for section in summary["sections"] for row in section["rows"]]
