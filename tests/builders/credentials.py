"""Tokens for tests, put into one database."""

from base64 import b64encode

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.credentials import Role, digest_of, id_of, new_token
from shared.database.rows import execute

ADD = (
    "INSERT INTO tokens (id, digest, role, unit_id, created_at, expires_at) "
    "VALUES ($1, $2, $3, $4, now(), now() + make_interval(secs => $5))"
)


async def add_token(
    conn: AsyncConnection, role: Role, unit_id: str | None = None, seconds: float = 3600
) -> str:
    """A new token, valid for so long."""
    made = new_token()
    await execute(conn, ADD, id_of(made), digest_of(made), role.value, unit_id, seconds)
    return made


def basic(password: str) -> dict[str, str]:
    """The header that a browser sends for somebody with this password."""
    return {"Authorization": f"Basic {b64encode(f'An:{password}'.encode()).decode()}"}
