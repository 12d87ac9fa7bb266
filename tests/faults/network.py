"""What lies between the services and their servers? A wire that can be slow, lose and let nothing through.

Every process reaches Kafka and PostgreSQL over wires of its own: one can be cut off and the others not. What
is put into a hole is not lost: it arrives once the hole is closed, as what TCP sends again, or its connection
ends.
"""

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from deploy.embedded.ports import HOST

PIECE = 65_536


@dataclass(slots=True)
class Weather:
    """How it is on a wire: nothing gets through before `least` seconds; `lost` of it only after `again`."""

    least: float = 0.0
    most: float = 0.0
    lost: float = 0.0
    again: float = 0.0


CALM = Weather()


@dataclass(slots=True)
class Wire:
    """The way of one process to one server's port."""

    client: str
    server: str
    to_port: int
    chance: random.Random
    weather: Weather = field(default_factory=lambda: CALM)
    port: int = 0
    carried: int = 0
    """How many connections were made over it."""
    delayed: int = 0
    """How many pieces came late."""
    held: int = 0
    """How many pieces and connections met a hole."""
    _passable: asyncio.Event = field(default_factory=asyncio.Event)
    _open: set[asyncio.StreamWriter] = field(default_factory=set[asyncio.StreamWriter])

    def __post_init__(self) -> None:
        self._passable.set()

    def hole(self) -> None:
        """From now on nothing arrives, either way; nobody is told."""
        self._passable.clear()

    def heal(self, *, reset: bool) -> None:
        """It goes on where it was, or every connection of before is gone."""
        if reset:
            for writer in self._open:
                writer.transport.abort()
        self._passable.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, both ways, until either side ends it."""
        self._open.add(writer)
        there: asyncio.StreamWriter | None = None
        ways: list[asyncio.Future[None]] = []
        self.carried += 1
        try:
            await self._let_through()
            back, there = await asyncio.open_connection(HOST, self.to_port)
            ways = [
                asyncio.ensure_future(self._way(reader, there)),
                asyncio.ensure_future(self._way(back, writer)),
            ]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        except OSError:
            pass  # the server is away: the client is told by its connection's end
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._open.discard(writer)
            writer.transport.abort()
            if there is not None:
                there.transport.abort()

    async def _way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(PIECE):
            await self._let_through()
            if pause := self._pause():
                self.delayed += 1
                await asyncio.sleep(pause)
                await self._passable.wait()
            writer.write(data)
            await writer.drain()
        await self._passable.wait()

    async def _let_through(self) -> None:
        self.held += not self._passable.is_set()
        await self._passable.wait()

    def _pause(self) -> float:
        at = self.weather
        lost = at.again if at.lost and self.chance.random() < at.lost else 0.0
        return lost + (self.chance.uniform(at.least, at.most) if at.most else 0.0)


class Network:
    """An async context: the wires of all processes, in this process."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._servers: list[asyncio.Server] = []
        self.wires: list[Wire] = []

    async def lay(self, client: str, server: str, to_port: int) -> Wire:
        """A wire from this client to this server."""
        wire = Wire(client, server, to_port, self._chance)
        listening = await asyncio.start_server(wire.carry, HOST, 0)
        wire.port = listening.sockets[0].getsockname()[1]
        self._servers.append(listening)
        self.wires.append(wire)
        return wire

    def between(self, clients: Iterable[str], server: str = "") -> list[Wire]:
        """The wires of these clients to the servers whose name begins like that."""
        wanted = set(clients)
        return [w for w in self.wires if w.client in wanted and w.server.startswith(server)]

    def check(self) -> None:
        """RuntimeError where a client has reached a kind of server otherwise than over its wires."""
        ways = {(wire.client, wire.server.split("-")[0]) for wire in self.wires}
        used = {(wire.client, wire.server.split("-")[0]) for wire in self.wires if wire.carried}
        if past := sorted(ways - used):
            raise RuntimeError(f"nothing came over these wires: {past}")

    def end(self) -> None:
        """Nothing is carried any more."""
        for server in self._servers:
            server.close()
        for wire in self.wires:
            wire.heal(reset=True)
