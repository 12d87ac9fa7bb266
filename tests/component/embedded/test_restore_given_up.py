"""A restore that is given up half way leaves what was there as it was."""

import asyncio
import shutil
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from deploy.embedded import point_in_time
from deploy.embedded.archive import Archive
from deploy.embedded.point_in_time import restore
from tests.builders.base_backups import base_in


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def archive_in(folder: Path) -> Archive:
    """An archive with one copy."""
    archive = Archive(folder)
    base_in(archive, "20250303T020000.000000Z", version="the copy's")
    return archive


async def test_what_was_there_is_untouched_while_the_copy_is_still_being_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the middle of the copying: the thread that copies goes on until it notices."""
    archive, home = archive_in(tmp_path / "backups"), tmp_path / "data/postgres"
    home.mkdir(parents=True)
    (home / "PG_VERSION").write_text("the old one's")
    begun, go_on, copied = Event(), Event(), Event()

    def slowly(source: Path, target: Path, **_: Any) -> None:
        target.mkdir()
        (target / "first").touch()
        begun.set()
        go_on.wait(20)
        shutil.copyfile(source / "PG_VERSION", target / "PG_VERSION")
        copied.set()

    monkeypatch.setattr(shutil, "copytree", slowly)
    before = files(tmp_path / "data")
    restoring = asyncio.ensure_future(restore(tmp_path / "data", archive, None))
    await asyncio.to_thread(begun.wait, 20)
    restoring.cancel()
    await asyncio.wait([restoring], timeout=0.1)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await restoring
    await asyncio.to_thread(copied.wait, 20)
    left = files(tmp_path / "data")
    left.pop("lock")
    assert left == before


async def test_a_restore_that_is_done_is_said_to_be_done_though_it_is_given_up_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, home = archive_in(tmp_path / "backups"), tmp_path / "data/postgres"
    home.mkdir(parents=True)
    (home / "PG_VERSION").write_text("the old one's")
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def recovered(*_: Any) -> None: ...

    async def kept(*_: Any) -> None:
        begun.set()
        await go_on.wait()

    monkeypatch.setattr(point_in_time, "_recover", recovered)
    monkeypatch.setattr(point_in_time, "_keep_line", kept)
    restoring = asyncio.ensure_future(restore(tmp_path / "data", archive, None))
    await begun.wait()
    restoring.cancel()
    await asyncio.wait([restoring], timeout=0.1)
    go_on.set()
    done = await restoring
    assert (home / "PG_VERSION").read_text() == "the copy's"
    assert done.put_aside
    assert (done.put_aside / "PG_VERSION").read_text() == "the old one's"
