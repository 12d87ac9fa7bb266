"""`doithoai publish FILE`: an agency's events from a file onto its topics, with what became of each."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import platform
from cli.failure import Failure, bad_argument
from cli.files import read
from cli.options import AsJson, DataDir, Port, Timeout
from cli.publishing import Outgoing, Published, publish, with_topics
from cli.routing import routed
from shared import units


def run(
    file: Annotated[str, typer.Argument(help="CloudEvents, one a line; - reads standard input.")],
    unit: Annotated[
        str | None, typer.Option("--as", help="Publish as this unit, whatever the source says.")
    ] = None,
    timeout: Timeout = 60,
    data_dir: DataDir = None,
    port: Port = None,
    as_json: AsJson = False,
) -> None:
    """Publish CloudEvents to their units' inbound topics; print a count per outcome, and each rejection."""
    senders = set(units.shipped().with_topics())
    if unit is not None and unit not in senders:
        senders |= _added(unit, data_dir, port)
    where = platform.find(data_dir, port)
    lines = list(_lines(file))
    if not all(_known(line, unit, senders) for _, line in lines):
        senders |= asyncio.run(with_topics(where.kafka))
    records: list[Outgoing] = []
    unsendable: list[dict[str, Any]] = []
    for number, line in lines:
        outgoing = routed(line, number, unit, senders)
        if isinstance(outgoing, Outgoing):
            records.append(outgoing)
        else:
            unsendable.append({"line": number, "outcome": "rejected", **outgoing})
    published = asyncio.run(publish(where.kafka, records, timeout))
    tell(published, unsendable, as_json)


def _added(unit: str, data_dir: Path | None, port: int | None) -> set[str]:
    """The units whose topics were made afterwards (`agency add`); a failure if this one is none of them."""
    found = asyncio.run(with_topics(platform.find(data_dir, port).kafka))
    if unit not in found:
        raise bad_argument("--as", f"{unit} is no unit with topics of its own")
    return found


def _known(line: bytes, unit: str | None, senders: set[str]) -> bool:
    refused = routed(line, 0, unit, senders)
    return isinstance(refused, Outgoing) or refused["reason"] != "unknown_unit"


def _lines(file: str) -> Iterator[tuple[int, bytes]]:
    try:
        whole = read(Path(file))
    except OSError as error:
        raise bad_argument("FILE", f"{file} can't be read: {error.strerror}") from None
    for number, line in enumerate(whole.split(b"\n"), 1):
        if line.strip():
            yield number, line.rstrip(b"\r")


def tell(published: Published, unsendable: list[dict[str, Any]], as_json: bool) -> None:
    """The counts and the rejections; a failure if of some nothing is known, exit 1 if any was rejected."""
    counts = published.counts()
    counts["rejected"] += len(unsendable)
    rejections = [{"line": record.line, **receipt} for record, receipt in published.rejections()] + unsendable
    if as_json:
        said = {"counts": {name: count for name, count in counts.items() if count}, "rejections": rejections}
        _say(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for name in ("accepted", "duplicate", "rejected", "waiting", "unanswered"):
            if counts[name] or name == "accepted":
                _say(f"{name:<11}{counts[name]:>8}")
        for one in rejections:
            field = f" [{one['field']}]" if one.get("field") else ""
            why = f"{one['reason']}{field} {one.get('detail', '')}"
            _say(f"rejected  line {one['line']}  {one.get('event_id') or '-'}: {why}")
    if counts["unanswered"]:
        unsure = f"; {len(published.unsure)} of them Kafka did not say it took ({published.fault})"
        raise Failure(
            f"{counts['unanswered']} events had no receipt in time: raise --timeout, or look at the logs"
            + (unsure if published.unsure else "")
        )
    if counts["rejected"]:
        raise typer.Exit(1)


def _say(text: str) -> None:
    """What senders wrote may hold half a character, which no terminal can show: as JSON writes it."""
    typer.echo(text.encode("utf-8", "backslashreplace").decode())
