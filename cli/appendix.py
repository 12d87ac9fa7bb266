"""`doithoai appendix CONFERENCE`: its Phụ lục 1 or 2, printed, or as a workbook with -o (R17)."""

import json
from typing import Annotated, Any

import typer

from cli import asking, figures, platform
from cli.failure import bad_argument
from cli.options import AsJson, AsOf, DataDir, Port, moment
from cli.workbook import Output, save
from shared.dialogue.groups import LABELS
from shared.events.fields import ID


def run(
    conference: Annotated[str, typer.Argument(help="A conference's id, such as hn-sxd-2024-1.")],
    as_of: AsOf = None,
    output: Output = None,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Show a conference's result report (Phụ lục 1 or 2) as of a moment; with -o write the workbook."""
    moment(as_of, "--as-of")
    if not ID.fullmatch(conference):
        raise bad_argument("CONFERENCE", f"{conference!r} is no conference's id: 1 to 64 of a-z, 0-9 and -")
    where, path = platform.find(data_dir, port), f"/api/reports/conferences/{conference}/appendix"
    found = asking.get(where, path, as_of=as_of).json()
    if output is not None:
        # The very figures that are printed: of the same two moments.
        save(where, f"{path}.xlsx", output, as_of=found["as_of"], known_at=found["known_at"])
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    _tell(found)
    if output is not None:
        typer.echo(f"đã ghi {output}")


def _tell(found: dict[str, Any]) -> None:
    first = found["rows"][0]
    typer.echo(f"Phụ lục {found['appendix']}, hội nghị {found['conference_id']}, {figures.moments(found)}")
    typer.echo(f"{first['unit_name']}, ngày {first['starts_on']}, {first['theme'] or 'không có chuyên đề'}")
    typer.echo(figures.HEAD)
    for row in found["rows"]:
        said = [LABELS[row["group"]] if row["group"] else "", row["note"]]
        typer.echo("  ".join([figures.columns(row), *(text for text in said if text)]))
    typer.echo(figures.sums(found["totals"]))
