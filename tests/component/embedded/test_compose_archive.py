"""Do the compose file's archive and script keep a PostgreSQL, and put it back? Only Docker is not real."""

import asyncio
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from deploy.embedded import os_user
from deploy.embedded.ports import Ports
from deploy.embedded.postgres import Postgres, wheel_binaries
from tests.component.embedded.test_restoring import put, rows
from tests.contract.ops import files

SCRIPT = files.ROOT / "deploy/postgres/backups.sh"
DAMAGES = {
    "backup_label": None,
    "backup_manifest": "{",
    "global/pg_control": None,
    "PG_VERSION": "1",
    # As long as it was.
    "./PG_VERSION": "19\n",
}
"""A file of a copy, and what stands in it instead; None: it is gone."""


def archiving(archive: Path) -> Mapping[str, str]:
    """The compose file's settings by which the server keeps its log, with a folder for the volume."""
    given = files.compose()["services"]["postgres"]["command"]
    said = dict(each.removeprefix("-c").partition("=")[::2] for each in given[1:])
    return {
        name: value.replace("$$", "$").replace("/archive/", f"{archive}/")
        for name, value in said.items()
        if name.startswith("archive_")
    }


class Kept:
    """A PostgreSQL as the compose file keeps it, and its script."""

    def __init__(self, root: Path) -> None:
        self.data, self.archive, self._root = root / "postgres", root / "archive", root
        self._user = os_user.server_user()
        for folder in (self.archive, self.archive / "wal", self.archive / "base"):
            folder.mkdir()
            if self._user:
                os_user.let_keep(self._user, folder)

    async def start(self) -> str:
        """The URL of its database."""
        root = self._root
        self.running = Postgres(
            self.data, ports=Ports(root / "ports.json"), logs=root / "logs", pid_files=root / "running",
            databases=("one",), settings=archiving(self.archive),
        )  # fmt: skip
        self._url = (await self.running.start())["one"]
        return self._url

    async def says(self, *argv: str, **env: str) -> "subprocess.CompletedProcess[str]":
        server = urlsplit(self._url)
        path = f"{wheel_binaries()}:{os.environ['PATH']}"
        whole = {
            "PATH": path, "ARCHIVE": str(self.archive), "PGDATA": str(self.data), "PGUSER": "doithoai",
            "PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGPASSWORD": str(server.password), **env,
        }  # fmt: skip
        # As in the compose file: PostgreSQL's own user takes the copies, root puts them back.
        own = self._user if argv[0] == "take" else None
        as_whom: dict[str, Any] = {"user": own[0], "group": own[1]} if own else {}
        script = ["sh", "-c", SCRIPT.read_text("utf-8"), str(SCRIPT), *argv]
        return await asyncio.to_thread(
            subprocess.run, script, env=whole, cwd="/", capture_output=True, text=True, **as_whom
        )

    async def done(self, *argv: str, **env: str) -> None:
        found = await self.says(*argv, **env)
        assert found.returncode == 0, found.stderr

    def damaged(self, good: str) -> list[str]:
        """Copies that seem newer than the `good` one, each with a damage of its own; their names."""
        names = [f"20991231T23590{number}.000000Z" for number in range(len(DAMAGES))]
        for name, (file, instead) in zip(names, DAMAGES.items(), strict=True):
            subprocess.run(["cp", "-al", good, name], cwd=self.archive / "base", check=True)
            damaged = self.archive / "base" / name / file
            damaged.unlink()
            if instead is not None:
                damaged.write_text(instead)
        return names

    def bases(self) -> list[str]:
        return sorted(path.name for path in (self.archive / "base").iterdir())


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


async def test_the_compose_files_archive_puts_postgresql_back_to_a_moment(kept: Kept) -> None:
    url = await kept.start()
    await put(url, 1)
    await kept.done("take")
    moment = await put(url, 2)
    await put(url, 3)
    assert "stop it first" in (await kept.says("restore")).stderr
    await kept.running.stop()
    before = moment.replace(year=2020).isoformat()
    assert "no base backup" in (await kept.says("restore", before)).stderr

    await kept.done("restore", moment.isoformat())
    aside = kept.data.parent.glob("postgres.before-restore-*")
    assert [(path / "PG_VERSION").exists() for path in aside] == [True]
    url = await kept.start()
    assert await rows(url) == [1, 2]
    await put(url, 4)
    (old,) = kept.bases()
    await kept.done("take", KEPT="1")
    (newest,) = kept.bases()
    assert newest > old
    label = (kept.archive / "base" / newest / "backup_label").read_text("utf-8")
    pieces = {path.name[8:24] for path in (kept.archive / "wal").glob(f"{'?' * 24}.gz")}
    assert f"{min(pieces)})" in label
    await put(url, 5)
    await kept.running.stop()
    # To the end of the log: of the moment that the copy was once put back to nothing is left.
    await kept.done("restore")
    assert await rows(await kept.start()) == [1, 2, 4, 5]
    await kept.running.stop()


async def test_the_script_begins_from_no_copy_of_what_was_put_back_since(kept: Kept) -> None:
    url = await kept.start()
    await put(url, 1)
    await kept.done("take")
    moment = await put(url, 2)
    await put(url, 3)
    await kept.done("take")
    await kept.running.stop()
    await kept.done("restore", moment.isoformat())
    await put(await kept.start(), 4)
    await kept.running.stop()
    first, _ = kept.bases()
    assert f"put back from {first}" in (await kept.says("restore")).stdout
    url = await kept.start()
    assert await rows(url) == [1, 2, 4]
    # A copy of the newest line of history serves again.
    await kept.done("take")
    await put(url, 5)
    await kept.running.stop()
    assert f"put back from {kept.bases()[-1]}" in (await kept.says("restore")).stdout
    assert await rows(await kept.start()) == [1, 2, 4, 5]
    await kept.running.stop()


async def test_the_script_passes_over_a_copy_that_is_damaged_or_lacks_something(kept: Kept) -> None:
    url = await kept.start()
    await put(url, 1)
    await kept.done("take")
    (good,) = kept.bases()
    amiss = kept.damaged(good)
    await put(url, 2)

    # Of three that seem whole two stay. That the last was overwritten shows in its digests alone.
    found = await kept.says("take", KEPT="2")
    assert found.returncode == 0, found.stderr
    assert [name for name in amiss if name in found.stderr] == amiss[:-1]
    taken, *others = kept.bases()
    assert (taken > good, others) == (True, amiss)
    await kept.running.stop()
    found = await kept.says("restore")
    assert f"left out, for an older one if there is one: {amiss[-1]}: PG_VERSION" in found.stderr
    assert f"put back from {taken}" in found.stdout
    assert await rows(await kept.start()) == [1, 2]
    await kept.running.stop()


async def test_a_piece_kept_twice_is_well_and_another_under_its_name_never(kept: Kept) -> None:
    (kept.archive / "one").write_bytes(b"a piece of the log")
    (kept.archive / "other").write_bytes(b"another")
    store = archiving(kept.archive)["archive_command"].replace("%f", "0001")

    def again(piece: str) -> int:
        return subprocess.run(["sh", "-c", store.replace("%p", str(kept.archive / piece))]).returncode

    assert [again("one"), again("one"), again("other"), again("one")] == [0, 0, 1, 0]
