"""`doithoai up`: the whole platform in the foreground, until Ctrl-C."""

import asyncio
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Annotated

import typer

from cli.failure import Failure, bad_argument
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
    brokers: Annotated[int, typer.Option("--brokers", help="Embedded Kafka brokers: 1 or 3.")] = 1,
    workers: Annotated[int, typer.Option("--workers", help="Worker processes.", min=1, max=16)] = 1,
    calendar: Annotated[
        Path | None, typer.Option("--calendar", help="Apply this calendar (JSON) before anything starts.")
    ] = None,
) -> None:
    """Run the whole platform, with embedded Kafka and PostgreSQL unless the environment names others."""
    if brokers not in (1, 3):
        # Two would be less than one: each record in both, and none taken in while either is away.
        raise bad_argument("--brokers", f"1 or 3, not {brokers}")
    logging.configure("up")
    settings = read_settings(port=port, data_dir=data_dir)
    try:
        asyncio.run(_up(settings, ephemeral, brokers, workers, calendar))
    except EmbeddedStackError as error:
        raise Failure(str(error)) from None


async def _up(settings: Settings, ephemeral: bool, brokers: int, workers: int, calendar: Path | None) -> None:
    found_in = settings.data_dir.resolve() if ephemeral else None
    async with stop_signals() as asked, AsyncExitStack() as stack:
        platform = running(
            settings,
            ephemeral=ephemeral,
            found_in=found_in,
            brokers=brokers,
            workers=workers,
            calendar=calendar,
        )
        starting = asyncio.ensure_future(stack.enter_async_context(platform))
        asking = asyncio.ensure_future(asked.wait())
        await asyncio.wait([starting, asking], return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            typer.echo("stopping…")
            starting.cancel()
            with suppress(asyncio.CancelledError):
                await starting
            return
        typer.echo(f"ready {starting.result().http}")
        await asking
        typer.echo("stopping…")
