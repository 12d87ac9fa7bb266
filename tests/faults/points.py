"""Where exactly does a process die? At named points of its own work, once armed: nothing after it happens.

A point is armed by a file with its name in it. Whoever reaches the point removes the file and is killed as by
`kill -9`: no handler runs, no connection is closed.
"""

import asyncio
import importlib
import os
import random
import signal
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from shared.messaging import outbox

SLOW_COMMITS = "slow_commits"
"""Not a death: while this file lies beside the others, transactions are held open before their commit."""
HELD_OPEN_S = 0.25
OUR_FAULT = "our_fault"
"""Not a death either: petitions can't decide on answers to the petitions that this file names."""

POINTS = {
    "mid_batch": ("notices", "petitions"),
    "after_commit_before_ack": ("notices", "petitions", "deadlines", "reporting"),
    "while_following": ("petitions", "deadlines", "reporting"),
    "while_folding": ("deadlines", "reporting"),
    "while_telling_overdue": ("deadlines",),
    "before_send": ("notices", "petitions", "deadlines"),
    "after_send_before_mark": ("notices", "petitions", "deadlines"),
    "during_rebalance": ("notices", "petitions", "deadlines", "reporting"),
    "after_commit_before_answer": ("petitions",),
}
"""Each point, and the services whose work passes it."""


class Place(NamedTuple):
    """A function of a module, or a method of one of its classes: after it, or before it, is the point."""

    module: str
    name: str
    point: str
    before: bool = False
    only: str | None = None
    """The service in whose process it is."""


PLACES = (
    Place("shared.messaging.intake", "settle", "mid_batch"),
    Place("shared.messaging.intake", "Intake.take", "after_commit_before_ack"),
    Place("shared.messaging.following", "Follower.take", "after_commit_before_ack"),
    Place("shared.messaging.sequence", "keep", "while_following"),
    Place("shared.messaging.relay", "Relay._send_lane", "before_send", before=True),
    Place("shared.messaging.relay", "Relay._mark", "after_send_before_mark", before=True),
    Place(
        "shared.messaging.consumer", "Subscription.on_partitions_assigned", "during_rebalance", before=True
    ),
    Place("shared.web.commands", "Attempts._once", "after_commit_before_answer", only="petitions"),
    Place(
        "services.deadlines.handlers.recompute", "DeadlinesFold._replace", "while_folding", only="deadlines"
    ),
    Place("services.deadlines.store.overdue", "take", "while_telling_overdue", only="deadlines"),
    Place("services.reporting.main", "fold", "while_folding", only="reporting"),
    Place("services.reporting.handlers.fold_in_place", "_fold", "while_folding", only="reporting"),
)

Work = Callable[..., Awaitable[Any]]


def arm(file: Path, point: str) -> None:
    """The process that watches `file` dies when it next reaches `point`."""
    part = file.with_suffix(".part")
    part.write_text(point, encoding="utf-8")
    part.rename(file)


def disarm(file: Path) -> bool:
    """Takes the file away; was the point never reached?"""
    there = file.exists()
    file.unlink(missing_ok=True)
    return there


def install(file: Path, service: str) -> None:
    """Puts the points into this process's machinery."""

    def reached(point: str) -> None:
        try:
            armed = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        if armed == point:
            file.unlink(missing_ok=True)
            os.kill(os.getpid(), signal.SIGKILL)

    for place in PLACES:
        if place.only in (None, service):
            owner, name = found(place)
            around = _first if place.before else _then
            setattr(owner, name, around(getattr(owner, name), partial(reached, place.point)))
    outbox.put = _held_open(outbox.put, file.with_name(SLOW_COMMITS))
    if service == "petitions":
        _fail_on_answers(file.with_name(OUR_FAULT))


def found(place: Place) -> tuple[Any, str]:
    """What is replaced: the module, or the class in it, and the name; AttributeError if it is gone."""
    owner: Any = importlib.import_module(place.module)
    *classes, name = place.name.split(".")
    for part in classes:
        owner = getattr(owner, part)
    getattr(owner, name)
    return owner, name


def _then(work: Work, passed: Callable[[], None]) -> Work:
    async def wrapped(*given: Any, **named: Any) -> Any:
        found = await work(*given, **named)
        passed()
        return found

    return wrapped


def _first(work: Work, passed: Callable[[], None]) -> Work:
    async def wrapped(*given: Any, **named: Any) -> Any:
        passed()
        return await work(*given, **named)

    return wrapped


def _held_open(work: Work, sign: Path) -> Work:
    async def wrapped(*given: Any, **named: Any) -> Any:
        found = await work(*given, **named)
        if sign.exists():
            await asyncio.sleep(random.random() * HELD_OPEN_S)
        return found

    return wrapped


def _fail_on_answers(sign: Path) -> None:
    desk = importlib.import_module("services.petitions.handlers.desk")
    real = desk.HANDLES["PetitionAnswered"]

    def decide(world: Any, event: Any) -> Any:
        try:
            named = sign.read_text(encoding="utf-8").split()
        except FileNotFoundError:
            named = []
        if event.data["petition_id"] in named:
            raise ZeroDivisionError
        return real(world, event)

    desk.HANDLES["PetitionAnswered"] = decide
