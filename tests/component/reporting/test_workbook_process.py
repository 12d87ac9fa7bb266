"""The process that builds workbooks ends when nobody needs it, and comes again, also when it was killed."""

import asyncio
import os
import signal
from concurrent.futures.process import BrokenProcessPool

import psutil
import pytest

from services.reporting.handlers.workbooks import Workbooks


def who() -> bytes:
    return str(os.getpid()).encode()


def die() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


async def ended(pid: int) -> bool:
    gone, _ = await asyncio.to_thread(psutil.wait_procs, [psutil.Process(pid)], 20)
    return bool(gone)


async def test_it_ends_when_nobody_has_needed_it_for_a_while_and_comes_again() -> None:
    workbooks = Workbooks(idle_s=0.2)
    first = int(await workbooks.build(who))
    assert first != os.getpid()
    assert await ended(first)
    assert int(await workbooks.build(who)) != first
    await workbooks.close()


async def test_one_that_is_killed_costs_nobody_a_workbook() -> None:
    workbooks = Workbooks()
    first = int(await workbooks.build(who))
    os.kill(first, signal.SIGKILL)
    assert await ended(first)
    assert int(await workbooks.build(who)) != first
    # A workbook that kills every process is not tried for ever.
    with pytest.raises(BrokenProcessPool):
        await workbooks.build(die)
    await workbooks.close()
