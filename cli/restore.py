"""`doithoai restore --to TIME`: the embedded PostgreSQL as it was then; Kafka stays as it is.

Afterwards `doithoai take-up` brings back what the topics know and the databases do not.
"""

import asyncio
import json
from typing import Annotated

import typer

from cli.backup import Backups, archive_of
from cli.failure import Failure
from cli.options import AsJson, DataDir, moment
from deploy.embedded.errors import EmbeddedStackError
from deploy.embedded.point_in_time import restore
from shared.settings import read_settings


def run(
    to: Annotated[
        str | None,
        typer.Option("--to", help="The moment (RFC 3339 with offset) by this machine's clock; or the end."),
    ] = None,
    backups: Backups = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Put the embedded PostgreSQL back to a moment, with the platform stopped; what is there is put aside."""
    archive, until = archive_of(backups), moment(to, "--to")
    settings = read_settings(data_dir=data_dir)
    try:
        done = asyncio.run(restore(settings.data_dir, archive, until))
    except EmbeddedStackError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"the restore failed: {error}") from error
    aside = str(done.put_aside) if done.put_aside else None
    last = done.until.isoformat() if done.until else None
    if as_json:
        told = {"from": str(done.base.path), "last_commit": last, "put_aside": aside}
        typer.echo(json.dumps(told, indent=2))
        return
    typer.echo(f"restored from {done.base.path.name}; the last commit that is there again: {last or 'none'}")
    if aside:
        typer.echo(f"what was there before: {aside}")
    typer.echo("next: `doithoai take-up`, then `doithoai up`, `doithoai backup`, `doithoai audit`")
