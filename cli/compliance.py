"""`doithoai compliance 2024`: how each obliged unit kept the plan in a year (R1–R9, R11, R17)."""

import json
from typing import Annotated, Any

import typer

from cli import platform
from cli.options import AsJson, AsOf, DataDir, Port, moment
from shared.events.fields import FIRST_YEAR, LAST_YEAR

PLAN = {"in_time": "đúng hạn", "late": "muộn", "overdue": "chưa gửi", "open": "chưa đến hạn", None: "–"}
TALLIES = "đúng hạn/muộn/quá hạn"


def run(
    year: Annotated[int, typer.Argument(help="Such as 2024.", min=FIRST_YEAR, max=LAST_YEAR - 1)],
    as_of: AsOf = None,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Show how each obliged unit kept the plan in a year, as of a moment."""
    moment(as_of, "--as-of")
    where = platform.find(data_dir, port)
    found: dict[str, Any] = platform.get(where, "/api/reports/compliance", year=year, as_of=as_of).json()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    typer.echo(f"Thực hiện kế hoạch năm {found['year']}, tính đến {found['as_of']}")
    typer.echo(
        f"  kế hoạch      tổ chức+dừng/tối thiểu  thông báo cổng, một cửa, báo cáo, trả lời: {TALLIES}"
    )
    for each in found["items"]:
        typer.echo(_line(each))
    short = sum(not each["minimum_met"] for each in found["items"])
    typer.echo(f"{found['total']} đơn vị, {short} chưa đủ số hội nghị tối thiểu")


def _line(each: dict[str, Any]) -> str:
    notices = each["notices"]
    tallies = (notices["portal"], notices["one_stop_desk"], each["reports"], each["answers"])
    kept = "  ".join(f"{one['in_time']:>4}/{one['late']}/{one['overdue']}" for one in tallies)
    conferences = f"{each['held']}+{each['lawfully_stopped']}/{each['minimum']}"
    few = each["fewer_than_20_participants"]
    note = f"  ({few} hội nghị dưới 20 đơn vị tham dự)" if few else ""
    return f"  {PLAN[each['plan']]:<12}  {conferences:>7}  {kept}  {each['unit_name']}{note}"
