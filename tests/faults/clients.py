"""Who uses the platform during a campaign? Agencies on their topics, businesses over HTTP: none gives up."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from itertools import count
from typing import Any

import httpx
import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from shared.messaging import topics
from tests.faults.cluster import Cluster
from tests.faults.oracle import Oracle
from tests.faults.story import UNITS, Course, Story, Told

CODECS = ("gzip", "snappy", "lz4", "zstd")
"""Each agency's system compresses with its own."""
PATIENCE_S = 150.0
"""So long a client tries; then it counts as refused for ever."""
AGAIN = 0.2


class Clients:
    """An async context: the agencies' producers and the businesses' connections."""

    def __init__(self, cluster: Cluster, story: Story, oracle: Oracle, seed: int) -> None:
        self._cluster, self._story, self._oracle = cluster, story, oracle
        self._chance = random.Random(seed)
        self._stack = AsyncExitStack()
        self._producers: dict[str, AIOKafkaProducer] = {}
        self._heard: dict[TopicPartition, int] = {}
        self._numbers = count(1)
        self.acks = 0
        """How many records Kafka has acknowledged."""

    async def __aenter__(self) -> "Clients":
        self._http = await self._stack.enter_async_context(httpx.AsyncClient(trust_env=False, timeout=15))
        for unit_id, codec in zip(UNITS, CODECS, strict=True):
            producer = AIOKafkaProducer(
                bootstrap_servers=self._cluster.platform.kafka, client_id=f"agency-{unit_id}", acks="all",
                enable_idempotence=True, compression_type=codec, max_request_size=4 * 1024 * 1024,
            )  # fmt: skip
            self._producers[unit_id] = await self._stack.enter_async_context(producer)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def put(self, records: Sequence[Told], seconds: float) -> None:
        """Puts the records over so many seconds, in order for each unit; returns once all are put."""
        pause, sent = seconds / max(1, len(records)), list[asyncio.Task[None]]()
        for told in records:
            future = await self._send(told)
            sent.append(asyncio.create_task(self._noted(told, future)))
            await asyncio.sleep(pause)
        await asyncio.gather(*sent)

    async def _send(self, told: Told) -> "asyncio.Future[Any]":
        """Hands a record to the agency's producer, again while its buffers are full."""
        producer = self._producers[topics.unit_of(told.topic)]
        while True:
            try:
                return await producer.send(told.topic, told.value, b"k", partition=0, headers=told.headers)
            except KafkaError:
                await asyncio.sleep(0.5)

    async def _noted(self, told: Told, future: "asyncio.Future[Any]") -> None:
        while True:
            try:
                found = await future
                break
            except KafkaError:
                # Unknown, not "not put": it is put again, and one of the two is a duplicate.
                future = await self._send(told)
        self._oracle.put[found.topic, found.partition, found.offset] = told
        self.acks += 1

    async def file(self, conferences: Sequence[str], number: int, seconds: float) -> None:
        """Businesses file so many petitions to these conferences, and register, over so many seconds."""
        work: list[asyncio.Task[None]] = []
        for turn in range(number):
            conference_id = self._chance.choice(conferences)
            act = self._register if turn % 4 == 3 else self._petition
            work.append(asyncio.create_task(act(conference_id)))
            await asyncio.sleep(seconds / number)
        await asyncio.gather(*work)

    async def _petition(self, conference_id: str) -> None:
        number = next(self._numbers)
        name, phone = self._story.canary(f"w{number}")
        body = {
            "conference_id": conference_id, "group": "land", "content": "Kiến nghị nộp qua mạng",
            "business": {"name": name, "kind": "household"}, "contact": {"name": name, "phone": phone},
        }  # fmt: skip
        key = f"kn-{number}"
        answer = await self._until_told("petitions", "/api/petitions", key, body)
        self._oracle.answered(self._oracle.filed, key, answer["petition_id"])
        self._story.courses[answer["petition_id"]] = Course(self._story.conferences[conference_id][1])
        self._story.filed.append((answer["petition_id"], conference_id))
        if self._chance.random() < AGAIN:
            again = await self._until_told("petitions", "/api/petitions", key, body)
            self._oracle.answered(self._oracle.filed, key, again["petition_id"])

    async def _register(self, conference_id: str) -> None:
        number = next(self._numbers)
        name, phone = self._story.canary(f"w{number}")
        body = {
            "attendees": 2, "business": {"name": name, "kind": "household"}, "contact": {"phone": phone},
        }  # fmt: skip
        key, path = f"dk-{number}", f"/api/notices/conferences/{conference_id}/registrations"
        answer = await self._until_told("notices", path, key, body)
        self._oracle.answered(self._oracle.registered, key, answer["registration_id"])

    async def _until_told(self, service: str, path: str, key: str, body: dict[str, Any]) -> dict[str, Any]:
        """Posts until it is answered 201."""

        async def post() -> httpx.Response:
            place = self._chance.choice(self._cluster.of(service))
            return await self._http.post(place.http + path, json=body, headers={"Idempotency-Key": key})

        return (await until_answered(post, 201, path, self._oracle)).json()

    async def listen(self) -> None:
        """Reads the receipts that have come since the last time, to their present end."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._cluster.platform.kafka, auto_offset_reset="earliest",
            enable_auto_commit=False,
        )  # fmt: skip
        await consumer.start()
        try:
            partitions = [TopicPartition(topics.receipts(unit_id), 0) for unit_id in UNITS]
            consumer.assign(partitions)
            for partition in partitions:
                consumer.seek(partition, self._heard.get(partition, 0))
            ends = await consumer.end_offsets(partitions)
            while any([await consumer.position(p) < end for p, end in ends.items()]):
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    for record in records:
                        self._oracle.heard(msgspec.json.decode(record.value or b"null"))
            self._heard.update(ends)
        finally:
            await consumer.stop()


async def until_answered(
    ask: Callable[[], Awaitable[httpx.Response]], done: int, path: str, oracle: Oracle
) -> httpx.Response:
    """Asks until it is answered so, whatever happens in between: a broken answer says nothing."""
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE_S
    while loop.time() < until:
        try:
            answer = await ask()
            if answer.status_code == done:
                return answer
            # 404: its conference has not been followed yet; 503: not now. Anything else is wrong.
            if answer.status_code not in (404, 503):
                oracle.unasked.append(f"{path} answered {answer.status_code}: {answer.text[:200]}")
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.3)
    raise RuntimeError(f"{path} was not answered {done} for {PATIENCE_S:.0f} s")


async def patiently(work: Callable[[], Awaitable[Any]], what: str) -> Any:
    """The outcome of `work`, tried while servers are still coming back; RuntimeError after a while."""
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE_S
    while True:
        try:
            return await work()
        except Exception as error:
            if loop.time() > until:
                raise RuntimeError(
                    f"{what}: still {type(error).__name__} after {PATIENCE_S:.0f} s"
                ) from error
            await asyncio.sleep(0.5)
