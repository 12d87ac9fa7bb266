"""How are the figures told? As a table for people and a JSON for whoever compares runs."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).with_name("results")


def show(console: Console, figures: Sequence[Mapping[str, Any]]) -> None:
    """One line a figure, its limit or rival beside it."""
    table = Table(
        "what",
        "measured",
        "beside",
        "ratio",
        "wanted",
        "CPU s/million: client + PostgreSQL + Kafka",
        "peak MB",
    )
    for figure in figures:
        beside = ""
        if figure["beside_value"] is not None:
            beside = f"{_number(figure['beside_value'])} {figure['unit']}\n{figure['beside']}"
        table.add_row(
            figure["name"],
            f"{_number(figure['value'])} {figure['unit']}",
            beside,
            f"{figure['ratio']:.2f}" if figure["ratio"] is not None else "",
            f"{figure['wanted']} {'holds' if figure['holds'] else 'MISSED'}" if figure["wanted"] else "",
            _parts(figure["cpu_us"], 1)
            + (f"\n{_parts(figure['beside_cpu_us'], 1)}" if figure["beside_cpu_us"] else ""),
            _parts(figure["peak_mb"], 0),
        )
    console.print(table)
    for figure in figures:
        if figure["steps_us"]:
            steps = ", ".join(f"{name} {value:.0f}" for name, value in figure["steps_us"].items())
            console.print(f"{figure['name']}, CPU µs by process: {steps}")
        console.print(f"{figure['name']}: {figure['checked']}")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _parts(found: Mapping[str, float], digits: int) -> str:
    return (
        " + ".join(f"{found.get(part, 0.0):.{digits}f}" for part in ("client", "postgres", "kafka"))
        if found
        else ""
    )


def write(path: Path, size: str, durability: Mapping[str, str], figures: Sequence[Mapping[str, Any]]) -> None:
    """Keeps the figures with the kind of machine they were measured on (no names) and the commit."""
    said = {
        "machine": machine(),
        "commit": commit(),
        "size": size,
        "durability": dict(durability),
        "figures": list(figures),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """The kind of machine: its processor, cores, memory and Python."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip()
            for line in info.read_text().splitlines()
            if line.startswith("model name")
        ]
        cpu = names[0] if names else cpu
    return {
        "cpu": cpu,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
    }


def commit() -> str:
    """The commit measured; `+` if the tree was changed since."""

    def git(*what: str) -> str:
        return subprocess.run(["git", *what], capture_output=True, text=True, check=False).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain") else "")
