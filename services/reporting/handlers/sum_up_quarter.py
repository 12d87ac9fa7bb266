"""How does DPI sum up a quarter (R20)? One command, whether a program or a page sends it: asked for its two
moments, drafted, frozen, and told the same when it comes again.
"""

from datetime import datetime
from typing import Any

from services.reporting.handlers.compile_edition import (
    Request,
    answered_before,
    compile_edition,
    compiler_of,
    draft,
)
from services.reporting.handlers.questions import asked
from services.reporting.handlers.reports import Reports
from shared.events.fields import EventModel, Moment
from shared.messaging.desk import Bench


class Compile(EventModel):
    """For which moments; left out: now, and the latest that is known. The URL may say them as well."""

    as_of: Moment | None = None
    known_at: Moment | None = None


async def sum_up(reports: Reports, bench: Bench, request: Request, said: Compile) -> dict[str, Any]:
    """What the new edition is; a Problem if its moments can't be answered for."""
    async with bench.engine.connect() as conn:
        earlier = await answered_before(conn, request)
    if earlier is not None:
        return earlier
    async with asked(reports, bench.clock, _text(said.as_of), _text(said.known_at)) as reading:
        drafted = await draft(reading, request.quarter)
    return await compile_edition(bench, request, drafted, compiler_of(reading, bench.clock.now()))


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
