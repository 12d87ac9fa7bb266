"""Does a clock that is set back begin no earlier than what was told, or answered for (R29)?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from cli.recorded import latest
from shared.settings import SERVICES

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


@pytest.mark.parametrize("service", SERVICES)
async def test_what_a_service_has_told_was_seen(service: str, service_url: Callable[[str], str]) -> None:
    """Also where no act is of that moment: a deadline was called overdue, a summary compiled."""
    url = service_url(service)
    connection = await asyncpg.connect(url)
    await connection.execute(
        "INSERT INTO outbox (topics, keys, payloads, recorded_at, published_at) "
        "VALUES ('{t}', '{k}', '{x}', $1, $1)",
        SEEN,
    )
    assert await latest(service, url) == SEEN
    await connection.execute(
        "INSERT INTO acts "
        "(subject, sequence, topic, name, time, unit_id, event_id, data, recorded_at, fact_id) VALUES "
        "('conference/hn-1', 1, 't', 'ConferenceHeld', $1, '', '', '{}', $1, '')",
        SEEN + timedelta(seconds=1),
    )
    await connection.close()
    assert await latest(service, url) == SEEN + timedelta(seconds=1)
