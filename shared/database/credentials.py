"""Who may speak over HTTP? Tokens, as digests in every service's own database: no service asks another.

When a token ends is judged by the database's clock: a rehearsal of the platform's neither lengthens nor
shortens it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, Table, Text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.rows import fetch_one

PREFIX = "dt_"
"""A token is known by it where it should not be: in a log, in a repository."""
FIND = (
    "SELECT id, role, unit_id, revoked_at IS NOT NULL AS revoked, expires_at <= now() AS expired "
    "FROM tokens WHERE digest = $1"
)


class Role(StrEnum):
    """As whom one may speak."""

    AGENCY = "agency"
    """A unit's system: what it sends is its unit's."""
    OFFICER = "officer"
    """A person of a unit."""
    DPI = "dpi"
    """Who compiles and urges for the city (R20, R21)."""
    OPERATOR = "operator"
    """Who runs the platform: its calendar, its queues."""


@dataclass(frozen=True, slots=True)
class Token:
    """A credential as it is known here."""

    id: str
    role: Role
    unit_id: str | None
    revoked: bool
    expired: bool


def access_tables(metadata: MetaData) -> Table:
    """Declares on `metadata` what is kept of the tokens."""
    return Table(
        "tokens",
        metadata,
        Column("id", Text, primary_key=True),
        Column("digest", LargeBinary, nullable=False, unique=True),
        Column("role", Text, nullable=False),
        Column("unit_id", Text),
        Column("note", Text),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("expires_at", DateTime(timezone=True), nullable=False),
        Column("revoked_at", DateTime(timezone=True)),
    )


def new_token() -> str:
    """A token that can't be guessed: 256 bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes:
    """What is kept of a token; at 256 random bits no salt and no slow hash is needed."""
    return hashlib.sha256(token.encode()).digest()


def id_of(token: str) -> str:
    """By which a token is listed and revoked; tells nothing of it."""
    return digest_of(token).hex()[:12]


async def find_token(conn: AsyncConnection, token: str) -> Token | None:
    """The token as known in this database, revoked and expired ones included; None if it is not."""
    row = await fetch_one(conn, FIND, digest_of(token))
    if row is None:
        return None
    return Token(row.id, Role(row.role), row.unit_id, bool(row.revoked), bool(row.expired))
