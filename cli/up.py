"""`doithoai up`: the whole platform in the foreground, until Ctrl-C."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.failure import Failure
from cli.options import DataDir
from cli.running import running
from deploy.embedded.errors import EmbeddedStackError
from deploy.embedded.supervisor import stop_signals
from shared.observability import logging
from shared.settings import Settings, read_settings


def run(
    port: Annotated[
        int | None, typer.Option("--port", help="The port to answer on; 0 takes a free one.")
    ] = None,
    data_dir: DataDir = None,
    ephemeral: Annotated[
        bool,
        typer.Option(
            "--ephemeral", help="Keep nothing after the end: in the data directory stand the addresses alone."
        ),
    ] = False,
    brokers: Annotated[
        int, typer.Option("--brokers", help="Embedded Kafka brokers: 1 or 3.", min=1, max=3)
    ] = 1,
    workers: Annotated[int, typer.Option("--workers", help="Worker processes.", min=1, max=16)] = 1,
    calendar: Annotated[
        Path | None, typer.Option("--calendar", help="Apply this calendar (JSON) before anything starts.")
    ] = None,
) -> None:
    """Run the whole platform, with embedded Kafka and PostgreSQL unless the environment names others."""
    logging.configure("up")
    settings = read_settings(port=port, data_dir=data_dir)
    try:
        asyncio.run(_up(settings, ephemeral, brokers, workers, calendar))
    except EmbeddedStackError as error:
        raise Failure(str(error)) from None


async def _up(settings: Settings, ephemeral: bool, brokers: int, workers: int, calendar: Path | None) -> None:
    found_in = settings.data_dir.expanduser().resolve() if ephemeral else None
    async with (
        stop_signals() as asked,
        running(
            settings,
            ephemeral=ephemeral,
            found_in=found_in,
            brokers=brokers,
            workers=workers,
            calendar=calendar,
        ) as platform,
    ):
        typer.echo(f"ready {platform.http}")
        await asked.wait()
        typer.echo("stopping…")
