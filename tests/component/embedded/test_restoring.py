"""Can what PostgreSQL held at a moment be had again, from a copy and the log since?"""

import asyncio
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.embedded import base_backup, point_in_time
from deploy.embedded.archive import Archive
from deploy.embedded.errors import EmbeddedStackError
from deploy.embedded.point_in_time import restore
from deploy.embedded.ports import Ports
from deploy.embedded.postgres import Postgres

NAMES = ("one",)


def server(data_dir: Path, archive: Archive | None) -> Postgres:
    """A PostgreSQL as the stack runs it."""
    data_dir.mkdir(exist_ok=True)
    return Postgres(
        data_dir / "postgres", ports=Ports(data_dir / "ports.json"), logs=data_dir / "logs",
        pid_files=data_dir / "running", databases=NAMES, archive=archive,
    )  # fmt: skip


async def put(url: str, value: int) -> datetime:
    """A row more; a moment after its commit and before the next."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("create table if not exists kept (value int)")
        await connection.execute("insert into kept values ($1)", value)
        await asyncio.sleep(0.01)
        return await connection.fetchval("select clock_timestamp()")
    finally:
        await connection.close()


async def rows(url: str) -> list[int]:
    connection = await asyncpg.connect(url)
    try:
        return [row[0] for row in await connection.fetch("select value from kept order by 1")]
    finally:
        await connection.close()


async def test_the_databases_are_again_what_they_were_at_a_moment(tmp_path: Path) -> None:
    archive, data = Archive(tmp_path / "backups"), tmp_path / "data"
    running = server(data, archive)
    url = (await running.start())["one"]
    await put(url, 1)
    base = await base_backup.take(archive, url)
    moment = await put(url, 2)
    await put(url, 3)
    await running.stop()

    with pytest.raises(EmbeddedStackError, match="nothing before that can be had again"):
        await restore(data, archive, base.whole_at.replace(year=2020), NAMES)
    with pytest.raises(EmbeddedStackError, match="the log that is kept ends before"):
        await restore(data, archive, moment.replace(year=moment.year + 1), NAMES)
    done = await restore(data, archive, moment, NAMES)
    assert done.put_aside
    assert (done.put_aside / "PG_VERSION").exists()
    # Whoever starts it next, and whatever befalls it then: its line of history is kept, with its log.
    begun = {path.name[:8] + path.suffixes[0] for path in archive.log.glob("00000002*.gz")}
    assert begun == {"00000002.history", "00000002.gz"}
    running = server(data, archive)
    url = (await running.start())["one"]
    assert await rows(url) == [1, 2]
    await put(url, 4)
    await running.stop()
    # Once more, from the same copy: the newest line of history holds.
    await restore(data, archive, None, NAMES)
    running = server(data, archive)
    assert await rows((await running.start())["one"]) == [1, 2, 4]
    newer = await base_backup.take(archive, url)
    assert base.path.name in base_backup.prune(archive, 1)
    assert base_backup.known(archive) == [newer]
    await running.stop()


async def test_a_copy_of_what_was_put_back_since_is_not_begun_from(tmp_path: Path) -> None:
    """Between a copy of yesterday and one of today lies the moment: the log leads on from yesterday's."""
    archive, data = Archive(tmp_path / "backups"), tmp_path / "data"
    running = server(data, archive)
    url = (await running.start())["one"]
    await put(url, 1)
    first = await base_backup.take(archive, url)
    moment = await put(url, 2)
    await put(url, 3)
    await base_backup.take(archive, url)
    await put(url, 4)
    await running.stop()
    await restore(data, archive, moment, NAMES)
    running = server(data, archive)
    later = await put((await running.start())["one"], 5)
    await put(url, 6)
    await running.stop()
    for to, kept in ((later, [1, 2, 5]), (None, [1, 2, 5])):
        done = await restore(data, archive, to, NAMES)
        assert done.base == first
        running = server(data, archive)
        assert await rows((await running.start())["one"]) == kept
        await running.stop()


