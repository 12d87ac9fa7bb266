"""What does an edition say that was frozen (R29)? What is stored, once it is known to be what was frozen."""

import asyncio

import structlog

from services.reporting.domain.edition import Altered, Edition
from services.reporting.handlers.questions import parse_quarter
from services.reporting.store import editions
from shared.messaging.desk import Bench
from shared.web.problems import Problem, not_found

log = structlog.get_logger(__name__)


async def kept_edition(bench: Bench, quarter: str, number: int) -> Edition:
    """The edition, verified; a problem if there is none, or if it was altered."""
    wanted = str(parse_quarter(quarter))
    async with bench.engine.connect() as conn:
        found = await editions.edition_of(conn, wanted, number)
    if found is None:
        raise not_found(f"bản tổng hợp số {number} của quý {wanted}")
    return await asyncio.to_thread(_verified, found)


def _verified(edition: Edition) -> Edition:
    try:
        return edition.verified()
    except Altered as error:
        log.error("an edition is not what was frozen", quarter=edition.quarter, edition=edition.number)
        raise Problem(
            500, "Bản tổng hợp đã bị thay đổi",
            f"Bản tổng hợp số {edition.number} của quý {edition.quarter} không còn khớp với mã băm khi chốt; "
            "không dùng số liệu này.",
        ) from error  # fmt: skip
