"""How does a workbook get from the platform into a file?"""

from pathlib import Path
from typing import Annotated

import typer

from cli import asking
from cli.failure import bad_argument
from cli.options import file_to_write
from cli.platform import Platform

Output = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", parser=file_to_write("-o"), metavar="PATH", help="Write the workbook here."
    ),
]


def save(where: Platform, path: str, output: Path, **parameters: str | None) -> None:
    """Asks for the workbook at `path` and writes it; a failure that names -o if it can't be."""
    book = asking.get(where, path, **parameters)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(book.content)
    except OSError as error:
        raise bad_argument("-o", f"{output} can't be written: {error.strerror}") from None
