"""What was accepted is one set of facts and one state, in whatever batches and order it arrived (R23)."""

import random
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from services.petitions.store.tables import METADATA
from tests.builders.acts import at
from tests.builders.petition_events import HELPER, HELPERS_HEIR, OFFICE, OWNER, STRANGER, correcting, told
from tests.component.petitions.conftest import Petitions

WRONG_GROUP = told("PetitionReclassified", "2024-05-21 09:00", group="other")
STORY = [
    told("PetitionReceived", "2024-05-20 09:00"),
    WRONG_GROUP,
    correcting(WRONG_GROUP, "2024-05-28 09:00", data=WRONG_GROUP["data"] | {"group": "capital"}),
    told("CoordinationRequested", "2024-05-21 10:00", with_=[HELPER]),
    told("PetitionTransferred", "2024-05-22 09:00", HELPER, to=STRANGER),
    told("PetitionEscalated", "2024-05-22 09:00", STRANGER),
    told("DirectionGiven", "2024-05-23 09:00", OFFICE),
    told("PetitionAnswered", "2024-05-23 09:00", HELPERS_HEIR, fully_resolved=False),
    told("PetitionReceived", "2024-05-21 09:00", petition_id="kn-2"),
    told("PetitionAnswered", "2024-05-30 09:00", STRANGER),
]
FACTS = (
    "SELECT convert_from(value, 'UTF8')::jsonb->>'causationid', key, "
    "(convert_from(value, 'UTF8')::jsonb->>'sequence')::int FROM outbox_records "
    "WHERE topic = 'doithoai.petitions.v1' ORDER BY id, place"
)
ROWS = 'SELECT petition_id, conference_id, unit_id, "group", state, received_at FROM petitions ORDER BY 1'


@pytest.mark.parametrize("seed", range(6))
async def test_any_order_and_any_batches_give_the_same_facts_and_the_same_state(
    petitions: Petitions, seed: int
) -> None:
    chance = random.Random(seed)
    arriving: list[dict[str, Any] | None] = chance.sample([*STORY, STORY[3], None], len(STORY) + 2)
    while arriving:
        size = chance.randint(1, 5)
        batch, arriving = arriving[:size], arriving[size:]
        await petitions.take(*[event for event in batch if event])
        if None in batch:
            await petitions.know()
        if chance.random() < 0.5:
            await petitions.release()
    await petitions.release()
    assert await petitions.rows("SELECT 1 FROM waiting") == []
    published = await petitions.rows(FACTS)
    assert {event_id for event_id, _, _ in published} == {event["id"] for event in STORY}
    for subject, length in (("petition/kn-1", 9), ("petition/kn-2", 1)):
        assert [number for _, key, number in published if key == subject] == list(range(1, length + 1))
    assert await petitions.rows(ROWS) == [
        ("kn-1", "hn-1", OWNER, "capital", "resolved", at("2024-05-20 09:00")),
        ("kn-2", "hn-1", OWNER, "land", "pending", at("2024-05-21 09:00")),
    ]


async def test_twice_is_once(petitions: Petitions) -> None:
    await petitions.know()
    await petitions.take(*STORY)
    await petitions.release()
    before = [await petitions.rows(FACTS), await petitions.rows(ROWS)]
    await petitions.take(*STORY)
    assert [await petitions.rows(FACTS), await petitions.rows(ROWS)] == before
    outcomes = await petitions.rows("SELECT outcome, count(*) FROM receipts GROUP BY 1 ORDER BY 1")
    assert outcomes == [("accepted", len(STORY)), ("duplicate", len(STORY))]


async def test_a_refusal_that_arrives_later_ends_the_petition_where_it_belongs(petitions: Petitions) -> None:
    """What was accepted stays a fact, without effect; receipts are never revised."""
    await petitions.know()
    answer = told("PetitionAnswered", "2024-05-26 09:00")
    await petitions.take(STORY[0], answer)
    await petitions.take(told("PetitionRefused", "2024-05-25 09:00"))
    assert await petitions.rows("SELECT state FROM petitions") == [("refused",)]
    assert (await petitions.receipts())[answer["id"]] == ("accepted", None)
    late = told("PetitionAnswered", "2024-05-27 09:00")
    await petitions.take(late)
    assert (await petitions.receipts())[late["id"]] == ("rejected", "not_allowed")


async def test_a_correction_of_what_an_earlier_batch_took_in_takes_its_place(petitions: Petitions) -> None:
    await petitions.know()
    await petitions.know("hn-2")
    await petitions.take(STORY[0])
    moved = correcting(STORY[0], "2024-05-28 09:00", data=STORY[0]["data"] | {"conference_id": "hn-2"})
    await petitions.take(moved)
    assert await petitions.rows("SELECT conference_id FROM petitions") == [("hn-2",)]
    elsewhere = correcting(STORY[0], "2024-05-29 09:00", data=STORY[0]["data"] | {"petition_id": "kn-9"})
    await petitions.take(elsewhere)
    assert (await petitions.receipts())[elsewhere["id"]] == ("rejected", "invalid_data")


async def test_the_migrations_make_the_tables_that_the_code_declares(petitions: Petitions) -> None:
    async with petitions.engine.connect() as conn:
        assert await conn.run_sync(differences) == []
    assert await petitions.rows("SELECT id, kept_up_seconds FROM patience") == [(1, 0.0)]


def differences(conn: Connection) -> list[Any]:
    found = compare_metadata(MigrationContext.configure(conn), METADATA)
    return [
        change
        for change in found
        if not (change[0] == "remove_table" and change[1].name == "alembic_version")
    ]
