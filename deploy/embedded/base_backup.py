"""How is a copy of a running PostgreSQL taken? pg_basebackup, looked over, kept under its moment's name."""

import asyncio
import hashlib
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from deploy.embedded.archive import Archive
from deploy.embedded.errors import EmbeddedStackError
from deploy.embedded.postgres import ROLE, wheel_binaries
from deploy.embedded.to_its_end import to_its_end

log = logging.getLogger(__name__)

NAME = "%Y%m%dT%H%M%S.%fZ"
"""A base backup is called by the moment at which it was whole: from then on it serves."""
FIRST_PIECE = re.compile(r"^START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)", re.MULTILINE)
PIECE = re.compile(r"^[0-9A-F]{24}")
PART = ".part"
"""What is not whole yet, or not any more, is called so: it is no backup, and the next run removes it."""


@dataclass(frozen=True, slots=True)
class BaseBackup:
    """One copy of the whole server."""

    path: Path
    whole_at: datetime

    @property
    def first_piece(self) -> str:
        """The first piece of the log that it needs."""
        label = self.path / "backup_label"
        with _reading(label):
            found = FIRST_PIECE.search(label.read_text("utf-8"))
        if found is None:
            raise EmbeddedStackError(f"{self.path} is not a base backup: its backup_label names no log")
        return found[1]

    @property
    def end(self) -> tuple[int, str]:
        """The line of history that it was copied on, and the place in the log where it was whole."""
        manifest = self.path / "backup_manifest"
        with _reading(manifest):
            copied = json.loads(manifest.read_text("utf-8"))["WAL-Ranges"][0]
            return int(copied["Timeline"]), str(copied["End-LSN"])


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    """EmbeddedStackError names a file of a backup that is missing, cut off or overwritten."""
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not as PostgreSQL wrote it"
        raise EmbeddedStackError(f"{file} of a base backup can't be read: {why}") from error


def known(archive: Archive) -> list[BaseBackup]:
    """The base backups of an archive, the oldest first; one that lacks something is named, and left out."""
    found: list[BaseBackup] = []
    for path in archive.bases.glob("*Z"):
        with suppress(ValueError):  # what is not called by a moment is none of ours
            found.append(BaseBackup(path, datetime.strptime(path.name, NAME).replace(tzinfo=UTC)))
    return sorted((base for base in found if _readable(base)), key=lambda one: one.whole_at)


def _readable(base: BaseBackup) -> bool:
    try:
        look_over(base.path, contents=False)
        return bool(base.first_piece and base.end)
    except EmbeddedStackError as amiss:
        log.warning("left out, and of no use: %s", amiss)
        return False


async def back_up(archive: Archive, url: str, keep: int) -> tuple[BaseBackup, list[str]]:
    """One more, and of all the newest `keep`; what went. EmbeddedStackError while another is being taken."""
    with archive.held():
        for part in archive.bases.glob(f"*{PART}"):
            await to_its_end(shutil.rmtree, part, True)  # what a killed run left
        made = await take(archive, url)
        return made, await to_its_end(prune, archive, keep)


async def take(archive: Archive, url: str) -> BaseBackup:
    """Copies the server at `url` while it works; EmbeddedStackError says what keeps it from being whole."""
    connection = await asyncpg.connect(url)
    try:
        await _keeps_its_log(archive, connection)
        # Its own: what a killed run started may still be copying into another.
        part = Path(tempfile.mkdtemp(prefix="being-taken-", suffix=PART, dir=archive.bases))
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
    await to_its_end(look_over, part)
    path = archive.bases / whole_at.astimezone(UTC).strftime(NAME)
    part.rename(path)
    return BaseBackup(path, whole_at)


def look_over(path: Path, contents: bool = True) -> None:
    """EmbeddedStackError unless every file of the backup is there as it was copied, or as long at least.

    As pg_verifybackup does, which the wheel brings and which crashes.
    """
    manifest = path / "backup_manifest"
    with _reading(manifest):
        files = [
            (path / (said.get("Path") or bytes.fromhex(said["Encoded-Path"]).decode()), said["Size"],
             said["Checksum"])
            for said in json.loads(manifest.read_text("utf-8"))["Files"]
        ]  # fmt: skip
    for file, size, checksum in files:
        if not file.is_file() or file.stat().st_size != size:
            raise EmbeddedStackError(f"the base backup {path.name} is not whole: {file.name} is amiss")
        if contents and _digest(file) != checksum:
            raise EmbeddedStackError(f"the base backup {path.name} is damaged in {file.name}")


def _digest(file: Path) -> str:
    with _reading(file), file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


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
        # Killed in between it is not half a backup under a whole one's name.
        shutil.rmtree(path.rename(path.with_name(path.name + PART)))
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
    try:
        said, _ = await running.communicate()
    finally:
        if running.returncode is None:  # given up: nobody waits for it any more
            running.kill()
            await running.wait()
    if running.returncode:
        last = said.decode("utf-8", "replace").strip().splitlines()[-2:]
        raise EmbeddedStackError(f"{program} failed: {' | '.join(last)}")
