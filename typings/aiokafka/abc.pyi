from collections.abc import Awaitable, Sequence

from aiokafka.structs import TopicPartition

class ConsumerRebalanceListener:
    # The library awaits what these return, if it can be awaited.
    def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> Awaitable[None] | None: ...
    def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> Awaitable[None] | None: ...
