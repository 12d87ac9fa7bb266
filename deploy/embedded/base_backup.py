"""How is a copy of a running PostgreSQL taken? pg_basebackup, looked over, kept under its moment's name."""

import asyncio
import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from deploy.embedded.archive import Archive
from deploy.embedded.errors import EmbeddedStackError
from deploy.embedded.postgres import ROLE, wheel_binaries

NAME = "%Y%m%dT%H%M%S.%fZ"
"""A base backup is called by the moment at which it was whole: from then on it serves."""
FIRST_PIECE = re.compile(r"^START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)", re.MULTILINE)
PIECE = re.compile(r"^[0-9A-F]{24}")


@dataclass(frozen=True, slots=True)
class BaseBackup:
    """One copy of the whole server."""

    path: Path
    whole_at: datetime

    @property
    def first_piece(self) -> str:
        """The first piece of the log that it needs."""
        found = FIRST_PIECE.search((self.path / "backup_label").read_text("utf-8"))
        if found is None:
            raise EmbeddedStackError(f"{self.path} is not a base backup: its backup_label names no log")
        return found[1]


def known(archive: Archive) -> list[BaseBackup]:
    """The base backups of an archive, the oldest first."""
    found = [
        BaseBackup(path, datetime.strptime(path.name, NAME).replace(tzinfo=UTC))
        for path in archive.bases.glob("*Z")
    ]
    return sorted(found, key=lambda one: one.whole_at)


async def take(archive: Archive, url: str) -> BaseBackup:
    """Copies the server at `url` while it works; EmbeddedStackError says what keeps it from being whole."""
    connection = await asyncpg.connect(url)
    try:
        await _keeps_its_log(archive, connection)
        part = archive.bases / "being-taken.part"
        shutil.rmtree(part, ignore_errors=True)
        server = urlsplit(url)
        await _run(
            "pg_basebackup", "-D", str(part), "-h", str(server.hostname), "-p", str(server.port), "-U", ROLE,
            "--checkpoint=fast", "--wal-method=none", "--manifest-checksums=SHA256", "--no-password",
            password=server.password,
        )  # fmt: skip
        # The copy is whole once the log up to its end is kept: pg_basebackup has waited for that.
        whole_at = await connection.fetchval("SELECT clock_timestamp()")
    finally:
        await connection.close()
    await asyncio.to_thread(look_over, part)
    path = archive.bases / whole_at.astimezone(UTC).strftime(NAME)
    part.rename(path)
    return BaseBackup(path, whole_at)


def look_over(path: Path) -> None:
    """EmbeddedStackError unless every file of the backup is there as it was copied.

    As pg_verifybackup does, which the wheel brings and which crashes.
    """
    manifest = json.loads((path / "backup_manifest").read_text("utf-8"))
    for said in manifest["Files"]:
        file = path / (said.get("Path") or bytes.fromhex(said["Encoded-Path"]).decode())
        if not file.is_file() or file.stat().st_size != said["Size"]:
            raise EmbeddedStackError(f"the base backup {path.name} is not whole: {file.name} is amiss")
        with file.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != said["Checksum"]:
                raise EmbeddedStackError(f"the base backup {path.name} is damaged in {file.name}")


async def _keeps_its_log(archive: Archive, connection: asyncpg.Connection) -> None:
    if await connection.fetchval("SHOW archive_mode") == "off":
        raise EmbeddedStackError(
            "the running PostgreSQL keeps no log: start `doithoai up` with DOITHOAI_BACKUPS naming a folder"
        )
    if archive.keeping()["archive_command"] != await connection.fetchval("SHOW archive_command"):
        raise EmbeddedStackError(f"the running PostgreSQL keeps its log elsewhere than in {archive.log}")


def prune(archive: Archive, keep: int) -> list[str]:
    """Drops all but the newest `keep` base backups, and the log that none of those needs; what went."""
    bases = known(archive)
    if len(bases) <= keep:
        return []
    first = bases[-keep].first_piece
    gone = [base.path for base in bases[:-keep]]
    for path in gone:
        shutil.rmtree(path)
    # Of every timeline: a piece's place follows its timeline in its name.
    old = [p for p in archive.log.iterdir() if PIECE.match(p.name) and p.name[8:24] < first[8:]]
    for path in old:
        path.unlink()
    return [path.name for path in (*gone, *sorted(old))]


async def _run(program: str, *arguments: str, password: str | None = None) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C"}
    running = await asyncio.create_subprocess_exec(
        str(wheel_binaries() / program), *arguments,
        env=env | ({"PGPASSWORD": password} if password else {}),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await running.communicate()
    if running.returncode:
        last = said.decode("utf-8", "replace").strip().splitlines()[-2:]
        raise EmbeddedStackError(f"{program} failed: {' | '.join(last)}")
