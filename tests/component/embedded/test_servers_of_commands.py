"""On which servers does `take-up` work? On those of `up`: the named ones, and its log is kept as there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def take_up(data_dir: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    env = {name: value for name, value in os.environ.items() if not name.startswith("DOITHOAI_")}
    return subprocess.run(
        [sys.executable, "-m", "cli", "take-up", "--data-dir", str(data_dir)],
        env=env | settings, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip


@pytest.mark.timeout(240)
def test_the_log_of_a_take_up_is_kept(tmp_path: Path) -> None:
    """What it writes is missing in no restore to a moment after it."""
    done = take_up(tmp_path / "data", DOITHOAI_BACKUPS=str(tmp_path / "backups"))
    assert done.returncode == 0, done.stderr
    started_with = (tmp_path / "data/postgres/postmaster.opts").read_text()
    assert '"archive_mode=on"' in started_with
    assert str(tmp_path / "backups/wal") in started_with


def test_as_many_brokers_start_as_the_cluster_was_made_with(tmp_path: Path) -> None:
    folder = tmp_path / "kafka"
    folder.mkdir()
    (folder / "cluster.json").write_text('{"id": "ZYoTuVu0QYKBhzkUZfPCWg", "brokers": 3}')
    # The third has no place to be: as far as this it comes, and no further.
    (folder / "3").touch()
    done = take_up(tmp_path)
    assert done.returncode == 1
    assert f"File exists: '{folder / '3'}'" in done.stderr


@pytest.mark.timeout(240)
def test_named_databases_are_taken_up_though_kafka_is_embedded(tmp_path: Path, unused_tcp_port: int) -> None:
    nobody = f"postgresql://x@127.0.0.1:{unused_tcp_port}/{{service}}"
    done = take_up(tmp_path, DOITHOAI_DATABASE=nobody)
    assert "cannot be reached" in done.stderr
    assert done.returncode == 1
