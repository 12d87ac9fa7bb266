"""`doithoai user add NAME`: a person who signs in, as an officer of a unit, of DPI, or as an operator."""

import json
from typing import Annotated

import typer

from cli.failure import bad_argument
from cli.options import AsJson, DataDir, Port
from cli.token import how_to_revoke, issued, known, of_whom
from shared.database.credentials import Role, id_of

LONGEST = 200

app = typer.Typer(help="People who sign in: a browser asks them for their password.", no_args_is_help=True)


@app.callback()
def user() -> None:
    """People who sign in. A password is a token with a name: see `token list` and `token revoke`."""


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Who it is, for the list.")],
    unit: Annotated[str | None, typer.Option("--unit", help="The unit whose officer it is.")] = None,
    dpi: Annotated[bool, typer.Option("--dpi", help="Compiles the summaries.")] = False,
    operator: Annotated[bool, typer.Option("--operator", help="Runs the platform.")] = False,
    days: Annotated[int, typer.Option("--days", help="For how long.", min=1, max=3650)] = 365,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Let a person in: makes a password and prints it, this once."""
    role, who = _role(unit, dpi, operator), _name(name)
    password = issued(role, known(unit, "--unit", data_dir, port), who, days, data_dir, port)
    if as_json:
        said = {
            "name": who,
            "password": password,
            "id": id_of(password),
            "role": role.value,
            "unit_id": unit,
            "days": days,
        }
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        typer.echo(password)
        typer.echo(f"{who}, {of_whom(role, unit)}, {days} days; {how_to_revoke(password)}", err=True)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name.isprintable() or not 0 < len(name) <= LONGEST:
        raise bad_argument("NAME", f"1 to {LONGEST} letters on one line")
    return name


def _role(unit: str | None, dpi: bool, operator: bool) -> Role:
    """As whom; a failure that names the options if that is nobody, or two."""
    if sum((unit is not None, dpi, operator)) != 1:
        raise bad_argument("--unit, --dpi, --operator", "name one")
    if unit is not None:
        return Role.OFFICER
    return Role.DPI if dpi else Role.OPERATOR
