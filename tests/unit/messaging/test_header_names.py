"""A record is read also where the name of a header is no text, and so is what lies beside it."""

from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka.record.memory_records import MemoryRecords

from shared.messaging.header_names import LenientRecords
from tests.builders.header_names import IN_PYTHON, InOtherLetters

Said = tuple[bytes | None, bytes | None, Sequence[tuple[str, bytes | None]]]
CODECS = [0, 1, 2, 3, 4]
PLAIN: list[Said] = [
    (b"k", "kiến nghị".encode(), [("a", None), ("a", b"")]),
    (None, b"x" * 300, []),
    (b"", None, [("b", b"1")]),
]
READABLE: list[Said] = [(b"k", b"v", [("đơn vị", b"1")]), *PLAIN]


def batch(codec: int, said: Sequence[Said], written: Any = IN_PYTHON) -> bytes:
    """As Kafka answers with it, where a topic keeps the sender's time."""
    builder = written(
        magic=2, compression_type=codec, is_transactional=0, producer_id=-1, producer_epoch=-1,
        base_sequence=-1, batch_size=100_000,
    )  # fmt: skip
    for number, (key, value, headers) in enumerate(said):
        assert builder.append(number, 1_700_000_000_000 - 7 * number, key, value, list(headers))
    return bytes(builder.build())


def read(records: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    while (batch := records.next_batch()) is not None:
        assert batch.validate_crc()
        found += [
            (r.offset, r.timestamp, r.timestamp_type, r.key, r.value, list(r.headers), r.checksum)
            for r in batch
        ]
    return found


@pytest.mark.parametrize("codec", CODECS)
def test_a_name_that_is_no_text_is_read_with_a_mark_and_changes_nothing_else(codec: int) -> None:
    strange = batch(codec, [*PLAIN, (b"k", b"v", [("đơn", b"1"), ("b", b"2")]), *PLAIN], InOtherLetters)
    marked = batch(codec, [*PLAIN, (b"k", b"v", [("\ufffd\ufffdn", b"1"), ("b", b"2")]), *PLAIN])
    good = batch(codec, READABLE)
    answer = good + strange + good
    with pytest.raises(UnicodeDecodeError):
        read(MemoryRecords(answer))
    assert read(LenientRecords(answer)) == read(MemoryRecords(good + marked + good))


def test_the_beginning_of_a_batch_that_was_not_sent_whole_is_left_for_the_next_answer() -> None:
    good = batch(0, READABLE)
    records = LenientRecords(good + good[:-1])
    assert records.has_next()
    assert len(read(records)) == len(READABLE)
    assert not records.has_next()
    assert records.size_in_bytes() == 2 * len(good) - 1
