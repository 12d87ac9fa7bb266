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
from pathlib import Path
from typing import Any

SLOW_COMMITS = "slow_commits"
"""Not a death: while this file lies beside the others, transactions are held open before their commit."""
HELD_OPEN_S = 0.03

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

    def after(module: str, name: str, point: str) -> None:
        _wrap(module, name, lambda work: _then(work, lambda: reached(point)))

    def before(module: str, name: str, point: str) -> None:
        _wrap(module, name, lambda work: _first(work, lambda: reached(point)))

    after("shared.messaging.intake", "settle", "mid_batch")
    after("shared.messaging.intake", "Intake.take", "after_commit_before_ack")
    after("shared.messaging.following", "Follower.take", "after_commit_before_ack")
    after("shared.messaging.following", "Follower._write", "while_following")
    before("shared.messaging.relay", "Relay._send_lane", "before_send")
    before("shared.messaging.relay", "Relay._mark", "after_send_before_mark")
    before("shared.messaging.consumer", "Subscription.on_partitions_assigned", "during_rebalance")
    if service == "petitions":
        after("shared.web.commands", "_once", "after_commit_before_answer")
    if service == "deadlines":
        after("services.deadlines.handlers.recompute", "DeadlinesFold.__call__", "while_folding")
        after("services.deadlines.store.overdue", "note_fired", "while_telling_overdue")
    if service == "reporting":
        after("services.reporting.main", "fold", "while_folding")
    _wrap("shared.messaging.outbox", "put", lambda work: _held_open(work, file.with_name(SLOW_COMMITS)))


def _wrap(module: str, name: str, around: Callable[[Work], Work]) -> None:
    """Replaces a function of a module, or a method of one of its classes, by itself with something around."""
    owner: Any = importlib.import_module(module)
    *classes, last = name.split(".")
    for part in classes:
        owner = getattr(owner, part)
    setattr(owner, last, around(getattr(owner, last)))


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
