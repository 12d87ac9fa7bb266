"""How is reporting put together? All of its wiring, for the worker and for the web."""

from functools import partial

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
from services.reporting.handlers.horizon import Horizon
from services.reporting.handlers.recompute import AT_ONCE, fold
from services.reporting.handlers.reports import Reports
from services.reporting.handlers.summing import Summing
from services.reporting.handlers.workbooks import Workbooks
from services.reporting.store.tables import KERNEL
from shared.clock import Clock
from shared.database.common_clock import CommonClock
from shared.database.engine import build_engine
from shared.messaging.broker import build_broker
from shared.messaging.consumer import Subscription
from shared.messaging.desk import Bench
from shared.messaging.following import Follower
from shared.messaging.forgetting import Forgetting
from shared.messaging.lanes import LANES
from shared.messaging.liveness import Stillness
from shared.messaging.probing import Probing
from shared.messaging.progress import ProgressReader
from shared.messaging.recomputing import Recompute
from shared.messaging.relay import Relay
from shared.messaging.topics import INBOUND_SERVICES, PROBES
from shared.messaging.unparking import Unparking
from shared.messaging.upkeep import Upkeep
from shared.messaging.worker import Worker
from shared.settings import Settings
from shared.web.access import Access
from shared.web.app import build_app

SERVICE = "reporting"


def build_bench(engine: AsyncEngine, clock: Clock) -> Bench:
    """What the machinery needs of this service."""
    return Bench(SERVICE, engine, KERNEL, clock)


def build_worker(settings: Settings, clock: Clock) -> Worker:
    """What follows the facts and folds them."""
    engine = build_engine(settings.database_of(SERVICE), application=f"doithoai-{SERVICE}")
    servers = settings.kafka_servers()
    bench = build_bench(engine, clock)
    broker = build_broker(servers, SERVICE)
    projection = ReportingProjection()
    follower = Follower(bench, projection, lanes=LANES)
    stillness = Stillness([follower])
    subscription = Subscription(
        broker, follower, group=f"doithoai-{SERVICE}-facts", replica=settings.member,
        topics=[*projection.topics, PROBES], lanes=LANES, first=projection.first,
    )  # fmt: skip
    # Deadlines too: a calendar recorded by then is here, or nothing is vouched for (R29).
    progress = ProgressReader(servers, (*INBOUND_SERVICES, "deadlines"))
    loops = [
        Relay(bench, servers).run,
        partial(subscription.watch, engine),
        Recompute(bench, fold, AT_ONCE).run,
        Summing(bench).run,
        progress.run,
        Horizon(bench, progress).run,
        Unparking(bench, projection).run,
        Probing(bench).run,
        Forgetting(bench).run,
        Upkeep(bench, servers, [*projection.topics, PROBES], stillness).run,
    ]
    return Worker(SERVICE, broker, loops, [engine.dispose], stillness, CommonClock(engine, clock))


def build_web(settings: Settings, clock: Clock) -> FastAPI:
    """What answers DPI and everyone who looks."""
    engine = build_engine(settings.database_of(SERVICE), application=f"doithoai-{SERVICE}-web")
    reports, workbooks, bench = Reports(engine), Workbooks(), build_bench(engine, clock)
    routers = [
        quarters.router(reports, workbooks, clock),
        editions.router(reports, bench, workbooks, clock),
        carry_over.router(reports, clock),
        traces.router(reports, clock),
        reconciliation.router(reports, clock),
        conferences.router(reports, workbooks, clock),
        follow_up.router(reports, workbooks, clock),
        compliance.router(reports, clock),
        pages.router(reports, clock),
    ]
    access, open_to_all = Access(engine, settings.open_on_loopback), [pages.coordinators(reports, bench)]
    return build_app(
        SERVICE, "Đối thoại: báo cáo", routers, access, open_to_all, [workbooks.close], pages_at=pages.AT
    )
