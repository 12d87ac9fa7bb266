"""`doithoai backup`: a copy of the running embedded PostgreSQL; with the log since, any moment can be had."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from cli import platform
from cli.failure import Failure, unreachable
from cli.options import AsJson, DataDir, Port, folder
from cli.platform import Platform
from deploy.embedded import base_backup
from deploy.embedded.archive import Archive
from deploy.embedded.base_backup import BaseBackup
from deploy.embedded.errors import EmbeddedStackError
from shared.settings import read_settings

Backups = Annotated[
    Path | None,
    typer.Option(
        "--backups",
        parser=folder("--backups"),
        metavar="PATH",
        help="The folder of backups and log (DOITHOAI_BACKUPS).",
    ),
]
RUNBOOK = "docs/runbooks/restore.md"


def run(
    backups: Backups = None,
    keep: Annotated[int, typer.Option("--keep", min=1, help="So many copies stay, the newest.")] = 7,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Copy the running embedded PostgreSQL, and drop what is older than the copies that stay."""
    archive = archive_of(backups)
    made, gone = asyncio.run(_take(platform.find(data_dir, port), archive, keep))
    if as_json:
        told = {"path": str(made.path), "whole_at": made.whole_at.isoformat(), "dropped": gone}
        typer.echo(json.dumps(told, indent=2))
    else:
        typer.echo(f"wrote {made.path}: from {made.whole_at.isoformat()} on every moment can be had again")
        typer.echo(f"dropped {len(gone)} older backups and pieces of the log" if gone else "dropped nothing")


def archive_of(backups: Path | None) -> Archive:
    """The folder named; Failure, which says how to name one, if none is, or the servers are one's own."""
    settings = read_settings(backups=backups)
    if settings.database:
        raise Failure(
            "this is for the embedded PostgreSQL, and DOITHOAI_DATABASE names one of your own: "
            f"{RUNBOOK} says what does the same there"
        )
    if settings.backups is None:
        raise Failure("DOITHOAI_BACKUPS is not set: name the folder of the backups, or give --backups", 2)
    return Archive(settings.backups.resolve())


async def _take(where: Platform, archive: Archive, keep: int) -> tuple[BaseBackup, list[str]]:
    try:
        return await base_backup.back_up(archive, where.databases["notices"], keep)
    except EmbeddedStackError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(unreachable(error) or f"the backup failed: {error}") from error
