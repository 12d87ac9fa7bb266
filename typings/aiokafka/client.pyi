from asyncio import Future

from aiokafka.cluster import ClusterMetadata

class AIOKafkaClient:
    cluster: ClusterMetadata
    def add_topic(self, topic: str) -> Future[bool]: ...
    def force_metadata_update(self) -> Future[bool]: ...
