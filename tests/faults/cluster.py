"""The platform as the campaign runs it: brokers, PostgreSQL and each service a process whose id is known."""

import asyncio
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from cli.answering import PREFIXES
from cli.launching import template
from cli.platform import Platform
from deploy.embedded.child import Child, Command
from deploy.embedded.logs import last_lines
from deploy.embedded.ports import Ports
from deploy.embedded.stack import EmbeddedStack
from shared.clock import Clock
from shared.database.migrate import migrate
from shared.messaging.admin import create_topics
from shared.messaging.topics import topology
from shared.settings import SERVICES
from tests.faults.disks import Disk
from tests.faults.entry import CLOCK, MUTANT, POINTS, WIRES
from tests.faults.keeping import Keeper
from tests.faults.network import Network
from tests.faults.shape import Place, Shape

READY_S = 90.0


class Cluster:
    """An async context: inside it the platform runs, and what is killed comes back by itself."""

    def __init__(
        self,
        data_dir: Path,
        units: Iterable[str],
        now: datetime,
        network: Network,
        shape: Shape,
    ) -> None:
        """`now`: where the platform's clock starts; `network`: over which its processes reach the servers."""
        self.data_dir = data_dir
        self._units, self._shape, self.network = sorted(units), shape, network
        self._stack = EmbeddedStack(data_dir, brokers=shape.brokers)
        self._ahead = now - Clock().now()
        ports = Ports(_made(data_dir) / "http-ports.json")
        wanted = product(SERVICES, range(shape.replicas))
        self.places = [Place(service, n, ports.take(f"{service}-{n}")) for service, n in wanted]
        self.points = _made(data_dir / "points")
        self.keepers: dict[str, Keeper] = {}
        self.disks = self._disks() if shape.own_disks else {}
        self.platform = Platform("", "", {})

    async def __aenter__(self) -> "Cluster":
        try:
            for disk in self.disks.values():
                disk.mount()
            addresses = await self._stack.start()
            databases = addresses.databases
            self.platform = Platform(
                self.of("reporting")[0].http,
                addresses.bootstrap_servers,
                databases,
                self._ahead.total_seconds(),
            )
            self.platform.write(self.data_dir)
            await create_topics(addresses.bootstrap_servers, topology(self._units), self._shape.brokers)
            for service in SERVICES:
                await migrate(service, databases[service])
            for child in self._stack.children:
                self._keep(Keeper(child))
            await self._lay_wires()
            for place in self.places:
                log = self.data_dir / "logs" / f"{place.name}.log"
                argv = [sys.executable, "-m", "tests.faults.entry", place.service]
                self._keep(Keeper(Child(Command(place.name, argv, log, env=self._env(place)))))
            await self.ready()
            self.network.check()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        # Nothing of it is needed any more: no good order.
        await asyncio.gather(*(keeper.end() for keeper in self.keepers.values()))
        self.network.end()
        await self._stack.stop()
        for disk in self.disks.values():
            disk.unmount()

    def _disks(self) -> dict[str, Disk]:
        """Of PostgreSQL and of each broker, by the name of its process."""
        folders = {"postgres": self.data_dir / "postgres"} | {
            f"kafka-{n}": self.data_dir / "kafka" / str(n) / "data" for n in range(1, self._shape.brokers + 1)
        }
        return {name: Disk(folder) for name, folder in folders.items()}

    async def _lay_wires(self) -> None:
        """From each process to each server."""
        ports = {
            f"kafka-{n}": int(server.rpartition(":")[2])
            for n, server in enumerate(self.platform.kafka.split(","), 1)
        }
        ports["postgres"] = urlsplit(self.platform.databases["notices"]).port or 0
        for place in self.places:
            for server, port in ports.items():
                await self.network.lay(place.name, server, port)

    def _keep(self, keeper: Keeper) -> None:
        self.keepers[keeper.name] = keeper
        keeper.start()

    def _env(self, place: Place, clock: float = 0.0, mutant: str | None = None) -> dict[str, str]:
        return {
            **os.environ,
            "DOITHOAI_KAFKA": self.platform.kafka,
            "DOITHOAI_DATABASE": template(self.platform.databases),
            "DOITHOAI_PORT": str(place.port),
            "DOITHOAI_REPLICA": str(place.replica),
            "DOITHOAI_REPLICATION": str(self._shape.brokers),
            "DOITHOAI_CLOCK_OFFSET_SECONDS": repr(self._ahead.total_seconds()),
            "DOITHOAI_LOG": "json",
            "DOITHOAI_PROFILE": "embedded",
            POINTS: str(self.points),
            MUTANT: mutant or self._shape.mutant or "",
            CLOCK: str(clock),
            WIRES: json.dumps({wire.to_port: wire.port for wire in self.network.between([place.name])}),
        }

    def of(self, service: str) -> list[Place]:
        """The service's processes."""
        return [place for place in self.places if place.service == service]

    def answering(self, path: str) -> str:
        """Where a path is asked: services answer each by itself here."""
        service = next(service for prefix, service in PREFIXES.items() if path.startswith(prefix))
        return self.of(service)[0].http

    def services(self, *names: str) -> list[Keeper]:
        """The keepers of these services' processes; of all without a name."""
        return [self.keepers[p.name] for p in self.places if not names or p.service in names]

    def brokers(self) -> list[Keeper]:
        """The keepers of Kafka's processes."""
        return [keeper for name, keeper in sorted(self.keepers.items()) if name.startswith("kafka-")]

    def point(self, name: str) -> Path:
        """The file by which the fail point of a process is armed."""
        return self.points / name

    def now(self) -> datetime:
        """What the platform's clock says."""
        return Clock().now() + self._ahead

    async def jump_to(self, moment: datetime) -> None:
        """All services stop in good order and start again with the clock at `moment`: never backwards."""
        ahead = moment - Clock().now()
        if ahead < self._ahead:
            raise ValueError(f"the platform's clock is past {moment.isoformat()}")
        await self._down(self.places)
        self._ahead = moment - Clock().now()
        await self._up({place: self._env(place) for place in self.places})

    async def restart(
        self, names: Iterable[str], *, clock: Mapping[str, float] | None = None, mutant: str | None = None
    ) -> None:
        """These processes stop in good order and start again.

        `clock`: by how much their machines' clocks are ahead now; `mutant`: the module of what they are now.
        """
        wanted = set(names)
        places = [place for place in self.places if place.name in wanted]
        await self._down(places)
        await self._up(
            {place: self._env(place, (clock or {}).get(place.name, 0.0), mutant) for place in places}
        )

    async def _down(self, places: Sequence[Place]) -> None:
        keepers = [self.keepers[place.name] for place in places]
        for keeper in keepers:
            keeper.hold_down()
        await asyncio.gather(*(keeper.child.stop(20) for keeper in keepers))

    async def _up(self, environments: Mapping[Place, dict[str, str]]) -> None:
        for place, env in environments.items():
            keeper = self.keepers[place.name]
            keeper.child.command = replace(keeper.child.command, env=env)
            keeper.let_up()
        await self.ready()

    async def ready(self, seconds: float = READY_S) -> None:
        """Waits until every service answers that it is able to work."""
        try:
            async with asyncio.timeout(seconds), httpx.AsyncClient(trust_env=False, timeout=5) as client:
                await asyncio.gather(*(_answers(client, place.http) for place in self.places))
        except TimeoutError:
            ends = [
                f"{k.name}, died {k.deaths} times: {last_lines(k.child.command.log)}" for k in self.services()
            ]
            raise RuntimeError(f"not ready in {seconds:.0f} s:\n" + "\n".join(ends)) from None

    def deaths(self) -> int:
        """How often anything ended and was started again."""
        return sum(keeper.deaths for keeper in self.keepers.values())

    def logs(self) -> Sequence[Path]:
        """Every log of every process."""
        return sorted((self.data_dir / "logs").glob("*.log*"))

    def note(self, **said: object) -> None:
        """One line of the campaign's own log, beside those of the processes."""
        with (self.data_dir / "campaign.ndjson").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": self.now().isoformat(), **said}, default=str) + "\n")


async def _answers(client: httpx.AsyncClient, http: str) -> None:
    while True:
        try:
            if (await client.get(f"{http}/health/ready")).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.1)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
