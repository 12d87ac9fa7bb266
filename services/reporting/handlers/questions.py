"""At which moments does a request ask? `as_of`, `known_at` and the quarter, refused by name when they are
wrong.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from services.reporting.handlers.reading import Reading
from services.reporting.handlers.reports import NotYetKnown, Reports
from shared.clock import Clock
from shared.dialogue.quarter import Quarter
from shared.web.moments import parse_moment_param
from shared.web.problems import bad_parameter, unavailable

SKEW = timedelta(minutes=5)
"""How far ahead of the platform's clock a client's may run, as at the gate."""


def parse_quarter(text: str) -> Quarter:
    """The quarter in a path; a problem that names it if it is none."""
    try:
        return Quarter.parse(text)
    except ValueError:
        raise bad_parameter("quarter", "phải có dạng 2024-Q2") from None


@asynccontextmanager
async def asked(
    reports: Reports, clock: Clock, as_of: str | None, known_at: str | None
) -> AsyncIterator[Reading]:
    """The reading for a request's two moments; problems for what is wrong, or can't be vouched for yet."""
    now = clock.now()
    moment = parse_moment_param(as_of, "as_of", now)
    known = parse_moment_param(known_at, "known_at", now) if known_at else None
    for name, found in (("as_of", moment), ("known_at", known)):
        _not_ahead(name, found, now)
    try:
        async with reports.reading(moment, known) as reading:
            yield reading
    except NotYetKnown:
        raise unavailable("Hệ thống đang nạp thông tin đến thời điểm được hỏi; xin hỏi lại sau.") from None


def _not_ahead(name: str, moment: datetime | None, now: datetime) -> None:
    if moment is not None and moment > now + SKEW:
        raise bad_parameter(name, "không được sau thời điểm hiện tại")
