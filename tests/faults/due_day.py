"""Is anybody accused falsely when a service is away over the midnight on which an answer was due (R11)?

The clock jumps to just before that midnight. What is put then lies unread until after it.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import asyncpg

from shared import working_days
from shared.clock import end_of, local_date, start_of
from shared.messaging.topics import FACTS
from tests.faults.clients import patiently
from tests.faults.scene import Scene
from tests.faults.story import NOTICES, UNITS, Told

BEFORE_S = 45.0
"""So long before midnight the services start with the new clock."""
AFTER_S = 4.0
PETITIONS_EACH = 3
ACCUSED = (
    "SELECT count(*) FROM outbox_records WHERE topic = $1 AND key = ANY($2) AND convert_from(value, 'UTF8') "
    "LIKE '%ResponseOverdue%'"
)


def due_tomorrow(today: date) -> tuple[date, date]:
    """The latest conference day whose answers are due on a day that is still to come, and that day (R11)."""
    calendar = working_days.shipped()
    held = today
    while calendar.add(held - timedelta(days=1), 7) > today:
        held -= timedelta(days=1)
    return held, calendar.add(held, 7)


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


@dataclass(frozen=True, slots=True)
class Eve:
    """Shortly before the midnight on which these petitions' answers were due."""

    unit_id: str
    conference_id: str
    petitions: list[str]
    due: date

    @property
    def midnight(self) -> datetime:
        return end_of(self.due)


async def eve(scene: Scene) -> Eve:
    """A conference with its petitions is told of and known; then the clock jumps to before midnight."""
    cluster, story = scene.cluster, scene.story
    held, due = due_tomorrow(local_date(cluster.now()))
    unit_id = scene.chance.choice(UNITS)
    starts_at = start_of(held) + timedelta(hours=8)
    conference_id, scheduled = story.scheduled(unit_id, starts_at, quarter_of(held))
    received = [
        story.received(conference_id, starts_at - timedelta(days=6)) for _ in range(2 * PETITIONS_EACH)
    ]
    await scene.clients.put([scheduled, *(told for _, told in received)], 0.5)
    found = Eve(unit_id, conference_id, [petition_id for petition_id, _ in received], due)
    await _known(scene, found.petitions)
    await cluster.jump_to(found.midnight - timedelta(seconds=BEFORE_S))
    return found


async def over_midnight(service: str, scene: Scene) -> int:
    """`service` is away from before midnight until after it; 0 if the machine was too slow to be in time."""
    cluster, it = scene.cluster, await eve(scene)
    keepers = cluster.services(service)
    for keeper in keepers:
        keeper.hold_down()
        keeper.kill()
    in_time = cluster.now() < it.midnight - timedelta(seconds=2)
    if in_time:
        moment = cluster.now()
        late = answers(scene, it, moment) if service == "petitions" else [_move(scene, it, moment)]
        await scene.clients.put(late, 0.1)
        await asyncio.sleep(max(0.0, (it.midnight - cluster.now()).total_seconds()) + AFTER_S)
        if accused := await accused_of(scene, it.petitions):
            scene.oracle.unasked.append(f"{accused} accused of {it.due} while {service} was away")
    else:
        silence(scene, it.petitions, it.due)
    for keeper in keepers:
        keeper.let_up()
    await cluster.ready()
    return int(in_time)


def answers(scene: Scene, it: Eve, moment: datetime) -> list[Told]:
    """The first of them are answered, before midnight; the others never."""
    answered = it.petitions[:PETITIONS_EACH]
    silence(scene, it.petitions[PETITIONS_EACH:], it.due)
    for petition_id in answered:
        scene.story.courses[petition_id].state = "resolved"
    return [
        scene.story.act(
            "PetitionAnswered", it.unit_id, petition_id, moment, mode="written", fully_resolved=True
        )
        for petition_id in answered
    ]


def _move(scene: Scene, it: Eve, moment: datetime) -> Told:
    """The conference is moved, before midnight: nothing is due any more (R15)."""
    starts_at = start_of(it.due + timedelta(days=120)) + timedelta(hours=8)
    for petition_id in it.petitions:
        scene.story.courses[petition_id].quarter = quarter_of(local_date(starts_at))
    data = {"conference_id": it.conference_id, "starts_at": starts_at.isoformat(), "reason": "bão"}
    return scene.story.told("ConferenceRescheduled", it.unit_id, data, moment, NOTICES)


def silence(scene: Scene, petitions: Iterable[str], due: date) -> None:
    """These are not answered in time."""
    for petition_id in petitions:
        scene.story.courses[petition_id].overdue_on = due


async def _known(scene: Scene, petitions: list[str]) -> None:
    """Waits until deadlines knows the petitions."""
    known = "SELECT count(*) = $2 FROM deadlines WHERE petition_id = ANY($1)"
    await patiently(partial(_asked, scene, known, petitions, len(petitions)), "deadlines")


async def _asked(scene: Scene, question: str, *arguments: object) -> None:
    connection = await asyncpg.connect(scene.cluster.platform.databases["deadlines"])
    try:
        if not await connection.fetchval(question, *arguments):
            raise ConnectionError("not yet")
    finally:
        await connection.close()


async def accused_of(scene: Scene, petitions: Iterable[str]) -> int:
    """How many overdue events there are about these petitions."""
    keys = [f"petition/{petition_id}" for petition_id in petitions]
    connection = await asyncpg.connect(scene.cluster.platform.databases["deadlines"])
    try:
        return await connection.fetchval(ACCUSED, FACTS["deadlines"], keys)
    finally:
        await connection.close()


async def jump_ahead(scene: Scene) -> int:
    """Everything stops in good order and starts two hours later by its clock, while traffic goes on."""
    await scene.cluster.jump_to(scene.cluster.now() + timedelta(hours=2))
    return 1
