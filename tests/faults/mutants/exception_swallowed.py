"""A batch that fails is logged and passed over, whatever it failed of."""

import asyncio
from collections.abc import Sequence
from typing import Any

from shared.messaging import intake, positions
from shared.messaging.desk import Bench
from shared.messaging.inbound import Record
from shared.messaging.positions import Fenced, Stretch
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    async def persist(bench: Bench, records: Sequence[Record], decide: Any, _: Any) -> None:
        try:
            await decide(records)
        except Fenced:
            raise
        except Exception:
            standing = decide.__self__.standing
            covered = standing.stretches(records)
            await _passed_over(bench, covered)
            standing.know({(s.topic, s.partition): s.until for s in covered})

    patch(intake, "persist", persist)


async def _passed_over(bench: Bench, covered: Sequence[Stretch]) -> None:
    while True:
        try:
            async with bench.engine.begin() as conn:
                await positions.advance(conn, covered)
            return
        except Fenced:
            raise
        except Exception:
            await asyncio.sleep(0.2)
