"""The migrations make the tables that the code declares; a conference is read without its registrations."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from services.notices.store import acts
from services.notices.store.tables import METADATA
from tests.builders.conference_events import told
from tests.component.notices.conftest import Notices


def differences(conn: Connection) -> list[Any]:
    found = compare_metadata(MigrationContext.configure(conn), METADATA)
    return [
        change
        for change in found
        if not (change[0] == "remove_table" and change[1].name == "alembic_version")
    ]


async def test_the_migrations_make_the_tables_that_the_code_declares(notices: Notices) -> None:
    async with notices.engine.connect() as conn:
        assert await conn.run_sync(differences) == []
    assert await notices.rows("SELECT id, kept_up_seconds FROM patience") == [(1, 0.0)]


async def test_a_conference_is_read_without_its_registrations(notices: Notices) -> None:
    times = [f"2024-05-20T08:{minute:02}:00+07:00" for minute in range(30)]
    registrations = [
        told("ParticipantRegistered", time, registration_id=f"dk-{n}") for n, time in enumerate(times)
    ]
    await notices.take(told("ConferenceScheduled", "2024-05-02T08:00:00+07:00"), *registrations)
    async with notices.engine.connect() as conn:
        found = await acts.of_subjects(conn, ["conference/hn-1"])
        one = await acts.registrations(conn, [("conference/hn-1", registrations[7]["id"])])
    assert [act.name for act in found["conference/hn-1"]] == ["ConferenceScheduled"]
    assert [act.data["registration_id"] for act in one["conference/hn-1"]] == ["dk-7"]
    assert await notices.rows("SELECT registrations FROM conferences") == [(30,)]
