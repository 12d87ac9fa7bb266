"""`doithoai compliance 2024`: how each obliged unit kept the plan in a year (R1–R9, R11, R13, R17)."""

import json
from typing import Annotated, Any

import typer

from cli import asking, figures, platform
from cli.options import AsJson, AsOf, DataDir, Port, moment
from shared.events.fields import FIRST_YEAR, LAST_YEAR

PLAN = {"in_time": "đúng hạn", "late": "muộn", "overdue": "chưa gửi", "open": "chưa đến hạn", None: "–"}
TALLIES = "đúng hạn/muộn/quá hạn"


def run(
    year: Annotated[int, typer.Argument(help="Such as 2024.", min=FIRST_YEAR, max=LAST_YEAR - 1)],
    as_of: AsOf = None,
    breaches: Annotated[
        bool, typer.Option("--breaches", help="List each breach that is no lateness (R3, R7, R9, R13).")
    ] = False,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Show how each obliged unit kept the plan in a year, as of a moment."""
    moment(as_of, "--as-of")
    where = platform.find(data_dir, port)
    found: dict[str, Any] = asking.get(where, "/api/reports/compliance", year=year, as_of=as_of).json()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    typer.echo(f"Thực hiện kế hoạch năm {found['year']}, {figures.moments(found)}")
    typer.echo(
        "  kế hoạch      đăng ký  tổ chức+dừng/tối thiểu  thông báo cổng, một cửa, báo cáo, trả lời: "
        f"{TALLIES}"
    )
    for each in found["items"]:
        typer.echo(_line(each))
    if breaches:
        for each in found["breaches"]:
            about = each["petition_id"] or each["conference_id"]
            typer.echo(f"  {each['rule']:<4} {each['at'][:10]}  {each['unit_id']}  {about}: {each['text']}")
    _totals(found)


def _line(each: dict[str, Any]) -> str:
    notices = each["notices"]
    tallies = (notices["portal"], notices["one_stop_desk"], each["reports"], each["answers"])
    kept = "  ".join(f"{one['in_time']:>4}/{one['late']}/{one['overdue']}" for one in tallies)
    conferences = f"{each['held']}+{each['lawfully_stopped']}/{each['minimum']}"
    broken = [f"{rule}×{count}" for rule, count in each["breaches"].items() if count]
    note = f"  (vi phạm {', '.join(broken)})" if broken else ""
    planned = each["conferences_planned"]
    return f"  {PLAN[each['plan']]:<12}  {planned:>3}  {conferences:>7}  {kept}  {each['unit_name']}{note}"


def _totals(found: dict[str, Any]) -> None:
    short = sum(not each["minimum_met"] for each in found["items"])
    typer.echo(f"{found['total']} đơn vị, {short} chưa đủ số hội nghị tối thiểu")
    typer.echo(f"Kinh phí trong kế hoạch: {found['budget_vnd']:,} đồng".replace(",", "."))
    if found["plans_missing"]:
        typer.echo(f"Chưa gửi kế hoạch: {', '.join(found['plans_missing'])}")
