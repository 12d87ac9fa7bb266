"""Reporting on a fresh database of its own, and who signs in before its pages."""

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import httpx
import pytest

from shared.clock import HCM
from shared.database.credentials import Role
from shared.database.engine import build_engine
from tests.builders.credentials import add_token
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


@pytest.fixture
async def web(side: ReportingSide) -> AsyncIterator[httpx.AsyncClient]:
    """A client of its web side."""
    transport = httpx.ASGITransport(side.app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://reporting") as client:
        yield client


async def signed_in(side: ReportingSide, role: Role = Role.DPI, unit_id: str | None = None) -> dict[str, str]:
    """The header that a browser sends for somebody with a new password."""
    async with side.engine.begin() as conn:
        password = await add_token(conn, role, unit_id)
    return {"Authorization": f"Basic {b64encode(f'Bình:{password}'.encode()).decode()}"}


@pytest.fixture
async def dpi(side: ReportingSide) -> dict[str, str]:
    """What a browser sends for a person of DPI."""
    return await signed_in(side)
