"""How does PostgreSQL become again what it was at a moment? A base backup, and the log up to that moment.

It becomes so in a folder beside what is there now. That stays where it is until the other is whole,
and is then put aside, never overwritten. Its password becomes the one beside the data, so that a backup
holds none and serves where the old one is lost.
"""

import asyncio
import logging
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Event

import asyncpg

from deploy.embedded import base_backup, os_user
from deploy.embedded.archive import Archive
from deploy.embedded.base_backup import BaseBackup
from deploy.embedded.errors import DidNotStart, EmbeddedStackError
from deploy.embedded.history import leading_on
from deploy.embedded.lock import locked
from deploy.embedded.logs import last_lines
from deploy.embedded.orphans import end_leftovers
from deploy.embedded.passing import passing
from deploy.embedded.ports import Ports
from deploy.embedded.postgres import BEING_RESTORED, ROLE, Postgres, password_kept, password_of
from deploy.embedded.stack import SERVICES
from deploy.embedded.to_its_end import to_its_end

log = logging.getLogger(__name__)

POLL_S = 0.1
BESIDE = f"postgres{BEING_RESTORED}"
"""Where it is made, in the data directory."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done."""

    base: BaseBackup
    until: datetime | None
    """The last commit that is there again; None if nothing was committed after the base backup."""
    put_aside: Path | None
    """The data that was there before."""


async def restore(
    data_dir: Path, archive: Archive, to: datetime | None, databases: Sequence[str] = SERVICES
) -> Restored:
    """Puts the databases back to `to`, by default to the end of the log that is kept.

    Nothing may run on the data directory. EmbeddedStackError says what is missing; then, and if it is given
    up, all is as it was.
    """
    data_dir = data_dir.expanduser().resolve()
    with ExitStack() as held:
        held.enter_context(locked(data_dir))
        await to_its_end(end_leftovers, data_dir / "running")
        held.enter_context(archive.held())
        base = await to_its_end(_base_for, archive, to)
        archive.make(os_user.server_user())
        home, beside = data_dir / "postgres", data_dir / BESIDE
        await to_its_end(shutil.rmtree, beside, True)  # what a killed one left
        had_password = password_of(home).exists()
        try:
            password = password_kept(home, os_user.server_user())
            given_up = Event()
            await to_its_end(_copy, base.path, beside, given_up, given_up=given_up)
            until = await _recover(data_dir, archive, to, password)
        except BaseException:
            await to_its_end(shutil.rmtree, beside, True)
            if not had_password:
                password_of(home).unlink(missing_ok=True)
            raise
        aside = _exchanged(home, beside)
        keeping = asyncio.ensure_future(_keep_line(data_dir, archive, databases))
        while not keeping.done():
            with suppress(asyncio.CancelledError):  # it is done, and can't be given up any more
                await asyncio.wait([keeping])
        keeping.result()
        return Restored(base, until, aside)


def _base_for(archive: Archive, to: datetime | None) -> BaseBackup:
    """The newest base backup that was whole by then and still is, and from which the log leads on."""
    bases = leading_on(base_backup.known(archive), archive)
    if not bases:
        raise EmbeddedStackError(f"there is no base backup in {archive.bases} from which the log leads on")
    fit = [base for base in bases if to is None or base.whole_at <= to]
    if not fit:
        raise EmbeddedStackError(
            f"the oldest base backup in {archive.bases} was whole at {bases[0].whole_at.isoformat()}: "
            "nothing before that can be had again"
        )
    for base in reversed(fit):
        try:
            base_backup.look_over(base.path)
            return base
        except EmbeddedStackError as damage:
            log.warning("left out, for an older one if there is one: %s", damage)
    raise EmbeddedStackError(f"no base backup in {archive.bases} that was whole by then still is")


def _exchanged(home: Path, beside: Path) -> Path | None:
    """What was made beside takes its place; where that lies now which was there, if anything was."""
    aside = None
    if home.exists():
        asides = (home.with_name(f"{home.name}.before-restore-{number}") for number in count(1))
        aside = next(path for path in asides if not path.exists())
        home.rename(aside)
    beside.rename(home)
    return aside


