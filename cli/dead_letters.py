"""`doithoai dead-letters list|show|retry|discard`: what the platform failed on or holds back."""

import base64
import getpass
import json
from typing import Annotated, Any

import typer

from cli import operating, platform
from cli.failure import Failure, bad_argument
from cli.options import AsJson, DataDir, Port
from shared.clock import WRITTEN
from shared.messaging.operators_queue import Kept, by_cause

app = typer.Typer(help="The operators' queue: dead letters and parked facts.", no_args_is_help=True)

Names = Annotated[
    list[str] | None, typer.Argument(help="As `list` names them: SERVICE:TOPIC/PARTITION/OFFSET.")
]
By = Annotated[str | None, typer.Option("--by", help="Who asks; your user name if left out.")]
Wait = Annotated[
    float, typer.Option("--timeout", help="Give up waiting for the workers after this many seconds.", min=0)
]
NAMED = 6
"""So many of a group are named, unless all are asked for."""


@app.callback()
def dead_letters() -> None:
    """The operators' queue: dead letters and parked facts."""


@app.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Those retried or discarded as well.")] = False,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """What waits, grouped by cause; nothing of what senders wrote."""
    found = operating.listed(platform.find(data_dir, port), settled=everything)
    if as_json:
        typer.echo(json.dumps([one.says() for one in found], ensure_ascii=False, indent=2))
        return
    for (service, kind, cause), group in by_cause(found).items():
        oldest = min(one.recorded_at for one in group).astimezone(WRITTEN)
        behind = sum(one.behind for one in group)
        typer.echo(
            f"{service}  {kind.replace('_', ' ')}  {cause}: {len(group)}, the oldest of "
            f"{oldest:%Y-%m-%d %H:%M}" + (f", {behind} waiting behind" if behind else "")
        )
        for one in group if everything else group[:NAMED]:
            typer.echo(f"    {_line(one)}")
        if len(group) > NAMED and not everything:
            typer.echo(f"    … and {len(group) - NAMED} more (--all, --json)")
    waiting = sum(one.open for one in found)
    typer.echo(f"{waiting} waiting for an operator" if waiting else "nothing waits for an operator")


def _line(one: Kept) -> str:
    said = [one.name, one.subject or "(no subject)", one.type or "", one.state if not one.open else ""]
    said += [
        f"{one.attempts} attempts" if one.attempts > 1 else "",
        f"asked: {one.asked}" if one.asked else "",
    ]
    who = f"by {one.asked_by}: {one.asked_why}" if one.state == "discarded" else ""
    return "  ".join(part for part in (*said, who) if part)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="As `list` names it.")],
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """One record with its original bytes: personal data may be in them."""
    one, original = operating.shown(platform.find(data_dir, port), name)
    said: dict[str, Any] = {
        **one.says(),
        "reason": original.reason,
        "key": _readable(original.key),
        "headers": json.loads(original.headers) if original.headers else [],
        "value": _readable(original.value),
    }
    if as_json:
        said["value_base64"] = base64.b64encode(original.value or b"").decode()
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for key, value in said.items():
        if value not in (None, [], ""):
            typer.echo(f"{key:<12} {value}")


def _readable(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "backslashreplace")


@app.command()
def retry(
    names: Names = None,
    cause: Annotated[str | None, typer.Option("--cause", help="All of which the cause begins so.")] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", help="All of this subject, such as petition/ID.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that wait.")] = False,
    by: By = None,
    timeout: Wait = 60,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Have their own service decide them again, and what waited behind them in its order."""
    where = platform.find(data_dir, port)
    wanted = chosen(operating.listed(where), names, cause, subject, everything)
    _ask(where, wanted, "retry", by, None, timeout, as_json)


@app.command()
def discard(
    names: Names = None,
    why: Annotated[str | None, typer.Option("--why", help="The reason, kept and told to the sender.")] = None,
    by: By = None,
    timeout: Wait = 60,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Give records up: the row stays with who, when and why; the sender is told, its id is free again."""
    if not why or not why.strip():
        raise bad_argument("--why", "say why the record is given up")
    where = platform.find(data_dir, port)
    wanted = chosen(operating.listed(where), names, None, None, False)
    _ask(where, wanted, "discard", by, why, timeout, as_json)


def chosen(
    waiting: list[Kept], names: list[str] | None, cause: str | None, subject: str | None, everything: bool
) -> list[Kept]:
    """What of the queue is meant; a failure that names what is not there."""
    if not (names or cause or subject or everything):
        raise bad_argument("NAMES", "name records as `doithoai dead-letters list` does, or use an option")
    known = {one.name: one for one in waiting}
    missing = [name for name in names or () if name not in known]
    if missing:
        raise bad_argument("NAMES", f"no such record waits: {', '.join(missing)}")
    # Who mistypes one would go away and believe that it was done.
    if cause and not any(one.cause.startswith(cause) for one in waiting):
        raise bad_argument("--cause", f"nothing waits for a cause that begins with {cause!r}")
    if subject and not any(one.subject == subject for one in waiting):
        forms = "petition/ID, conference/ID or unit/ID"
        raise bad_argument("--subject", f"nothing waits that is about {subject!r}: a subject is {forms}")
    return [
        one
        for one in waiting
        if everything
        or one.name in (names or ())
        or (cause and one.cause.startswith(cause))
        or (subject and one.subject == subject)
    ]


def _ask(
    where: platform.Platform,
    wanted: list[Kept],
    wish: operating.Wish,
    by: str | None,
    why: str | None,
    timeout: float,
    as_json: bool,
) -> None:
    done = operating.asked(where, wanted, wish, by or getpass.getuser(), why, timeout)
    if as_json:
        typer.echo(json.dumps({"settled": done.settled, "open": done.open, "not_yet": done.not_yet}))
    else:
        typer.echo(f"{len(done.settled)} {'retried' if wish == 'retry' else 'discarded'}")
        for name, said in done.open.items():
            typer.echo(f"    still open: {name}  {said}")
    if done.not_yet:
        raise Failure(
            f"not taken up after {timeout:g} s (do the services run?): {', '.join(done.not_yet[:NAMED])}"
        )
    if done.open:
        raise typer.Exit(1)
