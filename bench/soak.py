"""`python -m bench.soak`: does anything grow under an hour's steady load? Memory by process.

Every half minute, while forty agencies send at a steady rate and a page, a list and a workbook are asked for.
What is told: the medians of the second and of the last sixth of the time. Exit 1 if a process grew by more
than GROWTH, if it did not drain, or if a law of the audit does not hold at the end.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, timedelta
from statistics import median
from time import monotonic
from typing import Any

import httpx
import psutil

from bench import agencies, table
from bench.usage import own_megabytes
from cli import audit
from cli.platform import Platform
from cli.running import running
from cli.settling import Settling
from shared.messaging.relay import build_producer
from shared.observability import logging
from shared.settings import read_settings

SAMPLE_S, PULSE_S, LOOK_S = 30.0, 0.5, 20.0
GROWTH = 1.10
"""A tenth is within what an allocator keeps; a leak of an hour is more."""
# As of a moment of the first minutes: a book that grew with the load would say nothing of who writes it.
AS_OF = (
    (agencies.NOW - timedelta(days=3) + timedelta(minutes=1)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
)
CONFERENCE = agencies.conference_id(agencies.unit_ids()[0], 0)
LOOKS = (
    "/",
    "/api/deadlines?state=open&limit=50",
    "/api/reports/quarters/2024-Q2",
    f"/api/reports/conferences/{CONFERENCE}/appendix.xlsx?as_of={AS_OF}",
)
SETTLE_S = 120

Sample = dict[str, float]


async def soak(minutes: float, rate: float) -> dict[str, Any]:
    """The samples, and what they come to."""
    settings = read_settings(port=0).model_copy(update={"now": agencies.NOW})
    async with running(settings, ephemeral=True) as platform:
        await _schedule(platform)
        until, samples = monotonic() + minutes * 60, list[Sample]()
        async with asyncio.TaskGroup() as together:
            feeding = together.create_task(_feed(platform, rate, until))
            together.create_task(_look(platform, until))
            together.create_task(_sample(minutes, until, samples))
        async with Settling(platform) as settling:
            left = await settling.settle(SETTLE_S)
        laws = await audit.check(platform)
    return {
        "minutes": minutes,
        "events": feeding.result(),
        "left": left.says() if not left.nothing() else "",
        "laws_broken": [law.name for law in laws if not law.holds],
        "laws": len(laws),
        "growth": growth(samples),
        "samples": samples,
    }


def growth(samples: Sequence[Sample]) -> dict[str, tuple[float, float]]:
    """By process: megabytes in the second and in the last sixth of the time (the first sixth warms up)."""
    sixth = max(1, len(samples) // 6)
    early, late = samples[sixth : 2 * sixth], samples[-sixth:]
    return {
        name: (median(s.get(name, 0.0) for s in early), median(s.get(name, 0.0) for s in late))
        for name in sorted({name for sample in late for name in sample})
    }


async def _schedule(platform: Platform) -> None:
    """The conferences, drained: from here on there is something to look at."""
    producer = build_producer(platform.kafka, "soak")
    await producer.start()
    await agencies.put(producer, agencies.conferences(agencies.unit_ids()))
    await producer.stop()
    async with Settling(platform) as settling:
        left = await settling.settle(SETTLE_S)
    assert left.nothing(), left.says()


async def _sample(minutes: float, until: float, samples: list[Sample]) -> None:
    """Memory by process, every half minute."""
    while (left := until - monotonic()) > 0:
        await asyncio.sleep(min(SAMPLE_S, left))
        samples.append(await asyncio.to_thread(own_megabytes, psutil.Process()))
        _say(minutes, until, samples[-1])


async def _feed(platform: Platform, rate: float, until: float) -> int:
    """Every half second its share of the events; how many were sent."""
    units, producer = agencies.unit_ids(), build_producer(platform.kafka, "soak")
    await producer.start()
    try:
        events, began, sent = agencies.petition_events(units), monotonic(), 0
        while (now := monotonic()) < until:
            due = int((now - began) * rate) - sent
            await agencies.put(producer, [next(events) for _ in range(due)])
            sent += due
            await asyncio.sleep(PULSE_S)
        return sent
    finally:
        await producer.stop()


async def _look(platform: Platform, until: float) -> None:
    """What people ask for meanwhile; an answer that is not one ends the soak."""
    async with httpx.AsyncClient(base_url=platform.http, timeout=60, trust_env=False) as client:
        while monotonic() < until:
            for path in LOOKS:
                (await client.get(path)).raise_for_status()
            await asyncio.sleep(LOOK_S)


def _say(minutes: float, until: float, sample: Sample) -> None:
    parts = ", ".join(f"{name} {value:.0f}" for name, value in sorted(sample.items()))
    print(
        f"{minutes - (until - monotonic()) / 60:5.1f} min  {sum(sample.values()):4.0f} MB: {parts}",
        flush=True,
    )


def main() -> int:
    """0 when nothing grew and every law holds."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=300.0, help="inbound events a second")
    given = parser.parse_args()
    logging.configure("soak", level="ERROR")
    found = asyncio.run(soak(given.minutes, given.rate))
    grown = {name: pair for name, pair in found["growth"].items() if pair[1] > pair[0] * GROWTH + 1}
    for name, (early, late) in found["growth"].items():
        print(f"{name}: {early:.0f} MB, at the end {late:.0f} MB{'  GREW' if name in grown else ''}")
    held = found["laws"] - len(found["laws_broken"])
    print(f"{found['events']:,} events; {held} of {found['laws']} laws of the audit hold")
    if found["left"]:
        print(f"not drained: {found['left']}")
    said = {"machine": table.machine(), "commit": table.commit(), **found}
    path = table.RESULTS / "soak.json"
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {path}")
    return 1 if grown or found["left"] or found["laws_broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
