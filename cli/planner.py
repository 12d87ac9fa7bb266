"""`doithoai planner UNIT DATE`: by when to announce a conference on that day, and all that follows (R7)."""

import json
from datetime import date
from typing import Annotated, Any

import typer

from cli import asking, explaining, platform
from cli.failure import bad_argument
from cli.options import AsJson, DataDir, Port
from shared.working_days.explanation import full_day


def run(
    unit: Annotated[str, typer.Argument(help="The unit's id, such as so-xay-dung.")],
    day: Annotated[str, typer.Argument(metavar="DATE", help="The conference's day, such as 2025-05-09.")],
    explain: Annotated[bool, typer.Option("--explain", help="Show each day that was counted.")] = False,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Show the last and the safe day for the notice, and every date that follows from a conference."""
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise bad_argument("DATE", str(error)) from None
    where = platform.find(data_dir, port)
    found: dict[str, Any] = asking.get(where, "/api/notices/planner", unit_id=unit, date=day).json()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{found['unit_name']}: hội nghị {found['weekday']} {_day(found['date'])}")
    for remark in found["remarks"]:
        typer.echo(f"  ! {remark['text']}")
    for item in found["items"]:
        _tell(item, explain)


def _tell(item: dict[str, Any], explain: bool) -> None:
    safe = f"; nên làm trước hết ngày {_day(item['safe_on'])}" if item["safe_on"] else ""
    provisional = "  (tạm tính)" if item["provisional"] else ""
    typer.echo(f"  {_day(item['due_on'])}  {item['rule']:<4} {item['title']}{safe}{provisional}")
    if explain:
        for line in explaining.lines(item["explanation"]):
            typer.echo(f"              {line}")


def _day(text: str) -> str:
    return full_day(date.fromisoformat(text))
