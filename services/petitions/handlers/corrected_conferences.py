"""Whose are a conference's petitions, once its scheduling is corrected to be another unit's (R29)?

They stand in the lists under the unit that deadlines and reporting count them under.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.petitions.store import acts, conferences_units, petitions
from shared.dialogue.acts import CORRECTION, effective
from shared.dialogue.conference import scheduling
from shared.messaging.following import Followed


async def follow_corrections(conn: AsyncConnection, facts: Sequence[Followed], now: datetime) -> None:
    """Asks the database for nothing where no conference was corrected."""
    corrected = {fact.subject for fact in facts if fact.name == CORRECTION}
    subjects = sorted(subject for subject in corrected if subject.startswith("conference/"))
    if not subjects:
        return
    await conferences_units.change(conn)
    found = await acts.of_subjects(conn, subjects)
    owners = {
        subject.partition("/")[2]: scheduled.data["unit_id"]
        for subject in subjects
        if (scheduled := scheduling(effective(found.get(subject, []))))
    }
    await petitions.hand_over(conn, owners, now)
