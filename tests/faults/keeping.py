"""Who starts again what was killed? A keeper for each process, as an init system would; nobody by hand."""

import asyncio
import signal

from deploy.embedded.child import Child

PAUSE_S = 0.5


class Keeper:
    """One process that is kept running, unless it is held down for a while."""

    def __init__(self, child: Child) -> None:
        """`child`: started already, or never yet."""
        self.child = child
        self.deaths = 0
        self._up = asyncio.Event()
        self._up.set()
        self._watch: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        return self.child.command.name

    def start(self) -> None:
        """Starts it if it isn't running, and from now on each time it ends."""
        if not self.child.running:
            self.child.start()
        self._watch = asyncio.create_task(self._keep(), name=f"keep {self.name}")

    def kill(self) -> None:
        """`kill -9`, by its own id."""
        self.child.signal(signal.SIGKILL)

    def pause(self) -> None:
        """It stands still, holding what it holds."""
        self.child.signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """It goes on as if nothing had been."""
        self.child.signal(signal.SIGCONT)

    def hold_down(self) -> None:
        """Once it has ended it stays away, until `let_up`."""
        self._up.clear()

    def let_up(self) -> None:
        """It may run again."""
        self._up.set()

    async def ended(self) -> None:
        """Waits until it has ended."""
        while not await self.child.wait(1):
            continue

    async def end(self) -> None:
        """Kills it for good."""
        if self._watch:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        self.kill()
        await self.child.wait(20)

    async def _keep(self) -> None:
        while True:
            await self.ended()
            self.deaths += 1
            await self._up.wait()
            await asyncio.sleep(PAUSE_S)
            self.child.start()
