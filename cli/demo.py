"""`doithoai demo`: a year of dialogue through real Kafka and PostgreSQL, out as DPI's workbooks."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from cli import audit, overdue
from cli.failure import Failure
from cli.options import AsJson, folder
from cli.platform import Platform
from cli.publishing import Outgoing, Published, publish
from cli.running import running
from cli.settling import Settling
from cli.verdict import Law
from deploy import sample
from deploy.embedded.errors import EmbeddedStackError
from shared import units
from shared.clock import HCM
from shared.observability import logging
from shared.settings import Settings, forget_settings, read_settings

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=HCM)
"""The demo lives on a Monday after the year's last acts: it shows what the city would have seen."""
QUARTERS = ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4")
TIMEOUT_S = 120.0
AT_ONCE = 4


@dataclass(slots=True)
class Run:
    """What a demo found."""

    published: Published
    seconds: float
    laws: list[Law]
    overdue: dict[str, Any]
    books: list[Path]

    def says(self) -> dict[str, Any]:
        """It as JSON."""
        return {
            "receipts": self.published.counts(),
            "seconds": self.seconds,
            "laws": [law.says() for law in self.laws],
            "overdue": self.overdue,
            "books": [str(path) for path in self.books],
        }


def run(
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", parser=folder("-o"), metavar="PATH", help="The folder for the workbooks."
        ),
    ] = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Run the platform for itself, publish the sample year as the agencies would, and show what comes out."""
    logging.configure("demo", level="ERROR")
    settings = alone()
    # What it tells on the way is for the eye: beside JSON it goes where that does not.
    console = Console(highlight=False, stderr=as_json)
    try:
        found = asyncio.run(_demo(settings, output, console))
    except EmbeddedStackError as error:
        raise Failure(str(error)) from None
    if as_json:
        typer.echo(json.dumps(found.says(), ensure_ascii=False, indent=2))
    else:
        _tell(console, found)
    expected = Counter(sample.expected()["by_outcome"])
    if found.published.counts() != expected:
        raise Failure(f"the sample's receipts should have been {dict(expected)}")
    if not all(law.holds for law in found.laws):
        raise typer.Exit(1)


def alone() -> Settings:
    """Of what the shell sets a demo takes the moment alone: none of it may reach a platform named there."""
    now = read_settings().now or NOW
    forget_settings()
    return read_settings(port=0, now=now)


async def _demo(settings: Settings, output: Path, console: Console) -> Run:
    started = monotonic()
    console.print("starting Kafka, PostgreSQL and the four services…")
    async with running(settings, ephemeral=True) as platform:
        console.print(f"ready {platform.http} after {monotonic() - started:.1f} s")
        records = [Outgoing(r.topic, r.value, r.key) for r in sample.load()]
        waiting = sample.expected()["by_outcome"].get("waiting", 0)
        began = monotonic()
        published = await _publish(platform, records, waiting, console)
        async with Settling(platform) as settling:
            left = await settling.settle(TIMEOUT_S)
        if not left.nothing():
            raise Failure(f"not drained after {TIMEOUT_S:g} s: {left.says()}")
        seconds = monotonic() - began
        found = await audit.check(platform)
        late = await asyncio.to_thread(overdue.fetch, platform, None, None)
        return Run(published, seconds, found, late, await _books(platform, output))


async def _publish(
    platform: Platform, records: Sequence[Outgoing], waiting: int, console: Console
) -> Published:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("receipts", total=len(records))

        def enough(published: Published) -> bool:
            return published.open() <= waiting and len(published.receipts) == len(published.places)

        return await publish(
            platform.kafka, records, TIMEOUT_S, lambda done, _: bar.update(task, completed=done), enough
        )


async def _books(platform: Platform, output: Path) -> list[Path]:
    """Phụ lục 3 of each quarter, and Phụ lục 1 or 2 of each of the year's conferences."""
    output.mkdir(parents=True, exist_ok=True)
    async with httpx.AsyncClient(base_url=platform.http, timeout=60, trust_env=False) as client:
        wanted: dict[str, str] = {}
        for quarter in QUARTERS:
            summary = (await client.get(f"/api/reports/quarters/{quarter}")).raise_for_status().json()
            wanted[f"phu-luc-3-{quarter}.xlsx"] = f"/api/reports/quarters/{quarter}.xlsx"
            for section, form in (("I", 1), ("II", 2)):
                rows = next(part["rows"] for part in summary["sections"] if part["section"] == section)
                for conference_id in {row["conference_id"] for row in rows}:
                    name = f"phu-luc-{form}/phu-luc-{form}-{conference_id}.xlsx"
                    wanted[name] = f"/api/reports/conferences/{conference_id}/appendix.xlsx"
        gate = asyncio.Semaphore(AT_ONCE)
        return list(
            await asyncio.gather(*(_book(client, gate, output / n, p) for n, p in sorted(wanted.items())))
        )


async def _book(client: httpx.AsyncClient, gate: asyncio.Semaphore, path: Path, address: str) -> Path:
    async with gate:
        content = (await client.get(address)).raise_for_status().content
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _tell(console: Console, found: Run) -> None:
    registry = units.shipped()
    table = Table(
        "đơn vị", "kiến nghị quá hạn", title=f"Kiến nghị quá hạn trả lời, tính đến {found.overdue['as_of']}"
    )
    for unit_id, count in Counter(item["unit_id"] for item in found.overdue["items"]).most_common():
        unit = registry.get(unit_id)
        table.add_row(unit.name if unit else unit_id, str(count))
    table.add_row("Tổng", str(found.overdue["total"]))
    console.print(table)
    audit.tell(found.laws)
    counts = ", ".join(f"{count} {name}" for name, count in sorted(found.published.counts().items()))
    total = len(found.published.places)
    console.print(f"receipts: {counts}")
    console.print(
        f"{total} events in {found.seconds:.1f} s, drained everywhere: {total / found.seconds:.0f} events/s"
    )
    forms = [path for path in found.books if path.parent.name not in ("phu-luc-1", "phu-luc-2")]
    for path in forms:
        console.print(f"wrote {path}")
    console.print(f"wrote {len(found.books) - len(forms)} workbooks of single conferences beside them")
