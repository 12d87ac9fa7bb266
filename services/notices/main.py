"""How is notices put together? All of its wiring, for the worker and for the web."""

from functools import partial

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notices import pages
from services.notices.api import conferences, events, planner, registrations
from services.notices.handlers.desk import NoticesDesk
from services.notices.handlers.following import NoticesProjection
from services.notices.handlers.register import Registering
from services.notices.handlers.scheduling import demand_theme
from services.notices.store.tables import KERNEL
from shared.clock import Clock
from shared.database.common_clock import CommonClock
from shared.database.engine import build_engine
from shared.messaging.broker import build_broker
from shared.messaging.consumer import LEISURE_S, Subscription
from shared.messaging.desk import Shop
from shared.messaging.following import Follower
from shared.messaging.forgetting import Forgetting
from shared.messaging.gate import Gate
from shared.messaging.intake import Intake
from shared.messaging.law import Laws
from shared.messaging.letterbox import Letterbox
from shared.messaging.liveness import Stillness
from shared.messaging.markers import PassingOver
from shared.messaging.mending import Mending
from shared.messaging.probing import Probing
from shared.messaging.progress import ProgressReader, ProgressWriter
from shared.messaging.relay import Relay
from shared.messaging.release import PatienceClock, Release
from shared.messaging.topics import PROBES, inbound_pattern
from shared.messaging.unparking import Unparking
from shared.messaging.upkeep import Upkeep
from shared.messaging.worker import Worker
from shared.settings import Settings
from shared.web.access import Access
from shared.web.app import build_app

SERVICE = "notices"


def build_shop(engine: AsyncEngine, clock: Clock) -> Shop:
    """The machinery around this service's desk."""
    laws = Laws()
    registry = laws.current.registry
    desk = NoticesDesk(registry, clock)
    gate = Gate(desk.events, registry, demand_theme)
    return Shop(SERVICE, engine, KERNEL, clock, gate, desk, laws=laws)


def build_worker(settings: Settings, clock: Clock) -> Worker:
    """What takes in, decides and publishes."""
    engine = build_engine(settings.database_of(SERVICE), application=f"doithoai-{SERVICE}")
    servers = settings.kafka_servers()
    shop = build_shop(engine, clock)
    broker = build_broker(servers, SERVICE)
    projection = NoticesProjection()
    intake, follower = Intake(shop), Follower(shop, projection)
    stillness = Stillness([intake, follower])
    inbound = Subscription(
        broker, intake, group=f"doithoai-{SERVICE}-inbound", replica=settings.member,
        pattern=inbound_pattern(SERVICE),
    )  # fmt: skip
    Subscription(
        broker, follower, group=f"doithoai-{SERVICE}-facts", replica=settings.member,
        topics=[*projection.topics, PROBES], pace_s=LEISURE_S,
    )  # fmt: skip
    writer, reader = ProgressWriter(shop, servers), ProgressReader(servers)
    loops = [
        PassingOver(engine, servers, intake.standing, inbound.handed_out).run,
        partial(inbound.watch, engine),
        Relay(shop, servers).run,
        Release(shop).run,
        writer.run,
        reader.run,
        PatienceClock(shop, reader, projection.topics).run,
        Mending(shop).run,
        Unparking(shop, projection).run,
        Probing(shop).run,
        Forgetting(shop).run,
        Upkeep(shop, servers, [*projection.topics, PROBES], stillness).run,
    ]
    return Worker(SERVICE, broker, loops, [engine.dispose], stillness, CommonClock(engine, clock))


def build_web(settings: Settings, clock: Clock) -> FastAPI:
    """What answers businesses and everyone who looks."""
    engine = build_engine(settings.database_of(SERVICE), application=f"doithoai-{SERVICE}-web")
    shop, letterbox = build_shop(engine, clock), Letterbox(settings.kafka_servers())
    registering = Registering(shop)
    routers = [conferences.router(shop), planner.router(shop), events.router(shop, letterbox)]
    access = Access(engine, settings.open_on_loopback)
    open_to_all = [registrations.router(registering), pages.router(shop, registering)]
    return build_app(
        SERVICE, "Đối thoại: hội nghị và thông báo", routers, access, open_to_all, [letterbox.close],
        pages_at=pages.AT,
    )  # fmt: skip
