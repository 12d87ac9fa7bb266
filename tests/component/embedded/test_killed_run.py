"""What is left of a run that was killed? Nothing, at the latest when the next one has started."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil

from deploy.embedded.orphans import end_leftovers
from deploy.embedded.os_user import server_user
from deploy.embedded.stack import EmbeddedStack

RUN = """
import asyncio, sys
from pathlib import Path
from deploy.embedded.stack import EmbeddedStack

async def main():
    await EmbeddedStack(Path(sys.argv[1])).start()
    print("up", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""
LOCK = "{pid}\n{data}\n1700000000\n5432\n\n127.0.0.1\n0 0\nready\n"
"""A PostgreSQL server's lock file."""
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)", "a-mark"]


def test_a_killed_run_leaves_no_process_and_no_lock(tmp_path: Path, runs: Callable[[int], bool]) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )
    assert run.stdout is not None
    assert run.stdout.readline() == b"up\n"
    notes = [json.loads(path.read_text()) for path in (tmp_path / "running").iterdir()]
    assert sorted(Path(note["argv"][0]).name for note in notes) == ["java", "postgres"]
    run.kill()
    run.wait()
    run.stdout.close()
    # Another's process now has the id that the killed server's lock file names.
    owner = server_user()
    stranger = subprocess.Popen(["sleep", "600"], user=owner[0] if owner else None)
    lock = tmp_path / "postgres/postmaster.pid"
    for note in notes:
        end_of(note["pid"])
    lock.write_text(LOCK.format(pid=stranger.pid, data=tmp_path / "postgres"))

    async def next_run() -> None:
        async with EmbeddedStack(tmp_path):
            assert not any(runs(note["pid"]) for note in notes)

    asyncio.run(next_run())
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def end_of(pid: int) -> None:
    """Waits until the kernel has ended it, as its parent was."""
    try:
        psutil.Process(pid).wait(20)
    except psutil.NoSuchProcess:
        return


def sleeping() -> "subprocess.Popen[bytes]":
    """A process, as soon as the kernel shows what it runs: on a busy machine that is later than its start."""
    process = subprocess.Popen(SLEEP)
    while SLEEP[1:] != psutil.Process(process.pid).cmdline()[1:]:
        os.sched_yield()
    return process


def note(path: Path, process: subprocess.Popen[bytes], **other: object) -> None:
    """A pid file as an earlier run would have left it."""
    path.parent.mkdir(exist_ok=True)
    created = psutil.Process(process.pid).create_time()
    known = {"pid": process.pid, "created": created, "argv": SLEEP, "stop_signal": int(signal.SIGTERM)}
    path.write_text(json.dumps(known | other))


def test_a_process_left_over_is_ended_by_its_id(tmp_path: Path, runs: Callable[[int], bool]) -> None:
    process = sleeping()
    note(tmp_path / "running/kafka-1.json", process)
    assert end_leftovers(tmp_path / "running") == 1
    assert not runs(process.pid)
    process.wait()
    assert not list((tmp_path / "running").iterdir())


def test_a_process_that_only_has_the_same_id_is_left_alone(tmp_path: Path) -> None:
    process = sleeping()
    note(tmp_path / "running/older.json", process, created=psutil.Process(process.pid).create_time() - 60)
    note(tmp_path / "running/other.json", process, argv=["postgres", "-D", "elsewhere"])
    (tmp_path / "running/half.json").write_text('{"pid":')
    assert end_leftovers(tmp_path / "running") == 0
    assert process.poll() is None
    process.kill()
    process.wait()
