"""Which commands are there? Each in a file of its own; a bad argument is named, a failure is one line.

What takes time to read is read in `main`, where a Ctrl-C meanwhile is no more than that.
"""

import importlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.failure import Failure, unreachable

if TYPE_CHECKING:
    import typer

COMMANDS = (
    "up", "serve", "setup", "publish", "drain", "overdue", "planner", "summary", "appendix", "reconcile",
    "compliance", "audit", "watch", "demo", "backup", "restore", "take-up", "tell-again",
)  # fmt: skip
GROUPS = ("rebuild", "token", "user", "dead-letters", "calendar", "unit", "agency")


def build_app(arguments: Sequence[str]) -> "typer.Typer":
    """The commands. Only the one that is called is read: none waits for the others' libraries."""
    import typer

    app = typer.Typer(
        name="doithoai",
        help="Nền tảng đối thoại doanh nghiệp Hải Phòng: runs it, feeds it, asks it.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_nothing)
    called = arguments[0] if arguments else None
    known = called in COMMANDS or called in GROUPS
    for name in COMMANDS:
        if not known or name == called:
            app.command(name=name)(importlib.import_module(f"cli.{name.replace('-', '_')}").run)
    for name in GROUPS:
        if not known or name == called:
            app.add_typer(importlib.import_module(f"cli.{name.replace('-', '_')}").app, name=name)
    return app


def _nothing() -> None:
    """Nền tảng đối thoại doanh nghiệp Hải Phòng: runs it, feeds it, asks it."""


def main() -> None:
    """Exit 0: done; 1: a finding or a failure; 2: bad usage."""
    try:
        _called()
    except KeyboardInterrupt:
        sys.exit(130)


def _called() -> None:
    from shared.settings import MissingSetting

    try:
        build_app(sys.argv[1:])()
    except (Failure, MissingSetting) as error:
        print(f"doithoai: {error}", file=sys.stderr)
        sys.exit(2 if isinstance(error, MissingSetting) else error.code)
    except Exception as error:
        told = unreachable(error)
        if told is None:
            raise
        print(f"doithoai: {told}", file=sys.stderr)
        sys.exit(1)
