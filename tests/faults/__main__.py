"""`python -m tests.faults --minutes 30 --seed 85`: a campaign of faults, its table; exit 1 if a law broke."""

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from logging import CRITICAL, getLogger
from pathlib import Path
from time import monotonic

from shared.observability import logging
from shared.settings import forget_settings
from tests.faults.campaign import FAULTS, Campaign, campaign
from tests.faults.disks import why_not
from tests.faults.scene import Fault
from tests.faults.table import table


def main() -> int:
    """Reads the arguments, runs, prints."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--minutes", type=float, default=30, help="how long (at least every fault once: 12)")
    asked.add_argument("--seed", type=int, default=None, help="tells and does the same again")
    asked.add_argument("--only", default="", help="only faults with one of these in their name: a,b")
    asked.add_argument("--brokers", type=int, choices=(1, 3), default=3)
    given = asked.parse_args()
    seed = given.seed if given.seed is not None else random.randrange(10_000)
    wanted = [fault for fault in FAULTS if fault.brokers <= given.brokers and _named(fault, given.only)]
    on_disks = [fault for fault in wanted if fault.own_disk]
    forbidden = why_not() if on_disks else None
    if forbidden:
        wanted = [fault for fault in wanted if not fault.own_disk]
    logging.configure("campaign", level="ERROR")
    # The clients' Kafka library says a thousand times a second that a broker that was killed is away.
    getLogger("aiokafka").setLevel(CRITICAL)
    forget_settings()
    data_dir = Path(tempfile.mkdtemp(prefix="doithoai-faults-"))
    print(f"seed {seed}, {len(wanted)} faults, {given.minutes:g} minutes, data in {data_dir}", flush=True)
    if forbidden:
        print(f"not run: {', '.join(fault.name for fault in on_disks)}: {forbidden}", flush=True)
    holds = asyncio.run(_run(data_dir, seed, given.minutes * 60, wanted, given.brokers))
    if holds:
        shutil.rmtree(data_dir, ignore_errors=True)
    else:
        print(f"kept for a look: {data_dir}; again with --seed {seed}")
    return 0 if holds else 1


async def _run(data_dir: Path, seed: int, seconds: float, wanted: Sequence[Fault], brokers: int) -> bool:
    began = monotonic()
    own_disks = any(fault.own_disk for fault in wanted)
    async with campaign(data_dir, seed, brokers=brokers, own_disks=own_disks) as running:
        print(f"ready after {monotonic() - began:.0f} s", flush=True)
        for fault in _in_turn(wanted, random.Random(seed)):
            if monotonic() - began > seconds or not await _one(running, fault, monotonic() - began):
                break
        last = await running.last_look()
        print(table(running, last))
        print(last.says())
        if undone := _never_done(running):
            print(f"never done, so nothing is known of: {', '.join(undone)}")
        return last.holds() and not undone and all(step.verdict.holds() for step in running.steps)


def _never_done(running: Campaign) -> list[str]:
    """Faults that came to nothing each time."""
    done = {step.fault for step in running.steps if step.dose}
    return sorted({step.fault for step in running.steps} - done)


async def _one(running: Campaign, fault: Fault, at: float) -> bool:
    step = await running.step(fault)
    verdict = ("holds" if step.dose else "undone") if step.verdict.holds() else "BROKEN"
    print(
        f"{at:6.0f} s  {verdict:6}  {fault.name}: dose {step.dose}, {step.acknowledged} acknowledged, "
        f"recovered in {step.seconds:.1f} s",
        flush=True,
    )
    if not step.verdict.holds():
        print(step.verdict.says(), flush=True)
    return step.verdict.holds()


def _named(fault: Fault, only: str) -> bool:
    return any(part.strip() in fault.name for part in only.split(","))


def _in_turn(wanted: Sequence[Fault], chance: random.Random) -> Iterator[Fault]:
    """Every fault once in a seeded order, then all again in another."""
    while True:
        yield from chance.sample(wanted, len(wanted))


if __name__ == "__main__":
    sys.exit(main())
