"""Does a clock that is set back begin no earlier than what was answered for (R29)?"""

from collections.abc import Callable
from datetime import UTC, datetime

import asyncpg
import pytest

from cli.recorded import latest

SEEN = datetime(2025, 3, 3, 2, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("service", "answered"),
    [
        ("deadlines", "INSERT INTO ticks (id, ticked_until, ticked_at) VALUES (1, $1, $1)"),
        ("reporting", "INSERT INTO horizon (id, known_until) VALUES (1, $1)"),
    ],
)
async def test_what_a_service_has_answered_for_was_seen(
    service: str, answered: str, service_url: Callable[[str], str]
) -> None:
    url = service_url(service)
    assert await latest(service, url) is None
    connection = await asyncpg.connect(url)
    await connection.execute(answered, SEEN)
    await connection.close()
    assert await latest(service, url) == SEEN
