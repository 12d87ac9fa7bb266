"""How does reporting take its editions up again after its database was put back (R29)? Compiled once more.

For the same two moments the figures are the same for ever; the hash that was published says whether they are.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.edition import Edition
from services.reporting.handlers.compile_edition import NAME, draft
from services.reporting.handlers.following import ReportingProjection
from services.reporting.handlers.reading import Reading
from services.reporting.handlers.recompute import AT_ONCE, fold
from services.reporting.store import editions
from shared.dialogue.quarter import Quarter
from shared.messaging import ahead, law, taking_up
from shared.messaging.ahead import Told
from shared.messaging.desk import Bench
from shared.messaging.inbound import Place
from shared.messaging.offsets import Offsets
from shared.messaging.recomputing import Recompute
from shared.messaging.taking_up import TakenUp

KEY = "idempotency_key"


async def take_up(bench: Bench, servers: str, offsets: Offsets, not_ours: Collection[Place] = ()) -> TakenUp:
    """Takes the service's facts up again, but for what is not its own; no service runs meanwhile."""
    await taking_up.follow_to_the_end(bench, ReportingProjection(), servers, offsets)
    folding = Recompute(bench, fold, AT_ONCE)
    while await folding.step():
        pass
    found = await ahead.look(bench.engine, bench.service, servers, offsets, not_ours)
    done = TakenUp(bench.service)
    async with bench.engine.begin() as conn:
        told = await ahead.in_sequence(conn, found.facts)
        done.retaken = [replace(one, lost=(KEY,)) for one in taking_up.conclusions(told)]
        await taking_up.keep(conn, bench, done.retaken, found.ends, taking_up.moment(bench, told))
        for each in told:
            if each.fact.name == NAME:
                await _compile_again(conn, each, done)
    return done


async def _compile_again(conn: AsyncConnection, told: Told, done: TakenUp) -> None:
    """Keeps the edition if it is, by its hash, the one that was published; else says that it is gone."""
    said = told.fact.data
    as_of, known_at = datetime.fromisoformat(said["as_of"]), datetime.fromisoformat(said["known_at"])
    reading = Reading(conn, await law.told(conn), as_of, known_at)
    drafted = await draft(reading, Quarter.parse(said["quarter"]))
    again: Edition = replace(drafted, number=said["edition"], compiled_at=told.fact.recorded_at)
    if (again.sha256, dict(again.totals)) == (said["sha256"], said["totals"]):
        await editions.keep(conn, again)
    else:
        done.differing.append(
            f"edition {said['edition']} of {said['quarter']} can't be compiled again as it was published"
        )
