"""Which options do several commands share?"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.failure import bad_argument
from shared.events.fields import parse_moment


def folder(name: str) -> Callable[[str | Path], Path]:
    """How the folder in the option `name` is read: not what a script's variable left empty for this one."""
    return _named(name, "folder")


def file_to_write(name: str) -> Callable[[str | Path], Path]:
    """The same of a file; `-` is none: what is printed beside would spoil it."""
    parse = _named(name, "file")

    def parsed(said: str | Path) -> Path:
        if str(said) == "-":
            raise bad_argument(name, "it can't be written to standard output: say which file")
        return parse(said)

    return parsed


def _named(name: str, what: str) -> Callable[[str | Path], Path]:
    def parsed(said: str | Path) -> Path:
        return Path(stated(str(said), name, what))

    return parsed


def stated(said: str, name: str, what: str) -> str:
    """What the option `name` says; a failure if that is nothing."""
    if not said.strip():
        raise bad_argument(name, f"it is empty: say which {what}, or leave it out")
    return said


DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        parser=folder("--data-dir"),
        metavar="PATH",
        help="The running platform's data directory (DOITHOAI_DATA_DIR).",
    ),
]
Port = Annotated[int | None, typer.Option("--port", help="The port it answers on (DOITHOAI_PORT).")]
ListenPort = Annotated[int | None, typer.Option("--port", help="The port to answer on (DOITHOAI_PORT).")]
ListenHost = Annotated[str | None, typer.Option("--host", help="The address to bind to (DOITHOAI_HOST).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="As things stood at this moment (RFC 3339 with offset); now if left out."),
]
Timeout = Annotated[float, typer.Option("--timeout", help="Give up after this many seconds.", min=0)]


def moment(text: str | None, name: str) -> datetime | None:
    """The moment in an option; a failure that names the option if it is none."""
    if text is None:
        return None
    try:
        return parse_moment(text)
    except (ValueError, OverflowError) as error:
        raise bad_argument(name, str(error)) from None
