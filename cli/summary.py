"""`doithoai summary 2024-Q2`: the quarter's Phụ lục 3, printed, and written as a workbook with -o."""

import json
from typing import Annotated, Any

import typer

from cli import asking, figures, platform
from cli.failure import bad_argument
from cli.options import AsJson, AsOf, DataDir, Port, moment
from cli.workbook import Output, save
from shared.dialogue.groups import LABELS
from shared.dialogue.quarter import Quarter


def run(
    quarter: Annotated[str, typer.Argument(help="Such as 2024-Q2.")],
    as_of: AsOf = None,
    edition: Annotated[
        int | None, typer.Option("--edition", help="As compiled: edition 1, 2, …", min=1)
    ] = None,
    output: Output = None,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Show a quarter's summary (Phụ lục 3) as of a moment or as compiled; with -o write the workbook."""
    moment(as_of, "--as-of")
    if as_of and edition:
        raise bad_argument("--as-of", "an edition has its own moment")
    try:
        Quarter.parse(quarter)
    except ValueError as error:
        raise bad_argument("QUARTER", str(error)) from None
    where = platform.find(data_dir, port)
    path = f"/api/reports/quarters/{quarter}" + (f"/editions/{edition}" if edition else "")
    found = asking.get(where, path, as_of=as_of).json()
    if output is not None:
        # The very figures that are printed: of the same two moments.
        asked = {} if edition else {"as_of": found["as_of"], "known_at": found["known_at"]}
        save(where, f"{path}.xlsx", output, **asked)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    _tell(found)
    if output is not None:
        typer.echo(f"đã ghi {output}")


def _tell(found: dict[str, Any]) -> None:
    typer.echo(f"Phụ lục 3, quý {found['quarter']}, {figures.moments(found)}")
    typer.echo(figures.HEAD)
    for section in found["sections"]:
        typer.echo(f"Mục {section['section']}")
        for row in section["rows"]:
            if row["group"] is not None and not row["received"]:
                continue
            about = LABELS[row["group"]] if row["group"] else row["theme"] or ""
            typer.echo(f"{figures.columns(row)}  {row['starts_on']}  {row['unit_name']}  {about}")
    typer.echo(figures.sums(found["totals"]))
