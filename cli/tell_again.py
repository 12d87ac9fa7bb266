"""`doithoai tell-again`: Kafka has lost all it had; the databases tell every fact once more.

Nothing of the platform runs meanwhile; the next `up` sends it. It names what nobody has any more.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack

import typer

from cli.at_work import nobody_works
from cli.failure import Failure
from cli.options import AsJson, DataDir
from cli.servers import serving
from deploy.embedded.errors import EmbeddedStackError
from shared.database.engine import build_engine
from shared.database.migrate import migrate
from shared.messaging.ahead import DoNotAgree
from shared.messaging.offsets import Offsets
from shared.messaging.telling_again import ToldAgain, nothing_there, tell_again
from shared.observability import logging
from shared.settings import SERVICES, Settings, read_settings


def run(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Tell every fact again where Kafka has lost all it had, nothing running; the next start sends it."""
    logging.configure("tell-again")
    settings = read_settings(data_dir=data_dir)
    try:
        found = asyncio.run(_run(settings))
    except (EmbeddedStackError, DoNotAgree) as error:
        raise Failure(str(error)) from None
    if as_json:
        typer.echo(json.dumps({one.service: _says(one) for one in found}, ensure_ascii=False, indent=2))
        return
    for one in found:
        typer.echo(f"{one.service}: {one.facts} facts are told again by the next start")
    again = sum(len(one.read_anew) for one in found)
    typer.echo(
        f"{again} inbound topics are read from their beginning: what was sent and had no receipt is gone, "
        "its senders have to send it again"
    )
    typer.echo("next: `doithoai up`, `doithoai drain`, `doithoai audit`")


async def _run(settings: Settings) -> list[ToldAgain]:
    if not settings.kafka and not (settings.data_dir / "kafka" / "cluster.json").exists():
        # With how many brokers, and which topics: that is for `up` to say.
        raise Failure(f"there is no Kafka in {settings.data_dir}: start `doithoai up` once, which makes it")
    async with serving(settings) as (kafka, databases):
        for service in SERVICES:
            await nobody_works(databases[service])
        for service in SERVICES:
            await migrate(service, databases[service])
        return await told_again(kafka, databases)


async def told_again(kafka: str, databases: Mapping[str, str]) -> list[ToldAgain]:
    """All services; nothing is written unless the topics of all are empty."""
    found: list[ToldAgain] = []
    async with AsyncExitStack() as stack:
        offsets = await stack.enter_async_context(Offsets(kafka))
        await nothing_there(offsets)
        for service in SERVICES:
            engine = build_engine(databases[service], application=f"tell-again-{service}", pool_size=1)
            stack.push_async_callback(engine.dispose)
            found.append(await tell_again(engine, service, offsets))
    return found


def _says(one: ToldAgain) -> dict[str, object]:
    read_anew = {f"{topic}/{partition}": stood for (topic, partition), stood in one.read_anew.items()}
    return {"facts": one.facts, "read_anew": read_anew}