def _copy(base: Path, beside: Path, given_up: Event) -> None:
    """The base backup as a data directory that will recover; PostgreSQL's own user gets it."""

    def put(source: str, target: str) -> None:
        if given_up.is_set():
            raise EmbeddedStackError("the restore was given up")
        try:
            shutil.copy2(source, target)
        except OSError as refusal:
            # Said here: of a tree, all of whose files fail, it would be said when the last has.
            raise _not_copied(beside, refusal) from refusal

    owner = os_user.server_user()
    try:
        shutil.copytree(base, beside, copy_function=put)
        (beside / "recovery.signal").touch()
        if owner:
            for path in (beside, *beside.rglob("*")):
                os.chown(path, *owner, follow_symlinks=False)
    except OSError as refusal:
        raise _not_copied(beside, refusal) from refusal


def _not_copied(beside: Path, refusal: OSError) -> EmbeddedStackError:
    # Of a tree several things are told at once, each with its paths and why.
    why = refusal.args[0][0][2] if isinstance(refusal, shutil.Error) else refusal.strerror
    return EmbeddedStackError(f"the base backup can't be copied to {beside}: {why}")


async def _recover(data_dir: Path, archive: Archive, to: datetime | None, password: str) -> datetime | None:
    """Lets a server work the log in; the last commit it took, once it is its own master and has `password`.

    Until then it has the password of the moment, which nobody need know any more.
    """
    target = {"recovery_target_time": to.astimezone(UTC).isoformat(sep=" ")} if to else {}
    # Later restores follow the newest line of history in the archive: of one that fails, or is killed, none
    # may be there.
    later = {"archive_mode": "on", "archive_command": ""}
    settings = {**archive.giving(), **target, **later, "recovery_target_action": "promote"}
    with passing() as door:
        server = _server(data_dir, BESIDE, ["postgres"], settings=settings, door=door)
        try:
            url = (await server.start())["postgres"]
            last_commit = await _promoted(server, url)
            await _give_password(url, password)
            return last_commit
        except DidNotStart as error:
            last = last_lines(data_dir / "logs" / "postgres.log", 12)
            raise EmbeddedStackError(_why(last or str(error), to)) from None
        finally:
            await server.stop()


async def _keep_line(data_dir: Path, archive: Archive, databases: Sequence[str]) -> None:
    """Lets it run once in its place: the archive has the line of history that has begun, with its log.

    Of a line without its log PostgreSQL works in the old one's instead.
    """
    server = _server(data_dir, "postgres", databases, archive=archive)
    try:
        await server.start()
    finally:
        await server.stop()


def _server(
    data_dir: Path,
    name: str,
    databases: Sequence[str],
    *,
    archive: Archive | None = None,
    settings: Mapping[str, str] | None = None,
    door: Path | None = None,
) -> Postgres:
    return Postgres(
        data_dir / name,
        ports=Ports(data_dir / "ports.json"),
        logs=data_dir / "logs",
        pid_files=data_dir / "running",
        databases=databases,
        archive=archive,
        settings=settings,
        recovers=True,
        door=door,
    )


async def _give_password(url: str, password: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        give = f"ALTER ROLE {ROLE} PASSWORD %L"
        await connection.execute(await connection.fetchval("SELECT format($1, $2::text)", give, password))
    finally:
        await connection.close()


async def _promoted(server: Postgres, url: str) -> datetime | None:
    (process,) = server.children
    while process.running:
        try:
            connection = await asyncpg.connect(url, timeout=5)
        except (OSError, asyncpg.PostgresError, TimeoutError):
            await asyncio.sleep(POLL_S)
            continue
        try:
            if not await connection.fetchval("SELECT pg_is_in_recovery()"):
                return await connection.fetchval("SELECT pg_last_xact_replay_timestamp()")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            pass
        finally:
            connection.terminate()
        await asyncio.sleep(POLL_S)
    raise DidNotStart("it ended while it recovered")


def _why(said: str, to: datetime | None) -> str:
    if to is not None and "before configured recovery target was reached" in said:
        return (
            f"the log that is kept ends before {to.isoformat()}: name an earlier moment, or leave --to out "
            "for everything that is kept"
        )
    fatal = [line for line in said.split(" | ") if "FATAL" in line]
    return f"PostgreSQL could not recover: {fatal[-1] if fatal else said}"
