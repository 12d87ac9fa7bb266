"""Why does one edition say something else than another (R29)? Petition by petition, with the acts between."""

import asyncio
from collections.abc import Sequence
from typing import Any

from services.reporting.domain.edition import Edition
from services.reporting.domain.edition_diff import (
    Changed,
    act_json,
    because,
    changed_figures,
    changed_petitions,
    changed_totals,
    differing_acts,
    moving,
)
from services.reporting.handlers.reading import Reading
from services.reporting.store.acts import ActsOf, acts_of, conference_subjects, petition_subjects


async def compare(reading: Reading, one: Edition, other: Edition) -> dict[str, Any]:
    """The difference as it is told: petition by petition, then the figures."""
    conn = reading.conn
    changed = await asyncio.to_thread(changed_petitions, one, other)
    known_at = max(one.known_at, other.known_at)
    conferences = {each for petition in changed for each in petition.conference_ids}
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
        "figures": [each._asdict() for each in changed_figures(one, other)],
        "totals": changed_totals(one, other),
    }


def _reasons(
    petition: Changed, petition_acts: ActsOf, conference_acts: ActsOf, one: Edition, other: Edition
) -> list[dict[str, Any]]:
    found = differing_acts(petition_acts[f"petition/{petition.petition_id}"], one, other)
    for conference_id in sorted(petition.conference_ids):
        found += differing_acts(moving(conference_acts[f"conference/{conference_id}"]), one, other)
    return [act_json(act) for act in found]


def _told(petition: Changed, acts: Sequence[dict[str, Any]], recounted: bool) -> dict[str, Any]:
    return {
        "petition_id": petition.petition_id,
        "before": petition.before,
        "after": petition.after,
        "because": because(bool(acts), recounted),
        "acts": list(acts),
    }
