"""Does a log stay short under the process that writes it, and is no line of it lost?"""

import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from deploy.embedded.child import Command
from deploy.embedded.logs import END, cut_short, last_lines, open_log
from deploy.embedded.supervisor import Patience, Supervisor

QUICK = Patience(first_restart=0.05, slowest_restart=0.05, check_every=0.05, stop=5.0)
LIMIT = 10_000
TALKER = """
import signal, time
signal.signal(signal.SIGUSR1, lambda *_: print("after", flush=True))
for number in range(4_000): print("line", number, flush=True)
while True: time.sleep(60)
"""
CRASHER = "for number in range(4_000): print('line', number, flush=True)\nraise SystemExit(1)"


def lines(*numbers: int) -> bytes:
    return b"".join(b"line %d\n" % number for number in range(*numbers))


def test_a_log_that_grew_long_is_put_aside_and_written_on_and_no_line_is_lost(tmp_path: Path) -> None:
    path, aside = tmp_path / "web.log", tmp_path / "web.log.1"
    with open_log(path) as log:
        os.write(log.fileno(), lines(10))
        cut_short(path, LIMIT)
        assert not aside.exists()
        os.write(log.fileno(), lines(10, 1_200))
        cut_short(path, LIMIT)
        os.write(log.fileno(), lines(1_200, 1_203))
    assert path.read_bytes() == lines(1_200, 1_203)
    assert aside.read_bytes() == lines(1_200)[-LIMIT:]


def test_only_the_end_of_a_long_log_is_read(tmp_path: Path) -> None:
    path = tmp_path / "web.log"
    path.write_bytes(lines(100_000))
    assert last_lines(path) == "line 99997 | line 99998 | line 99999"
    assert len(last_lines(path, 100_000).split(" | ")) < END / 10 + 1


def command(folder: Path, code: str) -> Command:
    return Command("one", [sys.executable, "-c", code], folder / "one.log")


async def test_the_log_of_a_process_is_kept_short_while_it_runs(
    tmp_path: Path, eventually: Callable[..., Awaitable[None]]
) -> None:
    path, aside = tmp_path / "one.log", tmp_path / "one.log.1"
    async with Supervisor(patience=QUICK, log_limit=LIMIT) as supervisor:
        kept = supervisor.keep(command(tmp_path, TALKER))
        await eventually(lambda: aside.exists() and b"line 3999\n" in aside.read_bytes() + path.read_bytes())
        await eventually(lambda: path.stat().st_size <= LIMIT)
        kept.child.signal(signal.SIGUSR1)
        await eventually(lambda: path.read_bytes().endswith(b"after\n"))
        assert b"\0" not in path.read_bytes(), "it goes on at the new beginning, not where it had been"
        assert kept.restarts == 0


async def test_the_log_of_a_process_that_keeps_ending_stays_short_too(
    tmp_path: Path, eventually: Callable[..., Awaitable[None]]
) -> None:
    once = len(lines(4_000))
    async with Supervisor(patience=QUICK, log_limit=LIMIT) as supervisor:
        kept = supervisor.keep(command(tmp_path, CRASHER))
        await eventually(lambda: kept.restarts >= 4)
        assert (tmp_path / "one.log").stat().st_size <= once
        assert (tmp_path / "one.log.1").stat().st_size <= once
