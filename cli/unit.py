"""`doithoai unit show|apply|undecided`: the registry, how it changes, what waits for a decision (R6)."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import asking, platform
from cli.failure import bad_argument
from cli.files import event_in
from cli.law import current_registry
from cli.options import AsJson, DataDir, Port
from services.notices.handlers import change_unit
from services.notices.handlers.change_unit import Changed
from services.notices.main import build_shop
from shared.clock import local_date
from shared.database.engine import build_engine
from shared.events.notices import UnitChanged
from shared.events.validate import InvalidData

app = typer.Typer(help="The registry of units, and how it changes.", no_args_is_help=True)
PAGE = 1_000


@app.command()
def show(
    unit: Annotated[str, typer.Argument(help="The unit's id.")],
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Show a unit as it is known now: its names, its time, who inherits."""
    where = platform.find(data_dir, port)
    registry = asyncio.run(current_registry(where))
    found = registry.get(unit)
    if found is None:
        raise bad_argument("UNIT", f"{unit} is not in the registry")
    said: dict[str, Any] = {
        "unit_id": found.id,
        "name": found.name,
        "former_names": [
            {"name": former.name, "valid_to": former.valid_to.isoformat() if former.valid_to else None}
            for former in found.name_history
            if former.name != found.name
        ],
        "kind": found.kind.value,
        "section": found.section,
        "valid_from": found.valid_from.isoformat(),
        "valid_to": found.valid_to.isoformat() if found.valid_to else None,
        "successors": list(found.successors),
        "heirs_today": list(registry.heirs_on(found.id, local_date(where.clock().now()))),
        "decided": [
            {
                "to": share.to,
                "groups": sorted(share.groups),
                "conferences": sorted(share.conferences),
                "petitions": sorted(share.petitions),
            }
            for share in found.shares
        ],
    }
    if as_json:
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for name, value in said.items():
        shown = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
        typer.echo(f"{name:<12} {shown}")


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="JSON of a UnitChanged, or of its data; - reads stdin.")],
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Change the registry: publishes one UnitChanged; what is open passes to whom it says."""
    said = event_in(file, UnitChanged)
    try:
        done = asyncio.run(_apply(platform.find(data_dir, port), said))
    except InvalidData as problem:
        raise bad_argument(str(file), str(problem)) from None
    if as_json:
        typer.echo(json.dumps({"unit_id": done.unit_id, "already_said": done.already_said}))
    elif done.already_said:
        typer.echo(f"this was said of {done.unit_id} already: nothing was done")
    else:
        typer.echo(f"{done.unit_id} is changed; what is open is folded again")


@app.command()
def undecided(data_dir: DataDir = None, port: Port = None, as_json: AsJson = False) -> None:
    """List what is open under units that exist no more: a split that nobody has decided yet."""
    where = platform.find(data_dir, port)
    registry, today = asyncio.run(current_registry(where)), local_date(where.clock().now())
    ended = registry.ended_by(today)
    found = [
        item for state in ("overdue", "open") for item in _listed(where, state) if item["unit_id"] in ended
    ]
    if as_json:
        typer.echo(json.dumps({"total": len(found), "items": found}, ensure_ascii=False, indent=2))
        return
    for item in found:
        heirs = ", ".join(registry.heirs_on(item["unit_id"], today)) or "nobody"
        typer.echo(f"{item['due_on']}  {item['deadline_id']}  {item['unit_id']} → {heirs}")
    typer.echo(f"{len(found)} open deadlines wait for a decision (doithoai unit apply)")


def _listed(where: platform.Platform, state: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = asking.get(where, "/api/deadlines", state=state, limit=PAGE, cursor=cursor).json()
        items += page["items"]
        cursor = page.get("next_cursor")
        if cursor is None:
            return items


async def _apply(where: platform.Platform, said: UnitChanged) -> Changed:
    engine = build_engine(where.databases["notices"], application="doithoai-notices-cli", pool_size=2)
    try:
        return await change_unit.change(build_shop(engine, where.clock()), said)
    finally:
        await engine.dispose()
