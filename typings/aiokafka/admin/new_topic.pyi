from collections.abc import Mapping, Sequence

class NewTopic:
    def __init__(
        self,
        name: str,
        num_partitions: int,
        replication_factor: int,
        replica_assignments: Mapping[int, Sequence[int]] | None = ...,
        topic_configs: Mapping[str, str] | None = ...,
    ) -> None: ...
