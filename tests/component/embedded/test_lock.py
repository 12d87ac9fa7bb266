"""Is a data directory one platform's alone, and found by a guest as it is left?"""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded.errors import DataDirectoryInUse, EmbeddedStackError
from deploy.embedded.lock import locked, visiting

IN_USE = "another process is running on"


def test_who_comes_second_is_refused_guest_or_not(tmp_path: Path) -> None:
    with visiting(tmp_path), pytest.raises(DataDirectoryInUse, match=IN_USE):
        locked(tmp_path)
    host = locked(tmp_path)
    with pytest.raises(DataDirectoryInUse, match=IN_USE), visiting(tmp_path):
        pass
    assert (tmp_path / "lock").exists(), "who is refused removes nothing"
    host.close()


def test_a_guest_leaves_a_directory_as_it_was(tmp_path: Path) -> None:
    with visiting(tmp_path / "not/yet"):
        assert (tmp_path / "not/yet/lock").exists()
    assert not list(tmp_path.iterdir())
    (tmp_path / "there").mkdir()
    with visiting(tmp_path / "there"):
        pass
    assert not list((tmp_path / "there").iterdir())


def test_a_guest_removes_no_directory_that_is_used_by_then_and_no_lock_that_was_there(tmp_path: Path) -> None:
    with visiting(tmp_path / "made"):
        (tmp_path / "made/since").touch()
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["since"]
    lock = tmp_path / "lock"
    lock.touch()
    os.utime(lock, (1, 1))
    with visiting(tmp_path):
        pass
    assert lock.stat().st_mtime == 1


def test_a_lock_that_its_holder_took_along_keeps_nobody_out_and_lets_nobody_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = visiting(tmp_path / "made")
    guest.__enter__()
    opened = Path.open

    def open_as_the_guest_leaves(path: Path, mode: str) -> object:
        monkeypatch.undo()
        found = opened(path, mode)
        guest.__exit__(None, None, None)
        return found

    monkeypatch.setattr(Path, "open", open_as_the_guest_leaves)
    ours = locked(tmp_path / "made")
    with pytest.raises(DataDirectoryInUse, match=IN_USE):
        locked(tmp_path / "made")
    ours.close()


@pytest.mark.parametrize("place", ["/dev/null/var", "/proc/none/var"])
def test_where_no_directory_can_be_is_said(place: str) -> None:
    with pytest.raises(EmbeddedStackError, match=f"^{place} can be no data directory: "):
        locked(Path(place))


@pytest.mark.parametrize("how", [[], ["--ephemeral"]])
def test_up_on_named_servers_keeps_to_its_data_directory_and_port_too(tmp_path: Path, how: list[str]) -> None:
    def up(port: str) -> str:
        named = {"DOITHOAI_KAFKA": "127.0.0.1:1", "DOITHOAI_DATABASE": "postgresql://x@127.0.0.1:1/{service}"}
        done = subprocess.run(
            [sys.executable, "-m", "cli", "up", "--data-dir", str(tmp_path), "--port", port, *how],
            env={**os.environ, **named}, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (1, "")
        return done.stderr

    addresses = tmp_path / "platform.json"
    addresses.write_text("of who lives here")
    with locked(tmp_path):
        assert f"{IN_USE} {tmp_path}" in up("0")
        assert addresses.read_text() == "of who lives here"
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"cannot listen on 127.0.0.1:{port}" in up(str(port))
