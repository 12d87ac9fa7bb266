"""Whatever moment is asked about, deadlines answers from all it knows by now (R29)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.handlers import known_then
from services.deadlines.store.acts import Material
from shared.clock import FOREVER
from shared.units import Registry
from tests.faults.mutants.patching import Patch


def apply(patch: Patch) -> None:
    real = known_then.material_of

    async def all_of_it(
        conn: AsyncConnection, subjects: Collection[str], known_at: datetime, registry: Registry
    ) -> Material:
        return await real(conn, subjects, FOREVER, registry)

    patch(known_then, "material_of", all_of_it)
