"""Do the laws of conservation hold, on a platform that is at work? Audited every night, told as figures.

What is on its way breaks a law for a moment. So the audit waits until the platform has settled, and an id
breaks a law only if it does so in every one of several looks.
"""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial

import structlog

from cli.launching import template
from cli.platform import Platform, named
from cli.synthetic import keep_petitioning
from cli.verdict import NAMED, Law
from deploy.embedded.supervisor import stop_signals
from shared.clock import HCM, Clock
from shared.observability import metrics
from shared.settings import Settings

log = structlog.get_logger(__name__)
NIGHT = time(2, 0)
FIRST_S = 300.0
"""So soon after the start the first audit runs: figures must not be missing until the next night."""
LOOKS, PAUSE_S, SETTLE_S = 4, 20.0, 60.0

Look = Callable[[], Awaitable[list[Law]]]


def next_night(now: datetime) -> datetime:
    """The next 02:00 in Hải Phòng."""
    tonight = datetime.combine(now.astimezone(HCM).date(), NIGHT, HCM)
    return tonight if tonight > now else tonight + timedelta(days=1)


async def audit(look: Look, looks: int = LOOKS, pause_s: float = PAUSE_S) -> list[Law]:
    """The laws, each with the ids that broke it in every look; ends with the first look in which all hold."""
    lasting: dict[str, set[str]] = {}
    found: list[Law] = []
    for number in range(looks):
        if number:
            await asyncio.sleep(pause_s)
        found = await look()
        for law in found:
            broken = set(law.broken)
            lasting[law.name] = lasting[law.name] & broken if law.name in lasting else broken
        if not any(lasting.values()):
            break
    return [replace(law, broken=sorted(lasting[law.name])) for law in found]


async def audited_apart(platform: Platform, settle_s: float = SETTLE_S) -> list[Law]:
    """The laws as `doithoai audit` finds them once the platform has settled, in a process of its own.

    It reads much of the code and holds every id of the platform: that memory goes back when the process ends.
    """
    where = {"DOITHOAI_KAFKA": platform.kafka, "DOITHOAI_DATABASE": template(platform.databases)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", "audit", "--json", "--settle", str(settle_s),
        env={**os.environ, **where}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        said, complaint = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        raise
    if process.returncode not in (0, 1) or not said:
        raise RuntimeError(f"the audit ended with {process.returncode}: {complaint.decode()[-500:]}")
    return [Law(each["law"], each["figures"], each["broken"]) for each in json.loads(said)]


def tell(found: list[Law], finished_at: datetime) -> None:
    """The figures, and a line for each law that is broken."""
    broken = [law for law in found if not law.holds]
    metrics.AUDIT_LAWS.labels("holds").set(len(found) - len(broken))
    metrics.AUDIT_LAWS.labels("broken").set(len(broken))
    metrics.AUDIT_FINISHED.set(finished_at.timestamp())
    for law in broken:
        log.error("a law is broken", law=law.name, figures=law.figures, ids=list(law.broken[:NAMED]))
    log.info("the platform was audited", laws=len(found), broken=len(broken))


async def watch(platform: Platform, clock: Clock, first_s: float = FIRST_S) -> None:
    """Audits soon after the start and then every night, and keeps petitioning; never returns."""
    petitioning = asyncio.ensure_future(keep_petitioning(platform.kafka, clock))
    try:
        await _audit_nightly(partial(audited_apart, platform), clock, first_s)
    finally:
        petitioning.cancel()


async def run(_: Sequence[str], settings: Settings) -> None:
    """A process of `up` that watches, without a port of its own: the web process answers with the figures."""
    async with stop_signals() as asked:
        watching = asyncio.ensure_future(watch(named(settings), settings.clock()))
        await asked.wait()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _audit_nightly(look: Look, clock: Clock, wait_s: float) -> None:
    while True:
        await asyncio.sleep(wait_s)
        try:
            found = await audit(look)
        except Exception as error:
            log.warning("the audit will be tried again", error=type(error).__name__, exc_info=error)
            wait_s = PAUSE_S
            continue
        # Told in the machine's time, as Prometheus has it: a rehearsal's clock is elsewhere.
        tell(found, Clock().now())
        wait_s = (next_night(clock.now()) - clock.now()).total_seconds()
