"""Why does one edition say something else than another (R29)? Petition by petition and conference by
conference, with the acts between."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from services.reporting.domain.edition import Edition
from services.reporting.domain.edition_diff import (
    MOVING,
    STANDING,
    Changed,
    Restated,
    act_json,
    among,
    because,
    changed_conferences,
    changed_figures,
    changed_petitions,
    changed_totals,
    differing_acts,
)
from services.reporting.handlers.questions import asked
from services.reporting.handlers.reading import Reading
from services.reporting.handlers.reports import Reports
from services.reporting.store.acts import ActsOf, acts_of, conference_subjects, petition_subjects
from shared.clock import Clock
from shared.dialogue.acts import Act
from shared.units import Registry


class Compared(NamedTuple):
    """The difference, and who is who in it."""

    told: dict[str, Any]
    registry: Registry


async def compared(reports: Reports, clock: Clock, one: Edition, other: Edition) -> Compared:
    """The difference between two editions, once all that either knew is here."""
    # The acts between the two must all be here, as they are not while a rebuild replays the stream.
    known_at = max(one.known_at, other.known_at)
    async with asked(reports, clock, None, known_at.isoformat()) as reading:
        return Compared(await compare(reading, one, other), reading.registry)


async def compare(reading: Reading, one: Edition, other: Edition) -> dict[str, Any]:
    """The difference as it is told: petition by petition, conference by conference, then the figures."""
    conn = reading.conn
    changed = await asyncio.to_thread(changed_petitions, one, other)
    restated = await asyncio.to_thread(changed_conferences, one, other)
    known_at = max(one.known_at, other.known_at)
    conferences = {each for petition in changed for each in petition.conference_ids}
    conferences |= {each.conference_id for each in restated}
    petition_acts = await acts_of(conn, petition_subjects(p.petition_id for p in changed), known_at)
    conference_acts = await acts_of(conn, conference_subjects(conferences), known_at)
    by, by_other = (reading.laws.at(each.known_at).calendar for each in (one, other))
    recounted = by.version != by_other.version
    return {
        "quarter": one.quarter,
        "from": one.head(),
        "to": other.head(),
        "petitions": [
            _told(each, _reasons(each, petition_acts, conference_acts, one, other), recounted)
            for each in changed
        ],
        "conferences": [_restated(each, conference_acts, one, other) for each in restated],
        "figures": [each._asdict() for each in changed_figures(one, other)],
        "totals": changed_totals(one, other),
    }


def _reasons(
    petition: Changed, petition_acts: ActsOf, conference_acts: ActsOf, one: Edition, other: Edition
) -> list[dict[str, Any]]:
    found = differing_acts(petition_acts[f"petition/{petition.petition_id}"], one, other)
    for conference_id in sorted(petition.conference_ids):
        found += _between(conference_acts, conference_id, MOVING, one, other)
    return [act_json(act) for act in found]


def _between(
    conference_acts: ActsOf, conference_id: str, names: Collection[str], one: Edition, other: Edition
) -> list[Act]:
    return differing_acts(among(conference_acts[f"conference/{conference_id}"], names), one, other)


def _restated(conference: Restated, conference_acts: ActsOf, one: Edition, other: Edition) -> dict[str, Any]:
    acts = _between(conference_acts, conference.conference_id, STANDING, one, other)
    return {**conference._asdict(), "acts": [act_json(act) for act in acts]}


def _told(petition: Changed, acts: Sequence[dict[str, Any]], recounted: bool) -> dict[str, Any]:
    return {
        "petition_id": petition.petition_id,
        "before": petition.before,
        "after": petition.after,
        "because": because(bool(acts), recounted),
        "acts": list(acts),
    }
