"""`doithoai calendar show|preview|apply`: the working-day calendar and its versions (R11)."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import structlog
import typer

from cli import asking, platform
from cli.failure import bad_argument
from cli.files import event_in
from cli.options import AsJson, DataDir, Port
from services.deadlines.handlers import apply_calendar
from services.deadlines.handlers.apply_calendar import Replaced
from services.deadlines.main import build_bench
from shared.database.engine import build_engine
from shared.events.deadlines import CalendarApplied
from shared.events.validate import InvalidData
from shared.messaging.desk import Bench

log = structlog.get_logger(__name__)
T = TypeVar("T")
Doing = Callable[[Bench, CalendarApplied], Awaitable[T]]
app = typer.Typer(help="The working-day calendar and its versions.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(help="JSON of a CalendarApplied, or of its data; - reads stdin.")]
AGAIN = "version {version} ({year}) is in force already: nothing was done"


@app.command()
def show(
    year: Annotated[int, typer.Argument(help="Which year's days to show.")],
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Show a year's days off and days worked, and the versions applied."""
    found = asking.get(platform.find(data_dir, port), f"/api/deadlines/calendar/{year}").json()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    sure = "chưa công bố, tạm tính" if found["provisional"] else "đã công bố"
    typer.echo(f"Lịch năm {year}: {sure} (phiên bản {found['version']})")
    for heading, days in (("nghỉ", found["off"]), ("làm bù", found["working_weekend_days"])):
        for day in days:
            doubt = "" if day["status"] == "announced" else f"  ({day['status']})"
            typer.echo(f"  {heading:<7} {day['date']}  {day['name']}{doubt}")
    for version in found["versions"]:
        document = version["document"]
        typer.echo(
            f"  phiên bản {version['version']}: năm {version['year']}, công bố {version['announced_on']}, "
            f"{document['number']}"
        )


@app.command()
def preview(file: File, data_dir: DataDir = None, port: Port = None, as_json: AsJson = False) -> None:
    """List the deadlines that a calendar would move, open or met; write nothing."""
    found = _done(platform.find(data_dir, port), file, apply_calendar.look)
    if as_json:
        typer.echo(json.dumps(found.says(), ensure_ascii=False, indent=2))
        return
    if found.already_applied:
        typer.echo(AGAIN.format(version=found.version, year=found.year))
        return
    for said, days in zip(
        ("no longer off", "newly off", "no longer worked", "newly worked"), found.days, strict=True
    ):
        if days:
            typer.echo(f"{said}: {', '.join(day.isoformat() for day in days)}")
    for move in found.moves:
        met = "  (met)" if move.met else ""
        typer.echo(f"{move.from_} → {move.to}  {move.deadline_id}  {move.unit_id}{met}")
    met = sum(move.met for move in found.moves)
    others = f", and {met} that {'is' if met == 1 else 'are'} met already," if met else ""
    open_ = len(found.moves) - met
    typer.echo(f"{open_} open deadlines{others} would move by version {found.version} ({found.year})")


@app.command()
def apply(file: File, data_dir: DataDir = None, port: Port = None, as_json: AsJson = False) -> None:
    """Bring a calendar into force: publishes one CalendarApplied; open deadlines move with it."""
    done = _done(platform.find(data_dir, port), file, apply_calendar.apply)
    if as_json:
        typer.echo(json.dumps(done.says()))
    elif done.already_applied:
        typer.echo(AGAIN.format(version=done.version, year=done.year))
    else:
        typer.echo(f"version {done.version} ({done.year}) is in force; open deadlines are folded again")


async def apply_at_start(where: platform.Platform, file: Path) -> None:
    """Applies the calendar of `up --calendar`; one that was replaced since it was first told keeps nobody."""
    try:
        await _told(where, file, apply_calendar.apply)
    except Replaced as replaced:
        log.warning("the calendar given at the start is no longer in force", error=replaced)
    except InvalidData as problem:
        raise bad_argument(str(file), str(problem)) from None


def _done(where: platform.Platform, file: Path, do: Doing[T]) -> T:
    """What came of it; Failure names what is wrong with the file."""
    try:
        return asyncio.run(_told(where, file, do))
    except InvalidData as problem:
        raise bad_argument(str(file), str(problem)) from None


async def _told(where: platform.Platform, file: Path, do: Doing[T]) -> T:
    said = event_in(file, CalendarApplied)
    async with _bench(where) as bench:
        return await do(bench, said)


@asynccontextmanager
async def _bench(where: platform.Platform) -> AsyncIterator[Bench]:
    engine = build_engine(where.databases["deadlines"], application="doithoai-deadlines-cli", pool_size=2)
    try:
        yield build_bench(engine, where.clock())
    finally:
        await engine.dispose()
