"""An ephemeral platform says in its data directory where it is; it leaves nothing there and takes nothing."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.failure import Failure
from cli.platform import find
from tests.builders.shell import Shell
from tests.journeys.conftest import STOP_S, Up

OTHERS = {
    "lock": "",
    "ports.json": "not read",
    "http-port.json": "not read",
    "kafka/cluster.json": "not read",
    "postgres/PG_VERSION": "not read",
    "running/kafka-1.json": "not read",
    "processes/web.json": "not read",
    "logs/web.log": "kept",
}
"""What a platform that is not running keeps; one that read it would not start, or remove it."""
STALE = {"http": "http://127.0.0.1:1", "kafka": {"bootstrap_servers": "127.0.0.1:1"}, "databases": {}}


def lies_in(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file, when it was last written, and what it says."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_text()) for path in files}


def refused(data_dir: Path, *how: str) -> str:
    """What a second `up` there is told."""
    argv = [sys.executable, "-m", "cli", "up", "--port", "0", "--data-dir", str(data_dir), *how]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


@pytest.mark.timeout(400)
def test_it_is_found_by_data_directory_and_port_beside_others_and_leaves_both_as_they_were(
    up: Callable[..., Up], tmp_path: Path
) -> None:
    temporary, data_dir, made = tmp_path / "tmp", tmp_path / "platform", tmp_path / "made" / "for-it"
    temporary.mkdir()
    for name, said in OTHERS.items():
        (data_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (data_dir / name).write_text(said)
    before = lies_in(data_dir)
    addresses = data_dir / "platform.json"
    addresses.write_text(json.dumps(STALE))
    addresses.chmod(0o644)

    one = up(data_dir=data_dir, ephemeral=True, TMPDIR=str(temporary))
    assert addresses.stat().st_mode & 0o777 == 0o600
    assert one.addresses["http"] == one.http
    beside = up(data_dir=made, ephemeral=True, TMPDIR=str(temporary))
    assert beside.addresses["http"] == beside.http != one.http
    assert len(list(temporary.iterdir())) == 2
    here, there = (platform.http.rpartition(":")[2] for platform in (one, beside))
    assert one.said("drain", "--port", here)["drained"]
    assert Shell(tmp_path / "nowhere").said("drain", "--port", there)["drained"]
    assert (find(data_dir).http, find(made).http) == (one.http, beside.http)
    with pytest.raises(Failure, match=f"and port {there} .the one there answers on {here}."):
        find(data_dir, int(there))
    for how in ([], ["--ephemeral"]):
        assert f"another process is running on {data_dir}: stop it" in refused(data_dir, *how)

    one.process.kill()
    one.process.wait()
    assert addresses.exists()
    again = up(data_dir=data_dir, ephemeral=True, TMPDIR=str(temporary))
    assert again.addresses["http"] == again.http
    assert len(list(temporary.iterdir())) == 2, "what the killed one kept is gone, and nothing else"
    assert beside.get("/health/ready")

    assert again.stop() == 0
    assert lies_in(data_dir) == before
    beside.process.send_signal(signal.SIGTERM)
    assert beside.process.wait(STOP_S) == 0
    assert not made.parent.exists()
    assert not list(temporary.iterdir())
