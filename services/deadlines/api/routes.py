"""Which routes answer for deadlines, in which order? Each question is answered by the law as now told."""

from fastapi import APIRouter, Depends

from services.deadlines.api import calendar, lists, one
from shared.messaging.desk import Bench
from shared.messaging.law import Laws


def router(bench: Bench, laws: Laws) -> APIRouter:
    """All of them; the route of one deadline last, whose ids could be any word."""
    engine, clock = bench.engine, bench.clock

    async def renew() -> None:
        async with engine.connect() as conn:
            await laws.renew(conn)

    routes = APIRouter(dependencies=[Depends(renew)])
    routes.include_router(calendar.router(bench))
    routes.include_router(lists.router(engine, laws, clock))
    routes.include_router(one.router(engine, laws, clock))
    return routes
