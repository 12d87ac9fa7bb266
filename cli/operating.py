"""How does an operator's command reach the queue? Read from the databases; workers do what is asked."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from cli.failure import bad_argument
from cli.platform import Platform
from shared.database.engine import build_engine
from shared.messaging import operators_queue
from shared.messaging.operators_queue import Kept, Original, Wish
from shared.settings import SERVICES

T = TypeVar("T")
POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a wish."""

    settled: list[str] = field(default_factory=list[str])
    open: dict[str, str] = field(default_factory=dict[str, str])
    """Tried and failed again, with the cause."""
    not_yet: list[str] = field(default_factory=list[str])
    """Nobody has taken these up."""


def listed(where: Platform, *, settled: bool = False) -> list[Kept]:
    """Everything that waits in any service."""

    async def ask(engines: dict[str, AsyncEngine]) -> list[Kept]:
        return await _listed(engines, settled)

    return asyncio.run(_with_engines(where, ask))


def shown(where: Platform, name: str) -> tuple[Kept, Original]:
    """One record, settled or not, with its bytes."""

    async def ask(engines: dict[str, AsyncEngine]) -> tuple[Kept, Original]:
        for one in await _listed(engines, True):
            if one.name == name:
                async with engines[one.service].connect() as conn:
                    return one, await operators_queue.original(conn, one)
        raise bad_argument("NAME", f"there is no such record: {name}")

    return asyncio.run(_with_engines(where, ask))


def asked(
    where: Platform, wanted: Sequence[Kept], wish: Wish, by: str, why: str | None, timeout_s: float
) -> Done:
    """Has the workers do it, and waits for them."""

    async def ask(engines: dict[str, AsyncEngine]) -> Done:
        for service, engine in engines.items():
            places = [one.place for one in wanted if one.service == service]
            if places:
                async with engine.begin() as conn:
                    await operators_queue.ask(conn, places, wish, by, why)
        return await _until_taken_up(engines, {one.name for one in wanted}, timeout_s)

    return asyncio.run(_with_engines(where, ask))


async def _until_taken_up(engines: dict[str, AsyncEngine], names: set[str], timeout_s: float) -> Done:
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout_s
    while True:
        left = {one.name: one for one in await _listed(engines, False) if one.name in names}
        waiting = sorted(name for name, one in left.items() if one.asked)
        if not waiting or loop.time() >= until:
            failed = {name: one.cause for name, one in left.items() if not one.asked}
            return Done(sorted(names - left.keys()), failed, waiting)
        await asyncio.sleep(POLL_S)


async def _listed(engines: dict[str, AsyncEngine], settled: bool) -> list[Kept]:
    found: list[Kept] = []
    for service, engine in engines.items():
        async with engine.connect() as conn:
            found += await operators_queue.everything(conn, service, settled=settled)
    return found


async def _with_engines(where: Platform, ask: Callable[[dict[str, AsyncEngine]], Awaitable[T]]) -> T:
    async with AsyncExitStack() as stack:
        engines: dict[str, AsyncEngine] = {}
        for service in SERVICES:
            engines[service] = build_engine(
                where.databases[service], application="doithoai-operator", pool_size=1
            )
            stack.push_async_callback(engines[service].dispose)
        return await ask(engines)
