"""What do forty agencies send? Conferences, and petitions with what becomes of them, as inbound records.

Of ten petitions two are coordinated, one is reclassified, one withdrawn and six answered: twenty events.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import msgspec
from aiokafka import AIOKafkaProducer

from shared import units
from shared.clock import HCM
from shared.dialogue.groups import GROUPS
from shared.events.catalogue import name_of, type_of
from shared.messaging import topics

NOW = datetime(2024, 6, 21, 9, 0, tzinfo=HCM)
"""The clock of a bench starts here: no answer is overdue yet, so that nothing but the load is told."""
AGENCIES = 40
CONFERENCES_EACH = 5
LAG = 400
"""How many petitions later a petition's own acts come."""
BATCH_BYTES = 800_000
CONTENT = (
    "Doanh nghiệp đề nghị thành phố xem xét, tháo gỡ khó khăn về thủ tục thuê đất và gia hạn giấy phép xây "
    "dựng tại khu công nghiệp; hồ sơ đã nộp đủ nhưng chưa được trả kết quả đúng hẹn."
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """A record for an inbound topic."""

    unit_id: str
    service: str
    value: bytes


def unit_ids(count: int = AGENCIES) -> list[str]:
    """Units that have topics and are valid throughout."""
    registry = units.shipped()
    days = [(NOW - timedelta(days=60)).date(), NOW.date()]
    return [u for u in registry.with_topics() if all(registry.valid_at(u, d) for d in days)][:count]


def conference_id(unit_id: str, number: int) -> str:
    return f"hn-{unit_id[:40]}-{number}"


def _event(unit_id: str, name: str, event_id: str, at: datetime, data: dict[str, Any]) -> bytes:
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": event_id,
            "source": f"/units/{unit_id}",
            "type": type_of(name),
            "time": at.isoformat(),
            "datacontenttype": "application/json",
            "data": data,
        }
    )


def conferences(agencies: Sequence[str]) -> list[Sent]:
    """Each agency schedules its conferences."""
    found: list[Sent] = []
    for unit_id in agencies:
        for number in range(CONFERENCES_EACH):
            id_, starts = conference_id(unit_id, number), NOW + timedelta(days=number - 2)
            data = {
                "conference_id": id_, "unit_id": unit_id, "theme": "Tháo gỡ khó khăn cho doanh nghiệp",
                "starts_at": starts.isoformat(), "venue": "Hội trường tầng 2", "format": "in_person",
                "reception_deadline": (starts - timedelta(days=1)).date().isoformat(),
            }  # fmt: skip
            at = NOW - timedelta(days=40)
            found.append(
                Sent(unit_id, "notices", _event(unit_id, "ConferenceScheduled", f"hẹn-{id_}", at, data))
            )
    return found


def reception(unit_id: str, number: int) -> dict[str, Any]:
    """The data of the `number`-th petition: one in three a household's, every other with a contact."""
    household = number % 3 == 0
    data: dict[str, Any] = {
        "petition_id": f"kn-{number:08d}",
        "conference_id": conference_id(unit_id, number // AGENCIES % CONFERENCES_EACH),
        "group": GROUPS[number % len(GROUPS)],
        "business": {
            "name": f"Hộ kinh doanh {number}" if household else f"Công ty TNHH Sông Cấm {number}",
            "kind": "household" if household else "enterprise",
        },
        "content": CONTENT,
        "channel": "written",
    }
    if number % 2:
        data["contact"] = {"name": "Nguyễn Văn An", "phone": f"09{number:08d}"}
    return data


def _acts(number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What becomes of the petition, by its number's last digit."""
    digit, own = number // AGENCIES % 10, {"petition_id": f"kn-{number:08d}"}
    if digit in (0, 1):
        yield "CoordinationRequested", own | {"with": ["so-xay-dung"]}
    elif digit == 2:
        yield "PetitionReclassified", own | {"group": "land"}
    elif digit == 3:
        yield "PetitionWithdrawn", own
    if digit >= 4:
        answer = {"mode": "written", "fully_resolved": digit != 9, "content": CONTENT}
        yield "PetitionAnswered", own | answer


def petition_events(agencies: Sequence[str], start: int = 0) -> Iterator[Sent]:
    """Without end: each agency's petitions, and `LAG` petitions later what became of them."""
    number = start
    while True:
        unit_id = agencies[number % len(agencies)]
        at = NOW - timedelta(days=3) + timedelta(milliseconds=number % 100_000_000)
        data = reception(unit_id, number)
        yield Sent(unit_id, "petitions", _event(unit_id, "PetitionReceived", f"e-{number}-0", at, data))
        earlier = number - LAG
        if earlier >= start:
            unit_id = agencies[earlier % len(agencies)]
            at = NOW - timedelta(days=2) + timedelta(milliseconds=earlier % 100_000_000)
            for place, (name, data) in enumerate(_acts(earlier), 1):
                yield Sent(unit_id, "petitions", _event(unit_id, name, f"e-{earlier}-{place}", at, data))
        number += 1


def petitions(agencies: Sequence[str], count: int, start: int = 0) -> list[Sent]:
    """The next `count` of these events."""
    return list(islice(petition_events(agencies, start), count))


def receptions(sent: Sequence[Sent]) -> int:
    """How many of the records are a petition's reception."""
    return sum(1 for each in sent if b"PetitionReceived" in each.value)


async def put(producer: AIOKafkaProducer, sent: Sequence[Sent]) -> None:
    """Puts records on their topics, each topic's in order in partition batches, acknowledged by all replicas.

    No agency waits for another, as each has a producer of its own where they are.
    """
    lanes: dict[str, list[bytes]] = {}
    for each in sent:
        lanes.setdefault(topics.inbound(each.unit_id, each.service), []).append(each.value)
    await asyncio.gather(*(_put_lane(producer, topic, values) for topic, values in lanes.items()))


async def _put_lane(producer: AIOKafkaProducer, topic: str, values: Sequence[bytes]) -> None:
    place = 0
    while place < len(values):
        batch = producer.create_batch()
        while place < len(values) and batch.append(timestamp=None, key=None, value=values[place]):
            place += 1
        batch.close()
        await (await producer.send_batch(batch, topic, partition=0))


def last_reception(sent: Sequence[Sent]) -> str | None:
    """The petition received last among these records."""
    for each in reversed(sent):
        if b"PetitionReceived" in each.value:
            return msgspec.json.decode(each.value)["data"]["petition_id"]
    return None


def told(sent: Iterable[Sent]) -> Iterator[tuple[str, str, datetime, dict[str, Any]]]:
    """The same records as what they tell: unit, event, time, data."""
    for each in sent:
        event = msgspec.json.decode(each.value)
        name = name_of(event["type"]) or ""
        yield each.unit_id, name, datetime.fromisoformat(event["time"]), event["data"]


def state_after(name: str, data: dict[str, Any]) -> str | None:
    """The petition's state after this event of the load (R23); None if it leaves it as it was."""
    if name == "PetitionAnswered":
        return "resolved" if data["fully_resolved"] else "pending"
    return {"PetitionReceived": "pending", "PetitionWithdrawn": "withdrawn"}.get(name)
