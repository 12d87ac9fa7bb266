"""A wire to a server that a test can cut: before the server hears a word, or before its answer is heard."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass
class Wire:
    """What lies between a client and a server on this machine."""

    host: str
    to_port: int
    port: int = 0
    cut_before: bytes | None = None
    """The connection ends when the client says this; the server never hears it."""
    cut_after: bytes | None = None
    """The server hears it and answers; the answer is lost with the connection."""
    cuts: int = 0
    dead_after_cut: bool = False
    """Once it was cut, nothing gets through."""

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, both ways, until either ends or it is cut."""
        if self.cuts and self.dead_after_cut:
            writer.transport.abort()
            return
        to_reader, to_writer = await asyncio.open_connection(self.host, self.to_port)
        deaf = asyncio.Event()

        async def there() -> None:
            while data := await reader.read(65536):
                if self.cut_before and self.cut_before in data:
                    self.cut_before, self.cuts = None, self.cuts + 1
                    return
                if self.cut_after and self.cut_after in data:
                    self.cut_after, self.cuts = None, self.cuts + 1
                    deaf.set()
                to_writer.write(data)
                await to_writer.drain()

        async def back() -> None:
            while data := await to_reader.read(65536):
                if deaf.is_set():
                    return
                writer.write(data)
                await writer.drain()

        ways = [asyncio.ensure_future(there()), asyncio.ensure_future(back())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            to_writer.close()
            writer.transport.abort()


@asynccontextmanager
async def wire_to(host: str, to_port: int, port: int = 0) -> AsyncGenerator[Wire, None]:
    """A wire that listens at `port` (any free one by default)."""
    wire = Wire(host, to_port)
    server = await asyncio.start_server(wire.carry, "127.0.0.1", port)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
