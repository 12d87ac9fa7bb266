"""`doithoai take-up`: after a restore, what the topics know and the databases do not is taken up again.

Nothing of the platform runs meanwhile. It names what came back, what is gone, and what is now said otherwise.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence

import asyncpg
import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.failure import Failure
from cli.options import AsJson, DataDir
from cli.recorded import latest
from cli.servers import serving
from cli.verdict import NAMED
from deploy.embedded.errors import EmbeddedStackError
from services.deadlines import main as deadlines
from services.deadlines.handlers.taking_up import take_up as take_up_deadlines
from services.notices import main as notices
from services.notices.handlers.taking_up import take_up as take_up_notices
from services.petitions import main as petitions
from services.petitions.handlers.taking_up import take_up as take_up_petitions
from services.reporting import main as reporting
from services.reporting.handlers.taking_up import take_up as take_up_reporting
from shared.clock import Clock
from shared.database.engine import build_engine
from shared.database.migrate import migrate
from shared.messaging.ahead import DoNotAgree
from shared.messaging.offsets import Offsets
from shared.messaging.taking_up import TakenUp
from shared.observability import logging
from shared.settings import SERVICES, Settings, read_settings

AT_WORK = "SELECT DISTINCT application_name FROM pg_stat_activity WHERE application_name LIKE 'doithoai-%'"

TakeUp = Callable[[AsyncEngine, Clock, str, Offsets], Awaitable[TakenUp]]
TAKE_UP: Mapping[str, TakeUp] = {
    "notices": lambda e, clock, kafka, o: take_up_notices(notices.build_shop(e, clock), kafka, o),
    "petitions": lambda e, clock, kafka, o: take_up_petitions(petitions.build_shop(e, clock), kafka, o),
    "deadlines": lambda e, clock, kafka, o: take_up_deadlines(deadlines.build_bench(e, clock), kafka, o),
    "reporting": lambda e, clock, kafka, o: take_up_reporting(reporting.build_bench(e, clock), kafka, o),
}


def run(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Take up again, after a restore, what the topics know and the databases do not; with nothing running."""
    logging.configure("take-up")
    settings = read_settings(data_dir=data_dir)
    try:
        found = asyncio.run(_run(settings))
    except (EmbeddedStackError, DoNotAgree) as error:
        raise Failure(str(error)) from None
    if as_json:
        typer.echo(json.dumps({one.service: _says(one) for one in found}, ensure_ascii=False, indent=2))
    else:
        for one in found:
            _tell(one)
    if any(one.differing for one in found):
        raise typer.Exit(1)


async def _run(settings: Settings) -> list[TakenUp]:
    async with serving(settings) as (kafka, databases):
        clock = settings.clock()
        for service in SERVICES:
            await _nobody_works(databases[service])
        for service in SERVICES:
            await migrate(service, databases[service])
            clock.not_before(await latest(service, databases[service]) or clock.now())
        return await take_up(kafka, databases, clock)


async def take_up(kafka: str, databases: Mapping[str, str], clock: Clock) -> list[TakenUp]:
    """One service after the other: whoever concludes has first heard what the others have told."""
    found: list[TakenUp] = []
    async with Offsets(kafka) as offsets:
        for service in SERVICES:
            engine = build_engine(databases[service], application=f"take-up-{service}", pool_size=2)
            try:
                found.append(await TAKE_UP[service](engine, clock, kafka, offsets))
            finally:
                await engine.dispose()
    return found


async def _nobody_works(url: str) -> None:
    """Failure if a service is connected: it would write beside us."""
    connection = await asyncpg.connect(url)
    try:
        names: Sequence[str] = [row[0] for row in await connection.fetch(AT_WORK)]
    finally:
        await connection.close()
    if names:
        raise Failure(f"stop the platform first: {', '.join(sorted(names))} still hold connections")


def _says(one: TakenUp) -> dict[str, object]:
    return {
        "retaken": [each.says() for each in one.retaken],
        "decided_again": one.decided_again,
        "differing": one.differing,
    }


def _tell(one: TakenUp) -> None:
    typer.echo(
        f"{one.service}: {len(one.retaken)} facts taken up, {len(one.lost)} of them not whole, "
        f"{len(one.decided_again)} records decided again, {len(one.differing)} differences"
    )
    lines = [
        f"lost of {fact.subject} ({fact.name} {fact.event_id}): {', '.join(each.lost)}"
        for each in one.lost
        for fact in [each.told.fact]
    ]
    lines += [f"decided again: {each}" for each in one.decided_again]
    for line in lines[:NAMED]:
        typer.echo(f"        {line}")
    if len(lines) > NAMED:
        typer.echo(f"        … and {len(lines) - NAMED} more (--json has all)")
    for line in one.differing:
        typer.echo(f"DIFFERS {line}")
