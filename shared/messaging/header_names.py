"""What if the name of a record's header is no text? Kafka takes it, and its client can't read such a record.

Whoever reads with it is told so again and again, and gets nothing of what lies behind, or beside on other
topics. So such a batch is read here, what is no letter in a name replaced; the record is judged like any.
"""

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from aiokafka import codec
from aiokafka.consumer import fetcher
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import decode_varint

_LENGTH: Final = struct.Struct(">qi")
"""What every batch begins with: its first offset, and how long it is behind this."""
_BATCH: Final = struct.Struct(">qiibIhiqqqhii")
_CODECS: Final = {
    1: codec.gzip_decode,
    2: codec.snappy_decode,
    3: codec.lz4_decode,
    4: codec.zstd_decode,
}
_CODEC_BITS, _APPEND_TIME_BIT = 0x07, 0x08


class LenientRecord(NamedTuple):
    """A record as the client says it."""

    offset: int
    timestamp: int
    timestamp_type: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]
    checksum: None = None


class LenientBatch:
    """A batch of the client's, read to its end."""

    __slots__ = (
        "_batch", "_raw", "base_offset", "is_control_batch", "is_transactional", "next_offset", "producer_id",
        "validate_crc",
    )  # fmt: skip

    def __init__(self, batch: Any, raw: memoryview) -> None:
        self._batch = batch
        self._raw = raw
        # What the client asks of each batch: found here at once, for many hold but one record.
        self.base_offset: int = batch.base_offset
        self.is_control_batch: bool = batch.is_control_batch
        self.is_transactional: bool = batch.is_transactional
        self.next_offset: int = batch.next_offset
        self.producer_id: int | None = batch.producer_id
        self.validate_crc: Callable[[], bool] = batch.validate_crc

    def __next__(self) -> Any:
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        read = 0
        try:
            for record in self._batch:
                read += 1
                yield record
        except UnicodeDecodeError:
            yield from records_of(self._raw)[read:]


class LenientRecords:
    """What Kafka answered of a partition, batch by batch: in the place of the client's own."""

    def __init__(self, answer: bytes) -> None:
        self._records = MemoryRecords(answer)
        self._left = memoryview(answer)

    def has_next(self) -> bool:
        return self._records.has_next()

    def size_in_bytes(self) -> int:
        return self._records.size_in_bytes()

    def next_batch(self) -> LenientBatch | None:
        batch = self._records.next_batch()
        if batch is None:
            return None
        end = _LENGTH.size + _LENGTH.unpack_from(self._left)[1]
        raw, self._left = self._left[:end], self._left[end:]
        return LenientBatch(batch, raw)


def read_any_name() -> None:
    """From now on consumers read such records. Which class reads has no public name."""
    fetcher.MemoryRecords = LenientRecords


def records_of(batch: memoryview) -> list[LenientRecord]:
    """The records of a batch, whatever their headers are called."""
    first, _, _, _, _, attributes, _, began, newest, _, _, _, count = _BATCH.unpack_from(batch)
    packed = bytes(batch[_BATCH.size :])
    unpack = _CODECS.get(attributes & _CODEC_BITS)
    reading = _Reading(bytearray(unpack(packed) if unpack else packed))
    appended = bool(attributes & _APPEND_TIME_BIT)
    found: list[LenientRecord] = []
    for _ in range(count):
        # Its length; and attributes, which mean nothing yet.
        for _ in range(2):
            reading.number()
        timestamp, offset = reading.number(), reading.number()
        key, value = reading.text(), reading.text()
        headers = [reading.header() for _ in range(reading.number())]
        at = newest if appended else began + timestamp
        found.append(LenientRecord(first + offset, at, int(appended), key, value, headers))
    return found


class _Reading:
    """Reads on from where it stands."""

    def __init__(self, buffer: bytearray) -> None:
        self._buffer = buffer
        self._at = 0

    def number(self) -> int:
        found, self._at = decode_varint(self._buffer, self._at)
        return found

    def text(self) -> bytes | None:
        length = self.number()
        if length < 0:
            return None
        begin, self._at = self._at, self._at + length
        return bytes(self._buffer[begin : self._at])

    def header(self) -> tuple[str, bytes | None]:
        return (self.text() or b"").decode("utf-8", "replace"), self.text()
