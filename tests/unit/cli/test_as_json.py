"""Which commands print nothing but a line or two? Every other has --json."""

from collections.abc import Iterator
from typing import Any

import typer

from cli.app import build_app

NO_TABLE = {"up", "serve", "setup", "watch", "token revoke"}


def leaves(command: Any, name: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every command that does something, with its options."""
    if not hasattr(command, "commands"):
        yield name, {option for each in command.params for option in each.opts}
        return
    for part, inner in command.commands.items():
        yield from leaves(inner, f"{name} {part}".strip())


def test_every_command_that_prints_a_table_prints_json_instead_when_asked() -> None:
    commands = dict(leaves(typer.main.get_command(build_app([]))))
    assert {name for name, options in commands.items() if "--json" not in options} == NO_TABLE
