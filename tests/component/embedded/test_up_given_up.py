"""Asked to stop while it starts, `up` ends at once, and what it had started ends with it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_up_is_given_up_while_it_waits_for_its_servers(
    tmp_path: Path, runs: Callable[[int], bool], asked: signal.Signals
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        mute.settimeout(60)
        # Somebody takes the call and never answers: what prepares waits for them.
        port = mute.getsockname()[1]
        env = os.environ | {
            "DOITHOAI_KAFKA": f"127.0.0.1:{port}", "DOITHOAI_DATABASE": f"postgresql://x@127.0.0.1:{port}/{{service}}",
        }  # fmt: skip
        argv = [sys.executable, "-m", "cli", "up", "--port", "0", "--data-dir", str(tmp_path)]
        up = subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, text=True)
        called, _ = mute.accept()
        with called:
            begun = [child.pid for child in psutil.Process(up.pid).children(recursive=True)]
            assert len(begun) >= 3, "what prepares, the worker, the web process"
            up.send_signal(asked)
            said, _ = up.communicate(timeout=60)
    assert (up.returncode, said) == (0, "stopping…\n")
    assert not [pid for pid in begun if runs(pid)]
    assert sorted(path.name for path in (tmp_path / "processes").iterdir()) == []
    assert not (tmp_path / "platform.json").exists()