async def test_a_backup_serves_where_the_disk_with_the_password_is_lost(tmp_path: Path) -> None:
    """Beside an empty disk the password is made anew; one that lies there, whosever, is the server's then."""
    archive, lost = Archive(tmp_path / "backups"), tmp_path / "lost"
    running = server(lost, archive)
    url = (await running.start())["one"]
    await put(url, 1)
    await base_backup.take(archive, url)
    moment = await put(url, 2)
    await running.stop()
    said = (lost / "postgres.password").read_text()
    held = [path for path in archive.root.rglob("*") if path.is_file() and said.encode() in path.read_bytes()]
    assert not held, "who steals a backup has no password"

    new = tmp_path / "new"
    with pytest.raises(EmbeddedStackError, match="the log that is kept ends before"):
        await restore(new, archive, moment.replace(year=moment.year + 1), NAMES)
    assert not (new / "postgres.password").exists(), "what failed leaves none behind"
    other = tmp_path / "other"
    other.mkdir()
    (other / "postgres.password").write_text("somebody's-own\n")
    for data_dir in (new, other):
        await restore(data_dir, archive, None, NAMES)
        assert stat.S_IMODE((new / "postgres.password").stat().st_mode) == 0o600
        running = server(data_dir, archive)
        url = (await running.start())["one"]
        assert await rows(url) == [1, 2]
        await running.stop()
    assert (other / "postgres.password").read_text() == "somebody's-own\n"


async def test_of_two_backups_at_once_one_is_taken_and_the_other_says_so(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "backups")
    running = server(tmp_path / "data", archive)
    url = (await running.start())["one"]
    left = archive.bases / "being-taken-by-a-killed-run.part"
    left.mkdir()
    at_once = [base_backup.back_up(archive, url, 7) for _ in range(2)]
    done = await asyncio.gather(*at_once, return_exceptions=True)
    (refused,) = [each for each in done if isinstance(each, EmbeddedStackError)]
    assert str(refused).startswith("another backup is being taken in ")
    ((made, _),) = [each for each in done if not isinstance(each, BaseException)]
    base_backup.look_over(made.path)
    with archive.held(), pytest.raises(EmbeddedStackError, match="another backup is being taken"):
        await restore(tmp_path / "new", archive, None, NAMES)
    later, dropped = await base_backup.back_up(archive, url, 1)
    assert made.path.name in dropped
    assert list(archive.bases.iterdir()) == [later.path]
    await running.stop()


async def test_a_restore_that_fails_at_last_begins_no_line_of_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that is killed before the exchange: what goes on on the old line is what is put back later."""
    archive, data = Archive(tmp_path / "backups"), tmp_path / "data"
    running = server(data, archive)
    url = (await running.start())["one"]
    await put(url, 1)
    await base_backup.take(archive, url)
    moment = await put(url, 2)
    await put(url, 3)
    await running.stop()

    def fails(*_: Any) -> None:
        raise OSError("the folders can't change places")

    monkeypatch.setattr(point_in_time, "_exchanged", fails)
    with pytest.raises(OSError, match="change places"):
        await restore(data, archive, moment, NAMES)
    monkeypatch.undo()
    running = server(data, archive)
    await put((await running.start())["one"], 4)
    await running.stop()
    await restore(data, archive, None, NAMES)
    running = server(data, archive)
    assert await rows((await running.start())["one"]) == [1, 2, 3, 4]
    await running.stop()


async def test_a_server_that_ends_with_somebody_at_its_door_is_not_yet_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [asyncpg.ConnectionDoesNotExistError("closed"), asyncpg.AdminShutdownError("shutting down")]
    connect = asyncpg.connect

    async def at_last(*given: Any, **named: Any) -> Any:
        if left:
            raise left.pop()
        return await connect(*given, **named)

    monkeypatch.setattr(asyncpg, "connect", at_last)
    running = server(tmp_path / "data", None)
    await put((await running.start())["one"], 1)
    await running.stop()
    assert not left, "it was not asked whether it is ready"


async def test_without_a_kept_log_no_copy_is_taken(tmp_path: Path) -> None:
    running = server(tmp_path / "data", None)
    url = (await running.start())["one"]
    with pytest.raises(EmbeddedStackError, match="DOITHOAI_BACKUPS"):
        await base_backup.take(Archive(tmp_path / "backups"), url)
    await running.stop()


async def test_after_a_restore_that_was_killed_between_two_names_no_empty_databases_are_made(
    tmp_path: Path,
) -> None:
    for lies_there in ("postgres.before-restore-1", "postgres.being-restored"):
        (tmp_path / "data" / lies_there).mkdir(parents=True)
    with pytest.raises(EmbeddedStackError, match=r"cut off .*run it again .doithoai restore.*before-restore"):
        await server(tmp_path / "data", None).start()
    assert not (tmp_path / "data/postgres").exists()
