"""Which fault brings which mutant to light, and what is then said? Fourteen platforms, each wrong once."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from tests.faults import strikes
from tests.faults.clocks_apart import clocks_apart
from tests.faults.our_fault import fail_on_answers
from tests.faults.scene import Fault, Scene

CALM = Fault("nothing", strikes.nothing)
HELD_OPEN = Fault("commits held open", strikes.slow_commits)
AWAY_S = 2.0
"""Longer than batches gather, so that some begin without a database."""


class Drill(NamedTuple):
    """What is done to a mutant, step by step until a law breaks, and what must then be said."""

    faults: Sequence[Fault]
    said: str
    or_said: str | None = None
    """What is said instead if the packet that was hit had no fact in it."""


async def kill_deadlines(scene: Scene) -> int:
    """Once it has told what is overdue."""
    for keeper in scene.cluster.services("deadlines"):
        keeper.kill()
    await scene.cluster.ready()
    return 1


def _at(point: str, service: str) -> Fault:
    return Fault(f"{service} killed {point}", partial(strikes.kill_at, point, service=service))


AGAIN = Fault(
    "petitions' facts replayed at rest", partial(strikes.replay_facts, service="petitions"), quiet=True
)
OUR_FAULT = Fault("our own fault on answers over a due day", fail_on_answers, quiet=True)
DATABASE_AWAY = Fault(
    "PostgreSQL killed, and away for some seconds", partial(strikes.kill_database, away_s=AWAY_S)
)
THRICE = [_at("mid_batch", "petitions")] * 3
"""The batch that is hit may have nothing new in it: until a law breaks, at most so often."""
UNSENT = [_at("before_send", "petitions")] * 6
"""As above: what the relay holds may be no more than word that records wait, and their outcome follows."""
DRILLS = {
    "ack_before_commit": Drill(THRICE, "no outcome"),
    "ack_first": Drill(THRICE, "no outcome"),
    "cursor_outbox": Drill([HELD_OPEN, HELD_OPEN], "not on the topic"),
    "exception_swallowed": Drill([CALM, DATABASE_AWAY, DATABASE_AWAY], "no outcome"),
    "failures_forgotten": Drill([OUR_FAULT], "whose answers are dead letters"),
    "inbox_apart": Drill(THRICE, "never accepted"),
    "marked_before_sent": Drill(UNSENT, "not on the topic", "no receipt"),
    "naive_time_zone": Drill([CALM], "overdue at"),
    "order_by_missing": Drill([CALM], "out of order"),
    "overdue_not_unique": Drill([Fault("deadlines killed", kill_deadlines, quiet=True)], "said twice"),
    "own_clock": Drill([Fault("clocks minutes apart", clocks_apart)], "was written down at"),
    "poison_dropped": Drill([CALM], "no outcome"),
    "replay_tells_again": Drill([AGAIN], "said twice"),
    "unit_from_payload": Drill([CALM], "let wait instead of refused (not_your_unit)"),
}
"""By the mutant's name (tests/faults/mutants)."""
FASTEST = (
    "naive_time_zone", "order_by_missing", "poison_dropped", "unit_from_payload", "overdue_not_unique",
)  # fmt: skip
"""Those that little more than traffic brings to light: run for every change (.ci/run)."""
