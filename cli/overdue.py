"""`doithoai overdue`: petitions whose answer is past due and not met, oldest first."""

import json
from typing import Annotated, Any

import typer

from cli import asking, explaining, figures, platform
from cli.options import AsJson, AsOf, DataDir, Port, moment, stated

PAGE = 1_000


def run(
    as_of: AsOf = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Only this unit's.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why each is due that day: each day counted and skipped.")
    ] = False,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """List the petitions whose answer is overdue, as of a moment."""
    moment(as_of, "--as-of")
    if unit is not None:
        stated(unit, "--unit", "unit")
    found = fetch(platform.find(data_dir, port), as_of, unit, explain)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for item in found["items"]:
        late = f"{item['working_days_late']:>4} ngày làm việc"
        provisional = "  (tạm tính)" if item["provisional"] else ""
        what = f"{item['petition_id']:<24} {item['unit_id']}  {item['rule']}"
        typer.echo(f"{item['due_on']}  {late}  {what}{provisional}")
        if explain:
            for line in (*explaining.lines(item["explanation"]), *explaining.moves(item["moves"])):
                typer.echo(f"            {line}")
    typer.echo(f"{found['total']} kiến nghị quá hạn trả lời, {figures.moments(found)}")


def fetch(
    where: platform.Platform, as_of: str | None, unit: str | None, explain: bool = False
) -> dict[str, Any]:
    """The whole list, page by page."""
    path = "/api/deadlines/overdue-petitions"
    wanted = {"unit_id": unit, "limit": PAGE, "explain": int(explain)}
    found = asking.get(where, path, as_of=as_of, **wanted).json()
    cursor = found.pop("next_cursor", None)
    while cursor:
        more = asking.get(where, path, as_of=found["as_of"], cursor=cursor, **wanted).json()
        found["items"] += more["items"]
        cursor = more.get("next_cursor")
    return found
