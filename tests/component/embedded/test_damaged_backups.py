"""A backup that lacks something, a disk that is full or read-only: named, and what is whole still serves."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded import base_backup, point_in_time
from deploy.embedded.archive import Archive
from deploy.embedded.errors import EmbeddedStackError
from deploy.embedded.point_in_time import restore
from deploy.embedded.ports import Ports
from deploy.embedded.postgres import Postgres
from tests.builders.base_backups import base_in

OLD, NEW, ODD = (f"2025030{day}T020000.000000Z" for day in (1, 2, 3))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Two base backups, and a restore since: its line of history comes after both."""
    archive = Archive(tmp_path / "backups")
    for name in (OLD, NEW):
        base_in(archive, name)
    (archive.log / "00000002.history.gz").write_bytes(gzip.compress(b"1\t0/3000000\tas asked\n"))
    return archive


@pytest.fixture
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A restore without PostgreSQL: what comes before it is looked at here."""

    async def done(*_: Any) -> None: ...

    monkeypatch.setattr(point_in_time, "_recover", done)
    monkeypatch.setattr(point_in_time, "_keep_line", done)


def half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no manifest": lambda base: (base / "backup_manifest").unlink(),
    "half a manifest": lambda base: half(base / "backup_manifest"),
    "another's manifest": lambda base: (base / "backup_manifest").write_text("[]"),
    "a manifest without its end": lambda base: (base / "backup_manifest").write_text('{"Files": []}'),
    "no label": lambda base: (base / "backup_label").unlink(),
    "half a file": lambda base: half(base / "PG_VERSION"),
    "a flipped bit": lambda base: (base / "PG_VERSION").write_text("19"),
}


@pytest.mark.usefixtures("_no_server")
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
async def test_a_base_that_is_not_whole_is_named_and_the_newest_that_is_serves(
    archive: Archive, tmp_path: Path, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    damage(base_in(archive, ODD))
    done = await restore(tmp_path / "data", archive, None)
    assert done.base.path.name == NEW
    assert ODD in caplog.text
    for name in (OLD, NEW):
        damage(archive.bases / name)
    with pytest.raises(EmbeddedStackError, match="no base backup in"):
        await restore(tmp_path / "data", archive, None)


@pytest.mark.usefixtures("_no_server")
async def test_what_only_looks_like_a_base_is_passed_over(archive: Archive, tmp_path: Path) -> None:
    (archive.bases / "fooZ").mkdir()
    (archive.bases / ODD).write_text("a plain file")
    assert (await restore(tmp_path / "data", archive, None)).base.path.name == NEW
    assert base_backup.prune(archive, 1) == [OLD]
    assert (archive.bases / "fooZ").is_dir()


@pytest.mark.usefixtures("_no_server")
@pytest.mark.parametrize(
    "left",
    [b"", gzip.compress(b""), b"\x1f\x8b\x08", b"1\t0/3000000"],
    ids=["empty", "saying nothing", "cut off", "another file"],
)
async def test_of_a_damaged_line_of_history_nothing_is_guessed(
    archive: Archive, tmp_path: Path, left: bytes
) -> None:
    (archive.log / "00000002.history.gz").write_bytes(left)
    with pytest.raises(EmbeddedStackError, match=r"00000002\.history\.gz can't be read .*put it back whole"):
        await restore(tmp_path / "data", archive, None)


@pytest.mark.usefixtures("_no_server")
async def test_a_full_disk_is_named_by_a_restore(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    for which in ("copy2", "copystat"):
        monkeypatch.setattr(shutil, which, full)
        with pytest.raises(EmbeddedStackError, match=r"can't be copied to .*data.*: No space left on device"):
            await restore(tmp_path / "data", archive, None)
        monkeypatch.undo()
        assert [path.name for path in (tmp_path / "data").iterdir()] == ["lock"]


def test_a_base_whose_removal_was_cut_off_counts_no_more(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(path: Path, *_: Any) -> None:
        (path / "PG_VERSION").unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        base_backup.prune(archive, 1)
    assert not (archive.bases / OLD).exists()
    assert [base.path.name for base in base_backup.known(archive)] == [NEW]


async def test_a_folder_that_can_keep_no_log_is_named_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    server = Postgres(
        tmp_path / "postgres", ports=Ports(tmp_path / "ports.json"), logs=tmp_path / "logs",
        pid_files=tmp_path / "running", databases=["one"], archive=Archive(tmp_path / "file/backups"),
    )  # fmt: skip
    with pytest.raises(EmbeddedStackError, match=r"file/backups can be no folder of .*DOITHOAI_BACKUPS"):
        await server.start()
    assert not (tmp_path / "postgres").exists()
