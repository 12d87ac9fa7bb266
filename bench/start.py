"""How soon is the platform ready, how long is the demo, and how much memory does a sample year leave in use?

As a person would: `doithoai up`, `publish`, a workbook, `demo`, each a process of its own.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

import httpx
import psutil

from bench.figure import Figure, Size, of_seconds
from bench.ground import Ground
from bench.usage import own_megabytes
from cli.platform import FILE
from deploy.embedded.stack import EmbeddedStack

READY_S, DEMO_S, OWN_MB = 8.0, 30.0, 500.0
LIMIT_S = 240
SAMPLE = Path(__file__).parent.parent / "deploy" / "sample" / "year-2024.ndjson"
NOW = "2025-03-03T09:00:00+07:00"
QUARTER = "/api/reports/quarters/2024-Q4.xlsx"


async def measure(ground: Ground, size: Size) -> list[Figure]:
    """Starts on a data directory that was used before, demos, and the memory after the sample year."""
    del ground  # what is measured here brings its servers along
    with tempfile.TemporaryDirectory(prefix="doithoai-bench-start-") as folder:
        home = Path(folder)
        async with _up(home / "platform") as (_, ready):
            fresh = ready
        starts, servers = [], []
        for _ in range(size.rounds):
            async with _up(home / "platform") as (_, ready):
                starts.append(ready)
            servers.append(await _bare_servers(home / "servers"))
        async with _up(home / "platform") as (pid, _):
            memory = await _after_the_year(pid, home / "platform")
        demos = [await asyncio.to_thread(_demo, home / f"demo-{number}") for number in range(size.rounds)]
    return [
        of_seconds(
            "`doithoai up`, until ready", starts, servers,
            beside="the embedded Kafka and PostgreSQL alone", at_most_s=READY_S,
            checked=f"/health/ready answered 200; on a new data directory {fresh:.1f} s",
        ),
        of_seconds(
            "`doithoai demo`, whole", demos, at_most_s=DEMO_S,
            checked="2,666 receipts as expected, every law of the audit, 59 workbooks and four quarters",
        ),
        _memory(memory),
    ]  # fmt: skip


def _memory(found: Mapping[str, float]) -> Figure:
    total = sum(found.values())
    parts = ", ".join(f"{name} {value:.0f}" for name, value in sorted(found.items()))
    return Figure(
        "memory of the platform's own processes after the sample year", "MB", total, [total],
        f"≤ {OWN_MB:g} MB", total <= OWN_MB,
        checked=f"resident, shared pages in each: {parts}; drained, and a quarter's workbook was written",
    )  # fmt: skip


@asynccontextmanager
async def _up(data_dir: Path) -> AsyncGenerator[tuple[int, float]]:
    """The platform in a process of its own: its id, and the seconds until it said `ready`."""
    began = perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", "up", "--data-dir", str(data_dir), "--port", "0",
        env={**os.environ, "DOITHOAI_NOW": NOW}, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), LIMIT_S)).decode()
        ready = perf_counter() - began
        address = re.match(r"ready (http\S+)", line)
        assert address, f"up said {line!r}"
        async with httpx.AsyncClient(base_url=address[1], trust_env=False) as client:
            (await client.get("/health/ready")).raise_for_status()
        yield process.pid, ready
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), LIMIT_S)


async def _bare_servers(home: Path) -> float:
    """How long the two servers alone take, on a data directory that was used before."""
    async with EmbeddedStack(home):
        pass
    began = perf_counter()
    async with EmbeddedStack(home):
        return perf_counter() - began


async def _after_the_year(pid: int, data_dir: Path) -> dict[str, float]:
    """Megabytes by process, once the year is drained and a workbook written."""
    for command in (["publish", str(SAMPLE)], ["drain"]):
        await asyncio.to_thread(_run, command, data_dir)
    address = json.loads((data_dir / FILE).read_text("utf-8"))["http"]
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as client:
        (await client.get(QUARTER)).raise_for_status()
    return own_megabytes(psutil.Process(pid))


def _demo(output: Path) -> float:
    began = perf_counter()
    _run(["demo", "-o", str(output)], output)
    return perf_counter() - began


def _run(command: list[str], data_dir: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", *command], env={**os.environ, "DOITHOAI_DATA_DIR": str(data_dir)},
        capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr or done.stdout
