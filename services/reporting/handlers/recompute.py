"""How are marked conferences and petitions folded into their spans (R23–R26)? From all their acts, in any
order.

What hangs on a conference or a calendar is marked only here, after the change is committed and while nobody
folds in place: a petition that was being taken in at the same time is seen, and none keeps the old day.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.standing import standing
from services.reporting.handlers.folding import conference_courses, folded_petitions, petition_rows
from services.reporting.store import links, spans
from services.reporting.store.acts import ids
from services.reporting.store.calendar import calendar_known
from shared.dialogue.conference import ConferenceSpan

AT_ONCE = 2_000
"""Marks a transaction: as many as a batch of records leaves; the law and the touches are once for all."""


async def fold(conn: AsyncConnection, marked: Mapping[str, int], now: datetime) -> None:
    """Folds these subjects anew, and marks what hangs on them."""
    del now
    subjects = list(marked)
    if any(subject.startswith("calendar/") for subject in subjects):
        await links.mark_petitions(conn, None, subjects)
    conferences, petitions = ids(subjects, "conference"), ids(subjects, "petition")
    if conferences:
        moved = await _fold_conferences(conn, conferences)
        # One that was marked twice may have been moved and moved back: its spans never said so, but a
        # petition that was taken in between was folded by that day.
        unsure = [each for each in conferences if marked[f"conference/{each}"] > 1]
        await links.mark_petitions(conn, {*moved, *unsure}, subjects)
    if petitions:
        await _fold_petitions(conn, petitions)


async def _fold_conferences(conn: AsyncConnection, conference_ids: Sequence[str]) -> list[str]:
    """Writes their spans; returns the conferences whose start day, at whatever time, is another now."""
    before = await spans.start_days(conn, conference_ids)
    after: spans.StartDays = {}
    rows: list[Mapping[str, Any]] = []
    for conference_id, found in (await conference_courses(conn, conference_ids)).items():
        for span in found:
            spans.add_start_day(after.setdefault(conference_id, []), span.from_at, span.view.starts_on)
            rows.append(_conference_row(span))
    await spans.replace_conferences(conn, conference_ids, rows)
    return [each for each in conference_ids if before.get(each) != after.get(each)]


def _conference_row(span: ConferenceSpan) -> Mapping[str, Any]:
    found = standing(span.view)
    return {
        "conference_id": found.conference_id,
        "from_at": span.from_at,
        "to_at": span.to_at,
        "unit_id": found.unit_id,
        "theme": found.theme,
        "starts_at": found.starts_at,
        "starts_on": found.starts_on,
        "quarter": found.quarter,
        "cancelled": found.cancelled,
        "cancelled_document": found.cancelled_document,
        "held": found.held,
    }


async def _fold_petitions(conn: AsyncConnection, petition_ids: Sequence[str]) -> None:
    calendar = await calendar_known(conn)
    rows: list[Sequence[Any]] = []
    async for petition in folded_petitions(conn, petition_ids):
        rows.extend(petition_rows(*petition, calendar))
    await spans.replace_petitions(conn, petition_ids, rows)
