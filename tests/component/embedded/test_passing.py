"""What a run keeps for itself alone is gone with it; of one that was killed, with the next."""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy.embedded.passing import passing, remove_forsaken

HELD = """
import sys, time
from deploy.embedded.passing import passing
with passing() as home:
    (home / "data").touch()
    print(home, flush=True)
    time.sleep(600)
"""
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)", "a-mark"]


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's temporary directory is other runs' too."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


@pytest.fixture
def another() -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """Another process in a directory of its own."""
    with subprocess.Popen([sys.executable, "-c", HELD], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_it_is_ours_alone_and_gone_afterwards(tmp_path: Path) -> None:
    with passing() as home:
        assert home.parent == tmp_path
        assert home.stat().st_mode & 0o777 == 0o700
        (home / "data").touch()
    assert not home.exists()


def test_of_a_killed_run_nothing_is_left_neither_files_nor_processes(
    another: tuple["subprocess.Popen[str]", Path], runs: Callable[[int], bool]
) -> None:
    process, home = another
    left = subprocess.Popen(SLEEP)
    (home / "running").mkdir()
    note = {"pid": left.pid, "created": psutil.Process(left.pid).create_time(), "argv": SLEEP,
            "stop_signal": int(signal.SIGTERM)}  # fmt: skip
    (home / "running/kafka-1.json").write_text(json.dumps(note))
    assert remove_forsaken("processes", "running") == 0, "it lives"
    assert (home / "data").exists()
    assert runs(left.pid)
    process.kill()
    process.wait()
    assert remove_forsaken("processes", "running") == 1
    assert not home.exists()
    assert not runs(left.pid)
    left.wait()


def test_what_is_just_being_made_is_left_alone_and_so_is_what_is_not_ours(tmp_path: Path) -> None:
    fresh, other = tmp_path / "doithoai-ephemeral-fresh", tmp_path / "doithoai-other"
    elsewhere, link = tmp_path / "elsewhere", tmp_path / "doithoai-ephemeral-link"
    for folder in (fresh, other, elsewhere):
        folder.mkdir()
    (other / "data").touch()
    (elsewhere / "running").mkdir()
    (elsewhere / "running/note.json").write_text("of another's process")
    link.symlink_to(elsewhere)
    assert remove_forsaken("running") == 0
    assert {path.name for path in tmp_path.iterdir()} == {fresh.name, other.name, elsewhere.name, link.name}
    assert (elsewhere / "running/note.json").exists()
