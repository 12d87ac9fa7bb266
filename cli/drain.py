"""`doithoai drain`: returns when every event published before has been handled everywhere."""

import asyncio
import json

import typer

from cli import platform
from cli.failure import Failure
from cli.options import AsJson, DataDir, Port, Timeout
from cli.settling import Left, Settling


def run(timeout: Timeout = 60, data_dir: DataDir = None, port: Port = None, as_json: AsJson = False) -> None:
    """Wait until nothing is unread, unpublished or to be recomputed; name how many events wait."""
    left = asyncio.run(_drain(platform.find(data_dir, port), timeout))
    if as_json:
        typer.echo(
            json.dumps(
                {"drained": left.drained(), "waiting": left.waiting, "stuck": left.stuck, "left": left.says()}
            )
        )
    elif left.drained():
        typer.echo(f"drained; {left.waiting} waiting for a subject or for their unit's right to act")
        if not left.nothing():
            typer.echo(f"what came after it began goes on: {left.says()}")
    if not left.drained():
        when = "and will not by itself" if left.stuck else f"after {timeout:g} s"
        raise Failure(f"not drained {when}: {left.says()}")


async def _drain(where: platform.Platform, timeout: float) -> Left:
    async with Settling(where) as settling:
        return await settling.drain(timeout)
