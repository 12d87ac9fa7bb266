"""Who registered, by registration id: personal data that leaves this database in no fact."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.store.tables import REGISTRATIONS
from shared.database.bulk import insert_rows

COLUMNS = (
    "registration_id", "conference_id", "attendees", "business", "contact", "registered_at", "taken_back",
)  # fmt: skip
REPLACE = (
    "ON CONFLICT (registration_id) DO UPDATE SET attendees = excluded.attendees, "
    "business = excluded.business, contact = excluded.contact, registered_at = excluded.registered_at, "
    "taken_back = excluded.taken_back"
)
KNOWN = "SELECT registration_id FROM registrations WHERE registration_id = ANY($1)"

Registration = tuple[datetime, Mapping[str, Any], bool]
"""When it was made, the data of its event, and whether that was taken back."""


async def known(conn: AsyncConnection, registration_ids: Iterable[str]) -> set[str]:
    """Which of these ids are taken."""
    wanted = sorted(set(registration_ids))
    return set((await conn.exec_driver_sql(KNOWN, (wanted,))).scalars()) if wanted else set()


async def insert(conn: AsyncConnection, made: Iterable[Registration]) -> None:
    """Keeps new ones; of two transactions with one id the second collides here and is decided again."""
    await insert_rows(conn, REGISTRATIONS, COLUMNS, _rows(made))


async def replace(conn: AsyncConnection, corrected: Iterable[Registration]) -> None:
    """Puts what corrections say in the place of what was kept, by this transaction or long ago."""
    await insert_rows(conn, REGISTRATIONS, COLUMNS, _rows(corrected), REPLACE)


def _rows(registrations: Iterable[Registration]) -> list[tuple[Any, ...]]:
    rows = [
        (
            data["registration_id"], data["conference_id"], data["attendees"],
            data["business"], data.get("contact"), registered_at, taken_back,
        )
        for registered_at, data, taken_back in registrations
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row[0])
