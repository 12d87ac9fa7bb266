"""`doithoai rebuild reporting`: drops the projection and replays the stream; publishes nothing."""

import asyncio
import json
from typing import Annotated

import typer

from cli import platform
from cli.failure import Failure
from cli.options import AsJson, DataDir, Port, Timeout
from cli.settling import Settling
from services.reporting.store import projection
from shared.database.engine import build_engine

app = typer.Typer(help="Rebuild a projection from the stream.", no_args_is_help=True)


@app.callback()
def rebuild() -> None:
    """Rebuild a projection from the stream."""


@app.command()
def reporting(
    timeout: Timeout = 300,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait until the stream is folded again.")
    ] = True,
) -> None:
    """Drop reporting's projection (not the editions) and let its workers replay the stream."""
    before, after = asyncio.run(_rebuild(platform.find(data_dir, port), timeout, wait))
    if as_json:
        typer.echo(json.dumps({"before": before, "after": after, "same": before == after}))
    elif after is None:
        typer.echo("dropped; the workers are replaying the stream")
    else:
        typer.echo(
            f"rebuilt: {'the same rows as before' if before == after else 'OTHER rows than before'} ({after})"
        )
    if after is not None and before != after:
        raise typer.Exit(1)


async def _rebuild(where: platform.Platform, timeout: float, wait: bool) -> tuple[str, str | None]:
    engine = build_engine(where.databases["reporting"], application="doithoai-rebuild", pool_size=2)
    try:
        async with Settling(where) as settling:
            async with engine.connect() as conn:
                before = await projection.digest(conn)
            await projection.rebuild(engine)
            if not wait:
                return before, None
            left = await settling.settle(timeout)
            if not left.nothing():
                raise Failure(f"not replayed after {timeout:g} s (does reporting run?): {left.says()}")
            async with engine.connect() as conn:
                return before, await projection.digest(conn)
    finally:
        await engine.dispose()
