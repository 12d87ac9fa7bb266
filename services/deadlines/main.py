"""How is deadlines put together? All of its wiring, for the worker and for the web."""

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.deadlines.api import routes
from services.deadlines.handlers.figures import Figures
from services.deadlines.handlers.following import DeadlinesProjection
from services.deadlines.handlers.law import Watch
from services.deadlines.handlers.promising import CalendarPromise
from services.deadlines.handlers.recompute import DeadlinesFold
from services.deadlines.handlers.ticking import Ticker
from services.deadlines.store.tables import KERNEL
from shared.clock import Clock
from shared.database.common_clock import CommonClock
from shared.database.engine import build_engine
from shared.messaging.broker import build_broker
from shared.messaging.consumer import LEISURE_S, Subscription
from shared.messaging.desk import Bench
from shared.messaging.following import Follower
from shared.messaging.forgetting import Forgetting
from shared.messaging.law import Laws
from shared.messaging.liveness import Stillness
from shared.messaging.probing import Probing
from shared.messaging.progress import ProgressReader
from shared.messaging.recomputing import Recompute
from shared.messaging.relay import Relay
from shared.messaging.topics import PROBES
from shared.messaging.unparking import Unparking
from shared.messaging.upkeep import Upkeep
from shared.messaging.worker import Worker
from shared.settings import Settings
from shared.web.access import Access
from shared.web.app import build_app

SERVICE = "deadlines"


def build_bench(engine: AsyncEngine, clock: Clock) -> Bench:
    """The machinery around this service's database."""
    return Bench(SERVICE, engine, KERNEL, clock)


def build_worker(settings: Settings, clock: Clock) -> Worker:
    """What follows, folds, tells and ticks; it ends at once if this year has no calendar."""
    laws = Laws()
    engine = build_engine(settings.database_of(SERVICE), application=f"doithoai-{SERVICE}")
    servers = settings.kafka_servers()
    bench = build_bench(engine, clock)
    broker = build_broker(servers, SERVICE)
    fold = DeadlinesFold(laws)
    projection = DeadlinesProjection(fold)
    follower = Follower(bench, projection)
    stillness = Stillness([follower])
    Subscription(
        broker, follower, group=f"doithoai-{SERVICE}-facts", replica=settings.member,
        topics=[*projection.topics, PROBES], pace_s=LEISURE_S,
    )  # fmt: skip
    reader = ProgressReader(servers)
    loops = [
        Relay(bench, servers).run,
        Recompute(bench, fold).run,
        reader.run,
        Watch(engine, laws, clock).run,
        CalendarPromise(bench, servers).run,
        Ticker(bench, reader.promise, laws, reader.set_aside).run,
        Figures(bench, laws).run,
        Unparking(bench, projection).run,
        Probing(bench).run,
        Forgetting(bench).run,
        Upkeep(bench, servers, [*projection.topics, PROBES], stillness).run,
    ]
    return Worker(SERVICE, broker, loops, [engine.dispose], stillness, CommonClock(engine, clock))


def build_web(settings: Settings, clock: Clock) -> FastAPI:
    """What answers who is late, and why a deadline is due that day."""
    engine = build_engine(settings.database_of(SERVICE), application=f"doithoai-{SERVICE}-web")
    routers = [routes.router(build_bench(engine, clock), Laws())]
    return build_app(SERVICE, "Đối thoại: thời hạn", routers, Access(engine, settings.open_on_loopback))
