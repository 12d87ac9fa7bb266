"""What does an officer see of one conference? What programs are told; of their unit's, what was done too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.domain.entitlement import entitled
from services.notices.domain.planner import PlannedDay, planned_days
from services.notices.domain.planner_remarks import Remark, remarks
from services.notices.domain.standing import Standing, standing
from services.notices.handlers import showing
from services.notices.handlers.register import unknown
from services.notices.store import acts, conferences, deadline_flags
from shared.clock import local_date
from shared.dialogue.acts import Act, effective, taken_back
from shared.dialogue.conference import ConferenceView, conference_spans
from shared.events.public import public
from shared.messaging.desk import Shop
from shared.messaging.law import Law, told
from shared.units import Registry
from shared.web.history import history

ABOUT = ("conference_id", "unit_id", "registration_id")
"""What the history leaves out: what the page is about."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A conference as a unit sees it."""

    told: Mapping[str, Any]
    """As programs are answered."""
    view: ConferenceView
    moved_from: datetime | None
    """When it was to begin before it was moved last."""
    standing: Standing
    may: bool
    """Is the unit entitled to act on it?"""
    history: Sequence[Mapping[str, Any]]
    """What was done about it, of registrations those that the unit typed in; to who may act."""
    planned: Sequence[PlannedDay]
    """What follows from its day, as it is advised before it is scheduled; of one that was stopped nothing."""
    remarks: Sequence[Remark]
    """What speaks against the day, as long as it can be moved."""
    registry: Registry


async def look_up(shop: Shop, conference_id: str, unit_id: str) -> LookedUp:
    """The conference as that unit may see it; a 404 problem if there is none."""
    subject, now = f"conference/{conference_id}", shop.clock.now()
    async with shop.engine.connect() as conn:
        row = await conferences.this(conn, conference_id)
        if row is None:
            raise unknown()
        law = (await told(conn)).current
        said = (await acts.of_subjects(conn, [subject])).get(subject, [])
        flags = (await deadline_flags.of_conferences(conn, [conference_id])).get(conference_id, [])
        may = entitled(unit_id, row.unit_id, law.registry)
        done = await _history(conn, subject, said, unit_id) if may else ()
    known = effective(said)
    views = [span.view for span in conference_spans(known)]
    view = views[-1]
    before = [earlier.starts_at for earlier in views if earlier.cycle < view.cycle]
    stands = standing(view, now)
    return LookedUp(
        showing.told(known, row.registrations, flags, law.registry, now),
        view,
        before[-1] if before else None,
        stands,
        may,
        done,
        () if view.cancelled else planned_days(view.starts_on, law.calendar),
        _remarks(view, law, now) if stands is Standing.COMING else (),
        law.registry,
    )


async def _history(
    conn: AsyncConnection, subject: str, said: Sequence[Act], unit_id: str
) -> list[dict[str, Any]]:
    whole = [*said, *await acts.typed_in(conn, subject, unit_id)]
    return history(effective(whole), taken_back(whole), unit_id, _said)


def _said(act: Act) -> dict[str, Any]:
    """As published: a household that was typed in has no name here either."""
    return {name: value for name, value in public(act.data).items() if name not in ABOUT}


def _remarks(view: ConferenceView, law: Law, now: datetime) -> Sequence[Remark]:
    unit = law.registry.get(view.unit_id)
    return remarks(view.starts_on, local_date(now), unit, law.calendar) if unit else ()
