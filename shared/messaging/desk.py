"""What does a service bring to the machinery?

Which events it takes, how it loads what they touch, and how it decides.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.clock import Clock
from shared.database.rows import ALONE
from shared.dialogue.acts import Act
from shared.events.catalogue import Entry
from shared.messaging import topics
from shared.messaging.gate import Gate
from shared.messaging.inbound import PATIENCE_SECONDS, Inbound, Patience, Verdict
from shared.messaging.law import Laws
from shared.messaging.tables import KernelTables
from shared.units import Registry


class World(Protocol):
    """What a batch touches, in memory: each event is decided on it in order and sees its predecessors."""

    def decide(self, event: Inbound) -> Verdict:
        """What becomes of the event; pure. An exception dead-letters this event alone."""
        ...

    def accept(self, event: Inbound, act: Act, sequence: int) -> None:
        """The event was accepted: what follows sees its act."""
        ...

    async def write(self, conn: AsyncConnection, now: datetime) -> None:
        """Writes the service's own rows (acts are the machinery's): one statement a table."""
        ...


@dataclass(frozen=True)
class Beforehand:
    """What a transaction knows of the events it is to decide, before it looks."""

    new: bool = False
    """They and their subjects were made just now, for it: nobody can have told of them."""
    acts: Mapping[str, list[Act]] = field(default_factory=dict[str, list[Act]])
    """Of subjects that it has read under the lock that keeps what is decided by them (R29)."""


NOTHING: Final = Beforehand()


class Desk(Protocol):
    """A service's side of taking events in."""

    events: Mapping[str, Entry]
    registry: Registry
    """The units as now known."""

    async def load(
        self, conn: AsyncConnection, batch: Sequence[Inbound], known: Beforehand = NOTHING
    ) -> World:
        """Reads what the batch touches: one statement a table. The batch's subjects are locked already."""
        ...


@dataclass(frozen=True)
class Bench:
    """What the machinery needs of any service: its name, database, tables and clock."""

    service: str
    engine: AsyncEngine
    tables: KernelTables
    clock: Clock
    notify: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]], kw_only=True)
    """Called after each commit that may have given the relay or the waiting something to do."""

    @cached_property
    def looking(self) -> AsyncEngine:
        """The same database for a look: each statement by itself, no transaction to begin and to end."""
        return self.engine.execution_options(isolation_level=ALONE)

    @property
    def facts_topic(self) -> str:
        return topics.FACTS[self.service]

    def wake(self) -> None:
        """Tells whoever waits for new rows that there may be some."""
        for call in self.notify:
            call()


@dataclass(frozen=True)
class Shop(Bench):
    """What it needs besides of a service that takes in agencies' events."""

    gate: Gate
    desk: Desk
    patience_seconds: Mapping[Patience, float] = field(default_factory=lambda: PATIENCE_SECONDS)
    laws: Laws = field(default_factory=Laws)

    async def renew(self, conn: AsyncConnection) -> None:
        """The gate and the desk judge by the units as this database has them now (R6)."""
        registry = (await self.laws.renew(conn)).registry
        self.gate.registry = self.desk.registry = registry
