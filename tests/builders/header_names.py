"""A client that writes the names of headers in Windows's Vietnamese letters, as ours can't be made to."""

from collections.abc import Sequence
from typing import Any

from aiokafka.record import default_records

IN_PYTHON: Any = vars(default_records)["_DefaultRecordBatchBuilderPy"]
"""The client's writer of batches that asks a name for its letters."""


class _Name(str):
    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return super().encode("cp1258")


class InOtherLetters(IN_PYTHON):
    """Writes batches so."""

    def append(
        self,
        offset: int,
        timestamp: int | None,
        key: bytes | None,
        value: bytes | None,
        headers: Sequence[tuple[str, bytes | None]],
    ) -> Any:
        named = [(_Name(name), said) for name, said in headers]
        return super().append(offset, timestamp, key, value, named)
