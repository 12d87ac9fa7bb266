"""What has a unit told of its plan of a year (R4, R5)? The last gives the content, the first the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.notices.handlers.acting import PLAN
from services.notices.store import acts
from shared.clock import local_date
from shared.dialogue.acts import effective
from shared.dialogue.readings import FIRST_PLAN_YEAR, annual_plan_due
from shared.messaging.desk import Shop
from shared.messaging.law import told


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of one year, as told so far."""

    unit: str
    """What the unit is called today."""
    year: int
    due_on: date | None
    """None for a year of which none is owed."""
    first_at: datetime | None
    last_at: datetime | None
    content: Mapping[str, Any] | None


async def plan_of(shop: Shop, unit_id: str, year: int) -> Plan:
    """The unit's own; what it has told of other years is not in it."""
    subject, today = f"unit/{unit_id}", local_date(shop.clock.now())
    async with shop.engine.connect() as conn:
        law = (await told(conn)).current
        said = (await acts.of_subjects(conn, [subject])).get(subject, [])
    found = [act for act in effective(said) if act.name == PLAN and act.data["year"] == year]
    return Plan(
        law.registry.name_at(unit_id, today),
        year,
        annual_plan_due(year) if year >= FIRST_PLAN_YEAR else None,
        found[0].time if found else None,
        found[-1].time if found else None,
        found[-1].data if found else None,
    )
