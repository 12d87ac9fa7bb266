"""Are the platform's processes kept running, and do all of them end when asked?"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.embedded.child import Child, Command
from deploy.embedded.errors import EmbeddedStackError
from deploy.embedded.liveness import moves
from deploy.embedded.supervisor import Patience, Supervisor

QUICK = Patience(first_restart=0.05, slowest_restart=0.2, check_every=0.1, grace=0.0, failures=2, stop=5.0)
WORKER = """
import signal, sys, time
from pathlib import Path
name, notes, ignores = sys.argv[1], Path(sys.argv[2]), len(sys.argv) > 3
def end(*_):
    if not ignores:
        with notes.open("a") as file: file.write(f"ended {name}\\n")
        sys.exit(0)
signal.signal(signal.SIGTERM, end)
with notes.open("a") as file: file.write(f"began {name}\\n")
while True: time.sleep(60)
"""
PARENT = """
import asyncio, sys
from pathlib import Path
from deploy.embedded.child import Command
from deploy.embedded.supervisor import Supervisor, stop_signals
folder, worker = Path(sys.argv[1]), sys.argv[2]

async def main():
    async with stop_signals() as asked, Supervisor() as supervisor:
        for name in ("first", "second"):
            argv = [sys.executable, "-c", worker, name, str(folder / "notes")]
            supervisor.keep(Command(name, argv, folder / f"{name}.log"))
        await asked.wait()

asyncio.run(main())
"""


def worker(folder: Path, name: str, *ignores: str) -> Command:
    """A process that notes its begin and its end, and with one more word ignores being asked to end."""
    argv = [sys.executable, "-c", WORKER, name, str(folder / "notes"), *ignores]
    return Command(name, argv, folder / f"{name}.log")


def supervising(folder: Path) -> "subprocess.Popen[bytes]":
    """A process that keeps two workers running until it is asked to end."""
    argv = [sys.executable, "-c", PARENT, str(folder), WORKER]
    return subprocess.Popen(argv, env=os.environ | {"PYTHONPATH": os.getcwd()})


def notes(folder: Path) -> list[str]:
    """What the workers noted."""
    path = folder / "notes"
    return path.read_text().splitlines() if path.exists() else []


async def test_a_killed_process_is_started_again_loudly(
    tmp_path: Path, eventually: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    async with Supervisor(patience=QUICK) as supervisor:
        kept = supervisor.keep(worker(tmp_path, "one"))
        await eventually(lambda: notes(tmp_path) == ["began one"])
        killed = kept.child.pid
        os.kill(killed, signal.SIGKILL)
        await eventually(lambda: notes(tmp_path) == ["began one"] * 2)
        assert kept.restarts == 1
        assert kept.child.pid != killed
    assert "one ended unasked with -9; starting it again" in caplog.text


async def test_a_process_that_keeps_ending_is_started_ever_more_slowly(
    tmp_path: Path, eventually: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    async with Supervisor(patience=QUICK) as supervisor:
        argv = [sys.executable, "-c", "raise SystemExit('no such setting')"]
        kept = supervisor.keep(Command("broken", argv, tmp_path / "log"))
        await eventually(lambda: kept.restarts >= 4)
    pauses = [record.args[2] for record in caplog.records if isinstance(record.args, tuple)][:4]
    assert pauses == [0.05, 0.1, 0.2, 0.2]
    assert "ended unasked with 1" in caplog.text
    assert "no such setting" in caplog.text


async def test_a_process_that_hangs_is_started_again(tmp_path: Path, eventually: Callable) -> None:
    asked: list[int] = []

    async def alive() -> bool:
        asked.append(kept.child.pid)
        if len(asked) == 3:
            raise OSError("no answer")
        return len(asked) != 4

    async with Supervisor(patience=QUICK) as supervisor:
        kept = supervisor.keep(worker(tmp_path, "one"), alive)
        await eventually(lambda: kept.restarts == 1 and len(asked) > 5)
        # Two checks in a row failed; the ones that succeeded before and after count for nothing.
        assert asked[:4] == [asked[0]] * 4
        assert asked[5] == kept.child.pid
        assert kept.restarts == 1


async def test_a_process_whose_pulse_stands_still_is_started_again(
    tmp_path: Path, eventually: Callable
) -> None:
    pulse = tmp_path / "pulse"
    async with Supervisor(patience=QUICK) as supervisor:
        kept = supervisor.keep(worker(tmp_path, "one"), moves(pulse))
        await eventually(lambda: notes(tmp_path) == ["began one"])
        # It beats once, and still runs: the second look after that finds it hanging.
        pulse.touch()
        await eventually(lambda: kept.restarts >= 1)


async def test_all_end_in_reverse_order_and_what_ignores_it_is_killed(
    tmp_path: Path, eventually: Callable, runs: Callable[[int], bool]
) -> None:
    async with Supervisor(patience=Patience(stop=0.3), pid_files=tmp_path / "running") as supervisor:
        kept = [supervisor.keep(worker(tmp_path, name)) for name in ("first", "second")]
        kept.append(supervisor.keep(worker(tmp_path, "deaf", "ignores")))
        await eventually(lambda: len(notes(tmp_path)) == 3)
        assert len(list((tmp_path / "running").iterdir())) == 3
    assert notes(tmp_path)[3:] == ["ended second", "ended first"]
    assert not any(runs(one.child.pid) for one in kept)
    assert kept[2].child.exit_code == -signal.SIGKILL
    assert not list((tmp_path / "running").iterdir())


async def test_what_was_adopted_is_kept_running_and_left_to_its_owner(
    tmp_path: Path, eventually: Callable
) -> None:
    child = Child(worker(tmp_path, "kafka"))
    child.start()
    await eventually(lambda: notes(tmp_path) == ["began kafka"])
    async with Supervisor(patience=QUICK) as supervisor:
        supervisor.adopt([child])
        child.signal(signal.SIGKILL)
        await eventually(lambda: notes(tmp_path) == ["began kafka"] * 2)
    assert child.running
    await child.stop(5)


async def test_what_may_not_run_again_is_not_started_until_it_may_and_that_is_said(
    tmp_path: Path, eventually: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    async def third_time(child: Child) -> None:
        asked.append(child.command.name)
        if len(asked) < 3:
            raise EmbeddedStackError("its disk is gone")

    child = Child(worker(tmp_path, "kafka"))
    child.start()
    await eventually(lambda: notes(tmp_path) == ["began kafka"])
    async with Supervisor(patience=QUICK) as supervisor:
        supervisor.adopt([child], third_time)
        child.signal(signal.SIGKILL)
        await eventually(lambda: notes(tmp_path) == ["began kafka"] * 2)
    await child.stop(5)
    assert asked == ["kafka"] * 3
    assert caplog.text.count("kafka is not started again: its disk is gone") == 2


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_supervisor_and_all_it_keeps(
    tmp_path: Path, eventually: Callable, asked: signal.Signals
) -> None:
    parent = supervising(tmp_path)
    await eventually(lambda: len(notes(tmp_path)) == 2)
    parent.send_signal(asked)
    assert await asyncio.to_thread(parent.wait, 20) == 0
    assert notes(tmp_path)[2:] == ["ended second", "ended first"]


async def test_the_children_of_a_killed_supervisor_end_with_it(tmp_path: Path, eventually: Callable) -> None:
    parent = supervising(tmp_path)
    await eventually(lambda: len(notes(tmp_path)) == 2)
    parent.kill()
    parent.wait()
    await eventually(lambda: sorted(notes(tmp_path)[2:]) == ["ended first", "ended second"])
