"""What may everyone know of a conference? What its notice says (R7), and whether it moved or stops (R8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.domain.notice_board import Notice, notices
from services.notices.store import acts, conferences
from shared.clock import local_date
from shared.dialogue.acts import effective
from shared.dialogue.conference import ConferenceView, conference_spans
from shared.messaging.law import told
from shared.units import Matter, Registry, Unit

Place = tuple[date, str]
"""The day and id of the last conference seen."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A conference as it is announced."""

    view: ConferenceView
    unit: str
    """Who holds it on its day: its unit, or that unit's heir (R6)."""
    moved_from: datetime | None
    """When it was to begin before it was moved last."""
    notices: Sequence[Notice]
    """Those that stand for the day it has now."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A page of the conferences to come."""

    conferences: Sequence[Announced]
    units: Sequence[Unit]
    """Among which one chooses."""
    more: Place | None
    """Behind which place there are more."""


async def coming(
    conn: AsyncConnection, unit_id: str | None, behind: Place | None, limit: int, now: datetime
) -> Coming:
    """The conferences from today on, soonest first: three statements, however many there are."""
    today = local_date(now)
    registry = (await told(conn)).current.registry
    hosts = frozenset(registry.with_topics())
    units = [unit for unit in registry.units if unit.id in hosts and unit.valid_at(today)]
    of = _held_by(unit_id, today, registry) if unit_id else None
    rows = await conferences.coming(conn, of, max(behind or (today, ""), (today, "")), limit + 1)
    shown = rows[:limit]
    found = await _announced(conn, [row.conference_id for row in shown], registry)
    more = (shown[-1].starts_on, shown[-1].conference_id) if len(rows) > limit else None
    return Coming(found, units, more)


async def announced(conn: AsyncConnection, conference_id: str) -> Announced | None:
    """The one conference; None if there is none."""
    row = await conferences.this(conn, conference_id)
    if row is None:
        return None
    return (await _announced(conn, [conference_id], (await told(conn)).current.registry))[0]


def _held_by(unit_id: str, today: date, registry: Registry) -> list[str]:
    """Whose conferences are this unit's: its own, and those of whoever it followed."""
    before = registry.predecessors_of(unit_id)
    return [unit_id, *(each for each in before if registry.holder_on(each, today) == unit_id)]


def _holder(view: ConferenceView, registry: Registry) -> str:
    return registry.holder_on(view.unit_id, view.starts_on, Matter(conference_id=view.conference_id))


async def _announced(conn: AsyncConnection, ids: Sequence[str], registry: Registry) -> list[Announced]:
    known = await acts.of_subjects(conn, [f"conference/{each}" for each in ids])
    found: list[Announced] = []
    for each in ids:
        own = effective(known.get(f"conference/{each}", ()))
        views = [span.view for span in conference_spans(own)]
        view = views[-1]
        before = [earlier.starts_at for earlier in views if earlier.cycle < view.cycle]
        found.append(
            Announced(
                view,
                registry.name_at(_holder(view, registry), view.starts_on),
                before[-1] if before else None,
                [notice for notice in notices(own, view) if notice.counts],
            )
        )
    return found
