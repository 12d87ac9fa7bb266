"""Killed in the middle, started again with a clock set back, the platform has lost nothing and lives on."""

import asyncio
import json
import os
import random
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest

from cli.platform import find
from cli.watching import audited_apart
from deploy import sample
from tests.journeys.conftest import Up

SAMPLE = Path(sample.__file__).parent / "year-2024.ndjson"
NOW = "2025-03-03T09:00:00+07:00"


def worker(platform: Up) -> int:
    """The worker's process id."""
    for child in psutil.Process(platform.process.pid).children(recursive=True):
        if "cli.process" in child.cmdline() and "worker" in child.cmdline():
            return child.pid
    raise AssertionError("no worker runs")


def mapped_by(pid: int) -> str:
    """The files a process has in its memory: of a library that is not Python alone, some."""
    return "\n".join(area.path for area in psutil.Process(pid).memory_maps())


def laws_of_the_night(platform: Up) -> list[str]:
    """What the watch finds at night, in a process of its own."""
    found = asyncio.run(audited_apart(find(platform.data_dir)))
    assert all(law.holds for law in found)
    return [law.name for law in found]


@pytest.mark.timeout(400)
def test_a_worker_killed_in_the_middle_and_a_clock_set_back_lose_nothing(up: Callable[..., Up]) -> None:
    platform = up(now=NOW)
    # What it prepared with was read by a process that has ended.
    assert "sqlalchemy" not in mapped_by(platform.process.pid)
    assert "sqlalchemy" in mapped_by(worker(platform))
    lines = SAMPLE.read_text("utf-8").splitlines()[:900]
    shuffled = random.Random(3).sample(lines, len(lines))
    half = len(shuffled) // 2
    platform.said("publish", "-", "--timeout", "10", given="\n".join(shuffled[:half]))
    os.kill(worker(platform), signal.SIGKILL)
    counts = platform.said("publish", "-", "--timeout", "10", given="\n".join(shuffled[half:]))["counts"]
    assert sum(counts.values()) == len(shuffled) - half
    assert platform.said("drain", "--timeout", "120")["drained"]
    assert all(law["holds"] for law in platform.said("audit"))
    before = platform.get("/api/reports/quarters/2024-Q1")
    assert before["totals"]["received"] > 0
    assert platform.stop() == 0
    assert not (platform.data_dir / "platform.json").exists()

    earlier = up(now="2024-01-01T00:00:00+07:00", data_dir=platform.data_dir)
    again = earlier.get("/api/reports/quarters/2024-Q1", as_of=before["as_of"], known_at=before["known_at"])
    assert again == before
    # The clock is never behind what the platform has seen.
    now = datetime.fromisoformat(earlier.get("/api/reports/quarters/2024-Q1")["as_of"])
    assert now >= datetime.fromisoformat(NOW)
    assert now < datetime.fromisoformat(NOW) + timedelta(minutes=30)
    assert earlier.said("drain")["drained"]
    laws = earlier.said("audit")
    assert all(law["holds"] for law in laws)
    assert laws_of_the_night(earlier) == [law["law"] for law in laws]
    assert earlier.stop() == 0


def test_the_addresses_of_a_running_platform_are_for_its_owner_alone(up: Callable[..., Up]) -> None:
    platform = up()
    path = platform.data_dir / "platform.json"
    assert path.stat().st_mode & 0o777 == 0o600
    secret = platform.data_dir / "processes/settings.secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert set(platform.addresses["databases"]) == {"notices", "petitions", "deadlines", "reporting"}
    assert json.loads(path.read_text("utf-8"))["http"] == platform.http
    assert platform.stop() == 0
    assert not secret.exists(), "nor are passwords left behind"
