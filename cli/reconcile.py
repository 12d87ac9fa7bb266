"""`doithoai reconcile 2024-Q2`: the units' reports against what is computed, each difference named (R17)."""

import json
from typing import Annotated, Any

import typer

from cli import asking, figures, platform
from cli.failure import bad_argument
from cli.options import AsJson, AsOf, DataDir, Port, moment
from shared.dialogue.quarter import Quarter


def run(
    quarter: Annotated[str, typer.Argument(help="Such as 2024-Q2.")],
    as_of: AsOf = None,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Compare the units' reports on a quarter's conferences with the figures; exit 1 if any differs."""
    moment(as_of, "--as-of")
    try:
        Quarter.parse(quarter)
    except ValueError as error:
        raise bad_argument("QUARTER", str(error)) from None
    path = f"/api/reports/quarters/{quarter}/reconciliation"
    found: dict[str, Any] = asking.get(platform.find(data_dir, port), path, as_of=as_of).json()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _tell(found)
    if found["by_status"]["differs"]:
        raise typer.Exit(1)


def _tell(found: dict[str, Any]) -> None:
    typer.echo(f"Đối chiếu báo cáo của đơn vị, quý {found['quarter']}, {figures.moments(found)}")
    for each in found["items"]:
        typer.echo(f"{each['starts_on']}  {each['unit_name']}: {each['says']}")
        for difference in each["differences"]:
            typer.echo(f"            - {difference['says']}")
    counted = found["by_status"]
    typer.echo(
        f"{found['total']} hội nghị: {counted['agrees']} khớp, {counted['differs']} chênh lệch, "
        f"{counted['filed_without_figures']} không kèm số liệu, {counted['not_filed']} chưa báo cáo, "
        f"{counted['not_owed']} chưa hoặc không phải báo cáo"
    )
