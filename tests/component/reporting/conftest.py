"""Reporting on a fresh database of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import pytest

from shared.clock import HCM
from shared.database.engine import build_engine
from tests.builders.reporting_side import ReportingSide
from tests.conftest import DatabaseUrl

MakeSide = Callable[..., Awaitable[ReportingSide]]
NOW = datetime(2025, 3, 3, 9, 0, tzinfo=HCM)


@pytest.fixture
async def make_side(service_url: DatabaseUrl) -> AsyncIterator[MakeSide]:
    """Makes the service on a new database, its clock at `now`."""
    made: list[ReportingSide] = []

    async def make(now: datetime = NOW) -> ReportingSide:
        url = service_url("reporting")
        made.append(ReportingSide(build_engine(url, application="doithoai-reporting"), now))
        return made[-1]

    yield make
    for side in made:
        await side.workbooks.close()
        await side.engine.dispose()


@pytest.fixture
async def side(make_side: MakeSide) -> ReportingSide:
    """The service as of 03/3/2025 09:00."""
    return await make_side()
