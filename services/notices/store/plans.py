"""The units' plans of each year, as they stand: written from their fold."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.domain.annual_plan import AnnualPlan
from services.notices.store.tables import PLANS
from shared.database.bulk import insert_rows

COLUMNS = ("unit_id", "year", "submitted_at", "revised_at", "conferences", "budget_vnd", "document")
CLEAR = "DELETE FROM plans WHERE unit_id = ANY($1)"


async def replace(conn: AsyncConnection, unit_ids: Sequence[str], plans: Sequence[AnnualPlan]) -> None:
    """Puts `plans` in the place of all that these units had: a correction may move one to another year."""
    if not unit_ids:
        return
    await conn.exec_driver_sql(CLEAR, (sorted(unit_ids),))
    rows = [
        (p.unit_id, p.year, p.submitted_at, p.revised_at, p.conferences, p.budget_vnd, p.document)
        for p in plans
    ]
    await insert_rows(conn, PLANS, COLUMNS, rows)
