"""How is an embedded broker set up? One file of properties each; what a topic needs, the topic itself says.

One broker for a laptop; three keep every record twice before they acknowledge it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.ports import HOST


@dataclass(frozen=True, slots=True)
class Node:
    """One Kafka process: broker and controller in one."""

    id: int
    port: int
    controller_port: int
    home: Path

    @property
    def properties_file(self) -> Path:
        """What the process is started with."""
        return self.home / "server.properties"

    @property
    def data(self) -> Path:
        """Its records and its part of the cluster's metadata."""
        return self.home / "data"

    @property
    def scratch(self) -> Path:
        """What the process needs only while it runs; of one that was killed it stays behind."""
        return self.home / "scratch"


DURABLE = {
    "auto.create.topics.enable": "false",
    "unclean.leader.election.enable": "false",
    # Facts are kept for ever; a topic that forgets says so itself.
    "log.retention.ms": "-1",
    "offsets.retention.minutes": str(90 * 24 * 60),
}
SMALL = {
    # One city's events on one machine: few internal partitions, few threads, small buffers. Ready sooner.
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.num.partitions": "1",
    "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
    "log.segment.bytes": str(256 * 1024 * 1024),
    "log.index.size.max.bytes": str(1024 * 1024),
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "4",
    # A killed broker is let in again only after this.
    "broker.session.timeout.ms": "6000",
    "broker.heartbeat.interval.ms": "1000",
    # A group's first member waits for nobody.
    "group.initial.rebalance.delay.ms": "0",
}
CLUSTER = {
    # All brokers end at once: the last would wait minutes for a controller to take over what it leads.
    "controlled.shutdown.enable": "false",
}


def properties(node: Node, nodes: Sequence[Node]) -> dict[str, str]:
    """All settings of `node` in the cluster of `nodes`."""
    copies = str(min(3, len(nodes)))
    enough = "2" if len(nodes) > 1 else "1"
    listeners = f"PLAINTEXT://{HOST}:{node.port}"
    return {
        "process.roles": "broker,controller",
        "node.id": str(node.id),
        "controller.quorum.voters": ",".join(f"{n.id}@{HOST}:{n.controller_port}" for n in nodes),
        "listeners": f"{listeners},CONTROLLER://{HOST}:{node.controller_port}",
        "advertised.listeners": listeners,
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": str(node.data),
        "default.replication.factor": copies,
        "min.insync.replicas": enough,
        "offsets.topic.replication.factor": copies,
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": enough,
        "share.coordinator.state.topic.replication.factor": copies,
        "share.coordinator.state.topic.min.isr": enough,
        **(CLUSTER if len(nodes) > 1 else {}),
        **DURABLE,
        **SMALL,
    }


def write(node: Node, nodes: Sequence[Node]) -> None:
    """Writes the node's properties file; at every start, since its ports may have moved."""
    node.home.mkdir(parents=True, exist_ok=True)
    # A properties file reads a backslash as an escape.
    lines = (f"{key}={value.replace(chr(92), chr(92) * 2)}" for key, value in properties(node, nodes).items())
    node.properties_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
