"""`doithoai take-up`: after a restore, what the topics know and the databases do not is taken up again.

Nothing of the platform runs meanwhile. It names what came back, what is gone, and what is now said otherwise.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AsyncExitStack
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.at_work import nobody_works
from cli.failure import Failure, bad_argument
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
from shared.messaging import topics
from shared.messaging.ahead import DoNotAgree, looked_at
from shared.messaging.inbound import Place
from shared.messaging.not_ours import named
from shared.messaging.offsets import Offsets
from shared.messaging.taking_up import TakenUp
from shared.observability import logging
from shared.settings import SERVICES, Settings, read_settings

OPTION = "--not-ours"
PLACE = re.compile(r"(?P<topic>[^/]+)/(?P<partition>[0-9]{1,9})/(?P<offset>[0-9]{1,18})")

TakeUp = Callable[[AsyncEngine, Clock, str, Offsets, Collection[Place]], Awaitable[TakenUp]]
TAKE_UP: Mapping[str, TakeUp] = {
    "notices": lambda e, clock, kafka, o, n: take_up_notices(notices.build_shop(e, clock), kafka, o, n),
    "petitions": lambda e, clock, kafka, o, n: take_up_petitions(petitions.build_shop(e, clock), kafka, o, n),
    "deadlines": lambda e, clock, kafka, o, n: take_up_deadlines(
        deadlines.build_bench(e, clock), kafka, o, n
    ),
    "reporting": lambda e, clock, kafka, o, n: take_up_reporting(
        reporting.build_bench(e, clock), kafka, o, n
    ),
}


def run(
    data_dir: DataDir = None,
    as_json: AsJson = False,
    not_ours: Annotated[
        list[str] | None,
        typer.Option(
            OPTION, help="TOPIC/PARTITION/OFFSET of a record that is none of this platform's facts."
        ),
    ] = None,
) -> None:
    """Take up again, after a restore, what the topics know and the databases do not; with nothing running."""
    logging.configure("take-up")
    places = [_place(text) for text in not_ours or ()]
    settings = read_settings(data_dir=data_dir)
    try:
        found = asyncio.run(_run(settings, places))
    except (EmbeddedStackError, DoNotAgree) as error:
        raise Failure(str(error)) from None
    if as_json:
        typer.echo(json.dumps({one.service: _says(one) for one in found}, ensure_ascii=False, indent=2))
    else:
        for one in found:
            _tell(one)
    if any(one.differing for one in found):
        raise typer.Exit(1)


def _place(text: str) -> Place:
    """Where a record lies, as an operator names it; a failure that names the option if it is none."""
    found = PLACE.fullmatch(text)
    if not found or found["topic"] not in topics.FACTS.values():
        raise bad_argument(OPTION, f"a record on a topic of facts is TOPIC/PARTITION/OFFSET, not {text!r}")
    return found["topic"], int(found["partition"]), int(found["offset"])


async def _run(settings: Settings, not_ours: Collection[Place]) -> list[TakenUp]:
    async with serving(settings) as (kafka, databases):
        clock = settings.clock()
        for service in SERVICES:
            await nobody_works(databases[service])
        for service in SERVICES:
            await migrate(service, databases[service])
            clock.not_before(await latest(service, databases[service]) or clock.now())
        return await take_up(kafka, databases, clock, not_ours)


async def take_up(
    kafka: str, databases: Mapping[str, str], clock: Clock, not_ours: Collection[Place] = ()
) -> list[TakenUp]:
    """One service after the other: whoever concludes has first heard what the others have told.

    `not_ours`: records that are none of the platform's facts, whatever they say.
    """
    found: list[TakenUp] = []
    async with AsyncExitStack() as stack:
        offsets = await stack.enter_async_context(Offsets(kafka))
        engines: dict[str, AsyncEngine] = {}
        for service in SERVICES:
            engines[service] = build_engine(databases[service], application=f"take-up-{service}", pool_size=2)
            stack.push_async_callback(engines[service].dispose)
        # Before anything is written: a place that was mistyped would leave out nothing, or another record.
        for service, engine in engines.items():
            places = {place for place in not_ours if place[0] == topics.FACTS[service]}
            if missed := places and places - await looked_at(engine, service, kafka, offsets, places):
                said = ", ".join(map(named, sorted(missed)))
                raise bad_argument(OPTION, f"no fact lies at {said} that is still to be looked at")
        for service, engine in engines.items():
            found.append(await TAKE_UP[service](engine, clock, kafka, offsets, not_ours))
    return found


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
