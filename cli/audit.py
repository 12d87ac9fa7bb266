"""`doithoai audit`: the laws of conservation across topics and databases; exit 1 if one is broken."""

import asyncio
import json
from contextlib import AsyncExitStack
from functools import partial
from typing import Annotated

import asyncpg
import typer

from cli import laws, platform
from cli.discarded import discarded
from cli.looking import FOLLOWS, PASSED_OVER
from cli.options import AsJson, DataDir, Port
from cli.settling import Settling
from cli.streams import records_at, standing
from cli.verdict import NAMED, Law
from shared.messaging import topics
from shared.messaging.offsets import Offsets
from shared.settings import SERVICES


def run(
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
    settle: Annotated[
        float,
        typer.Option("--settle", help="First wait, so many seconds at most, till all is done.", min=0),
    ] = 0.0,
) -> None:
    """Check that nothing was lost, doubled or miscounted; to be run on a drained platform."""
    found = asyncio.run(_settled(platform.find(data_dir, port), settle))
    if as_json:
        typer.echo(json.dumps([law.says() for law in found], ensure_ascii=False, indent=2))
    else:
        tell(found)
    if not all(law.holds for law in found):
        raise typer.Exit(1)


async def _settled(where: platform.Platform, seconds: float) -> list[Law]:
    """The laws, once the platform has settled or the time is over."""
    if seconds:
        async with Settling(where) as settling:
            await settling.settle(seconds)
    return await check(where)


def tell(found: list[Law]) -> None:
    """Prints each law, its figures, and the ids that break it."""
    for law in found:
        typer.echo(f"{'holds ' if law.holds else 'BROKEN'}  {law.name}: {law.figures}")
        for one in law.broken[:NAMED]:
            typer.echo(f"        {one}")
        if len(law.broken) > NAMED:
            typer.echo(f"        … and {len(law.broken) - NAMED} more")


async def check(where: platform.Platform) -> list[Law]:
    """Every law, as things stand now."""
    async with AsyncExitStack() as stack:
        connections: dict[str, asyncpg.Connection] = {}
        for service in SERVICES:
            connections[service] = await asyncpg.connect(where.databases[service])
            stack.push_async_callback(connections[service].close)
        offsets = await stack.enter_async_context(Offsets(where.kafka))
        # Who discards while it is read is heard by the next look.
        given_up = await discarded(connections.values())
        stands = await standing(where.kafka, list(topics.FACTS.values()), given_up)
        seen = stands.facts
        found: list[Law] = [laws.only_facts_stand(stands)]
        for service in topics.INBOUND_SERVICES:
            inbound = await offsets.partitions(pattern=topics.inbound_pattern(service))
            begins, ends = await offsets.begins(inbound), await offsets.ends(inbound)
            ranges = {key: (begins[key], ends[key]) for key in inbound}
            lie = partial(records_at, where.kafka)
            found.append(await laws.every_record_has_one_outcome(service, ranges, connections[service], lie))
        found.append(await laws.accepted_is_stored_is_counted(connections))
        for service in SERVICES:
            found.append(await laws.outbox_is_topic(service, seen, connections[service]))
            found.append(await laws.sequences_run_from_one(service, seen, connections[service]))
        for service in SERVICES:
            followed = [topics.FACTS[other] for other in FOLLOWS[service]]
            passed, connection = PASSED_OVER[service], connections[service]
            found.append(await laws.followed_to_the_end(service, followed, passed, seen, connection))
        found.append(await laws.overdue_said_once(seen, connections["deadlines"]))
        found.append(await laws.approaching_said_once(seen, connections["deadlines"]))
        return found
