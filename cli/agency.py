"""`doithoai agency add UNIT…`: the topics of a unit that has none, such as a commune (R6)."""

import asyncio
import json
from typing import Annotated

import typer

from cli import platform
from cli.failure import bad_argument
from cli.law import current_registry
from cli.options import AsJson, DataDir, Port
from shared.messaging.admin import create_topics
from shared.messaging.topics import of_unit
from shared.settings import read_settings

app = typer.Typer(help="Units as senders of events.", no_args_is_help=True)


@app.callback()
def agency() -> None:
    """Units as senders of events."""


@app.command()
def add(
    units: Annotated[list[str], typer.Argument(help="Their ids, as the registry has them.")],
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Make the units' inbound topics and their topic of receipts; those that are there stay as they are."""
    made = asyncio.run(_add(platform.find(data_dir, port), units))
    if as_json:
        typer.echo(json.dumps({"units": units, "made": made}))
    else:
        typer.echo("\n".join(f"made {name}" for name in made) or "they have their topics already")


async def _add(where: platform.Platform, units: list[str]) -> list[str]:
    registry = await current_registry(where)
    for unit in units:
        if registry.get(unit) is None:
            raise bad_argument("UNIT", f"{unit} is not in the registry: `doithoai unit apply` tells of it")
    specs = [spec for unit in units for spec in of_unit(unit)]
    return sorted(await create_topics(where.kafka, specs, read_settings().replication))
