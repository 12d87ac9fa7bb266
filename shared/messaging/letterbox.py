"""How does an agency without a Kafka client send events? Put on its unit's topics, each receipt awaited.

One producer a process, started by the first letter; what it does not know to be taken it never calls taken.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.events.catalogue import CORRECTION, EVENTS, name_of
from shared.events.corrections import naming
from shared.messaging import topics
from shared.messaging.inbound import Place
from shared.messaging.receipts_watch import ReceiptsWatch, receipts_of

log = structlog.get_logger(__name__)
RECEIPT_S = 5.0
"""So long receipts are awaited; what has none by then is told to be waiting."""
SEND_S = 10.0
READERS = 2
"""How many look through a unit's receipts at once."""
HEADERS = [("content-type", b"application/cloudevents+json; charset=utf-8")]


class NoKafka(Exception):
    """Kafka did not say that it took the letters: none, some or all of them lie on their topics."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An event as it was sent, and where it goes."""

    service: str
    value: bytes
    key: bytes | None
    event_id: str | None


def owner_of(envelope: Mapping[str, Any]) -> str:
    """The service that owns the event; what nobody owns goes to notices, to be told so."""
    type_ = envelope.get("type")
    name = name_of(type_) if isinstance(type_, str) else None
    if name == CORRECTION:
        data = envelope.get("data")
        about = naming(cast(dict[str, Any], data)) if isinstance(data, dict) else None
        return "petitions" if about and "petition_id" in about else "notices"
    entry = EVENTS.get(name or "")
    return entry.owner if entry and entry.inbound else "notices"


def letter(value: bytes, said: Any) -> Letter:
    """What was sent, `said` as JSON: to its owner, under its subject, whatever else is wrong with it."""
    envelope = cast(dict[str, Any], said) if isinstance(said, dict) else {}
    subject, event_id = envelope.get("subject"), envelope.get("id")
    key = subject.encode("utf-8", "replace") if isinstance(subject, str) else None
    return Letter(owner_of(envelope), value, key, event_id if isinstance(event_id, str) else None)


class Letterbox:
    """Takes agencies' events to their topics, and says what became of them."""

    def __init__(self, bootstrap_servers: str) -> None:
        self._servers = bootstrap_servers
        self._producer: Any = None
        self._starting = asyncio.Lock()
        self._leaving: set[asyncio.Future[None]] = set()
        self._watch = ReceiptsWatch(bootstrap_servers)
        self._readers = asyncio.Semaphore(READERS)

    async def post(self, unit_id: str, letters: Sequence[Letter]) -> list[dict[str, Any]]:
        """The receipts in the letters' order; NoKafka, or NoTopics for a unit that has none."""
        try:
            async with self._watch.of(unit_id) as watch:
                places = await self._send(unit_id, letters)
                await watch.until_told(places, RECEIPT_S)
                return [
                    watch.found.get(place) or _not_yet(place, one)
                    for place, one in zip(places, letters, strict=True)
                ]
        except (KafkaError, OSError, TimeoutError) as error:
            if isinstance(error, KafkaError):
                self._leave_producer()
            raise NoKafka(type(error).__name__) from error

    async def receipts(self, unit_id: str, event_id: str) -> list[dict[str, Any]]:
        """Every receipt for the unit's event, oldest first; NoKafka, NoTopics."""
        try:
            async with self._readers, asyncio.timeout(SEND_S):
                return await receipts_of(self._servers, unit_id, event_id)
        except (KafkaError, OSError, TimeoutError) as error:
            raise NoKafka(type(error).__name__) from error

    async def close(self) -> None:
        """Lets go of Kafka."""
        await self._watch.close()
        self._leave_producer()
        await asyncio.gather(*self._leaving, return_exceptions=True)

    def _leave_producer(self) -> None:
        """The next letter starts another: one that failed for good never sends again."""
        if self._producer:
            leaving = asyncio.ensure_future(asyncio.wait_for(self._producer.stop(), SEND_S))
            self._leaving.add(leaving)
            leaving.add_done_callback(self._left)
            self._producer = None

    def _left(self, leaving: "asyncio.Future[None]") -> None:
        self._leaving.discard(leaving)
        if not leaving.cancelled() and leaving.exception():
            log.warning("a producer did not stop in good order", error=leaving.exception())

    async def _send(self, unit_id: str, letters: Sequence[Letter]) -> list[Place]:
        """Where each letter lies now."""
        # An idempotent producer never gives up by itself: without an answer in time nothing is known.
        async with asyncio.timeout(SEND_S):
            producer = await self._started()
            sent = [
                await producer.send(
                    topics.inbound(unit_id, one.service),
                    value=one.value, key=one.key, partition=0, headers=HEADERS,
                )
                for one in letters
            ]  # fmt: skip
            return [(told.topic, told.partition, told.offset) for told in await asyncio.gather(*sent)]

    async def _started(self) -> Any:
        async with self._starting:
            if self._producer is None:
                producer: Any = AIOKafkaProducer(
                    bootstrap_servers=self._servers, client_id="doithoai-letterbox", acks="all",
                    enable_idempotence=True, linger_ms=2, request_timeout_ms=10_000,
                )  # fmt: skip
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
        return self._producer


def _not_yet(place: Place, sent: Letter) -> dict[str, Any]:
    topic, partition, offset = place
    return {
        "event_id": sent.event_id,
        "topic": topic,
        "partition": partition,
        "offset": offset,
        "outcome": "waiting",
        "detail": "no receipt yet: ask for it with GET /api/receipts/{event_id}",
    }
