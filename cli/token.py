"""`doithoai token add|list|revoke`: who may speak over HTTP, in every service's database or in none."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import platform
from cli.credentials import everywhere, tokens_of
from cli.failure import Failure, bad_argument
from cli.law import current_registry
from cli.options import AsJson, DataDir, Port
from shared import units
from shared.database.credentials import Role, digest_of, id_of, new_token

app = typer.Typer(
    help="Tokens for HTTP: of a unit's system, an officer, DPI, an operator.", no_args_is_help=True
)
ADD = (
    "INSERT INTO tokens (id, digest, role, unit_id, note, created_at, expires_at) "
    "VALUES ($1, $2, $3, $4, $5, now(), now() + make_interval(days => $6))"
)
REVOKE = "UPDATE tokens SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1"


@app.callback()
def token() -> None:
    """Tokens for HTTP: shown once when they are made; only a digest is kept."""


@app.command()
def add(
    unit: Annotated[str | None, typer.Argument(help="The unit it speaks for.")] = None,
    officer: Annotated[
        bool, typer.Option("--officer", help="Of a person of UNIT, not of its system.")
    ] = False,
    dpi: Annotated[bool, typer.Option("--dpi", help="Compiles the summaries.")] = False,
    operator: Annotated[bool, typer.Option("--operator", help="Runs the platform.")] = False,
    days: Annotated[int, typer.Option("--days", help="For how long.", min=1, max=3650)] = 365,
    note: Annotated[str | None, typer.Option("--note", help="Whose it is, for the list.")] = None,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Make a token and print it, this once."""
    role = _role(unit, officer, dpi, operator)
    made = issued(role, known(unit, "UNIT", data_dir, port), note, days, data_dir, port)
    if as_json:
        said = {"token": made, "id": id_of(made), "role": role.value, "unit_id": unit, "days": days}
        typer.echo(json.dumps(said, indent=2))
    else:
        typer.echo(made)
        typer.echo(f"{of_whom(role, unit)}, {days} days; {how_to_revoke(made)}", err=True)


def issued(
    role: Role, unit: str | None, note: str | None, days: int, data_dir: Path | None, port: int | None
) -> str:
    """A new token, known to every service of the platform."""
    made = new_token()
    where = platform.find(data_dir, port)
    asyncio.run(everywhere(where, ADD, id_of(made), digest_of(made), role.value, unit, note, days))
    return made


def of_whom(role: Role, unit: str | None) -> str:
    """For whom it speaks."""
    return f"{role.value} of {unit}" if unit else role.value


def how_to_revoke(made: str) -> str:
    """The command that ends it."""
    return f"revoke it with: doithoai token revoke {id_of(made)}"


@app.command(name="list")
def list_(data_dir: DataDir = None, port: Port = None, as_json: AsJson = False) -> None:
    """The tokens there are, and the databases that lack one (a restored one may)."""
    found = asyncio.run(tokens_of(platform.find(data_dir, port)))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    for each in [] if as_json else found:
        typer.echo(_line(each))
    if any(each["missing_in"] for each in found):
        raise typer.Exit(1)


@app.command()
def revoke(
    id_: Annotated[str, typer.Argument(metavar="ID", help="As `token list` shows it.")],
    data_dir: DataDir = None,
    port: Port = None,
) -> None:
    """End a token now, in every service."""
    if not asyncio.run(everywhere(platform.find(data_dir, port), REVOKE, id_)):
        raise Failure(f"there is no token {id_}: see `doithoai token list`")
    typer.echo(f"revoked {id_}")


def _role(unit: str | None, officer: bool, dpi: bool, operator: bool) -> Role:
    """Which kind is asked for; a failure that names the argument if that is none, or two."""
    if sum((officer, dpi, operator)) > 1:
        raise bad_argument("--officer, --dpi, --operator", "name one")
    if dpi or operator:
        if unit is not None:
            raise bad_argument("UNIT", "a token of DPI or of an operator speaks for no unit")
        return Role.DPI if dpi else Role.OPERATOR
    if unit is None:
        raise bad_argument("UNIT", "name a unit, or say --dpi or --operator")
    return Role.OFFICER if officer else Role.AGENCY


def known(unit: str | None, name: str, data_dir: Path | None, port: int | None) -> str | None:
    """The unit, if one is named; a failure that names the argument if no registry has it, as changed (R6)."""
    if unit is None or units.shipped().get(unit) is not None:
        return unit
    if asyncio.run(current_registry(platform.find(data_dir, port))).get(unit) is None:
        raise bad_argument(name, f"{unit} is no unit of the registry")
    return unit


def _line(each: dict[str, Any]) -> str:
    note = f"  {each['note']}" if each["note"] else ""
    lacking = f"  MISSING IN {', '.join(each['missing_in'])}" if each["missing_in"] else ""
    return (
        f"{each['id']}  {each['role']:<8}  {each['unit_id'] or '-':<40}  {each['state']:<7}  "
        f"until {each['expires_at'][:10]}{note}{lacking}"
    )
