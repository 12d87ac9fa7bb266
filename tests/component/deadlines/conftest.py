"""Deadlines on a fresh database of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import pytest

from shared.clock import HCM
from shared.database.engine import build_engine
from tests.builders.followed_facts import DeadlinesSide
from tests.conftest import DatabaseUrl

MakeSide = Callable[..., Awaitable[DeadlinesSide]]
NOW = datetime(2025, 3, 3, 9, 0, tzinfo=HCM)


@pytest.fixture
async def make_side(service_url: DatabaseUrl) -> AsyncIterator[MakeSide]:
    """Makes the service on a new database, its clock at `now`."""
    engines = []

    async def make(now: datetime = NOW) -> DeadlinesSide:
        url = service_url("deadlines")
        engines.append(build_engine(url, application="doithoai-deadlines"))
        return DeadlinesSide(engines[-1], now)

    yield make
    for engine in engines:
        await engine.dispose()


@pytest.fixture
async def side(make_side: MakeSide) -> DeadlinesSide:
    """The service as of 03/3/2025 09:00."""
    return await make_side()
