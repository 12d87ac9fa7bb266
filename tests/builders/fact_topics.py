"""The topics of facts without Kafka: what was published, each subject in its partition, in order."""

import zlib
from collections import defaultdict

from shared.dialogue.acts import Act
from shared.events.catalogue import subject_id
from shared.messaging.inbound import Record
from shared.messaging.outbox import Fact
from shared.messaging.positions import Partition
from shared.messaging.topics import FACTS


class FactTopics:
    """As the services that own the acts would fill them."""

    def __init__(self, partitions: int, *services: str) -> None:
        """`services`: whose topics are there, before anything was published."""
        self.log: defaultdict[Partition, list[Record]] = defaultdict(list)
        for service in services:
            for partition in range(partitions):
                self.log[FACTS[service], partition] = []
        self._partitions = partitions
        self._numbers: defaultdict[tuple[str, str], int] = defaultdict(int)

    def put(self, act: Act, subject: str = "", service: str = "") -> Record:
        """Publishes an act as the service that owns it would."""
        subject = subject or "/".join(subject_id(act.data.get("data", act.data)))
        service = service or ("petitions" if subject.startswith("petition/") else "notices")
        self._numbers[service, subject] += 1
        fact = Fact(
            name=act.name,
            subject=subject,
            sequence=self._numbers[service, subject],
            time=act.time,
            data=act.data,
            cause=f"/units/{act.unit_id}|{act.event_id}",
            causation_id=act.event_id,
            unit_id=act.unit_id,
            recorded_at=act.recorded_at,
        )
        message = fact.message(service, FACTS[service])
        partition = zlib.crc32(subject.encode()) % self._partitions
        log = self.log[message.topic, partition]
        log.append(Record(message.topic, partition, len(log), message.key.encode(), message.value))
        return log[-1]

    def everything(self) -> list[Record]:
        return [record for log in self.log.values() for record in log]

    def ends(self) -> dict[Partition, int]:
        return {partition: len(log) for partition, log in self.log.items()}
