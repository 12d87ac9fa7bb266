"""The compliance ledger over HTTP: how each obliged unit kept the plan in a year (R1–R9, R11, R13, R17)."""

from typing import Any

from fastapi import APIRouter

from services.reporting.api.follow_up import Year
from services.reporting.api.quarters import AsOf, KnownAt
from services.reporting.handlers.compliance import compliance
from services.reporting.handlers.questions import asked
from services.reporting.handlers.reports import Reports
from shared.clock import Clock, local_date, local_moment

WHOSE = (
    "Mỗi đơn vị một dòng. Hội nghị tính cho đơn vị tổ chức, vi phạm cho đơn vị đã vi phạm; thông báo, "
    "báo cáo, trả lời tính cho đơn vị đang chịu trách nhiệm: việc còn dở dang khi một đơn vị kết thúc là của "
    "đơn vị kế thừa, kể cả đơn vị không thuộc diện phải tổ chức (`obliged: false`)."
)


def router(reports: Reports, clock: Clock) -> APIRouter:
    """The route of the ledger."""
    routes = APIRouter(prefix="/api/reports", tags=["Tình hình thực hiện kế hoạch"])

    @routes.get("/compliance", description=WHOSE)
    async def ledger_of_year(  # pyright: ignore[reportUnusedFunction]
        year: Year = None, as_of: AsOf = None, known_at: KnownAt = None
    ) -> dict[str, Any]:
        async with asked(reports, clock, as_of, known_at) as reading:
            wanted = local_date(reading.as_of).year if year is None else year
            ledger = await compliance(reading, wanted)
        return {
            "year": wanted,
            "as_of": local_moment(reading.as_of),
            "known_at": local_moment(reading.known_at),
            "total": len(ledger.units),
            **ledger.to_json(),
        }

    return routes
