"""How is a conference shown? With its notices, deadlines, breaches and portal folder (R3, R7, R9, R17, R19).

Nothing personal is shown.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices.domain.breaches import breaches
from services.notices.domain.deadline_flag import DeadlineFlag
from services.notices.domain.notice_board import CHANNELS, Notice, notices
from services.notices.domain.portal_folder import PortalFolder, portal_folder
from services.notices.store import acts, deadline_flags
from shared.clock import local_moment
from shared.dialogue.acts import Act, EffectiveActs, effective
from shared.dialogue.conference import ConferenceView, conference_spans, view_at
from shared.units import Registry


async def describe(
    conn: AsyncConnection, rows: Sequence[Any], registry: Registry, now: datetime
) -> list[dict[str, Any]]:
    """The conferences of these rows, in their order: two statements, however many they are."""
    subjects = {row.conference_id: f"conference/{row.conference_id}" for row in rows}
    known = await acts.of_subjects(conn, subjects.values())
    flags = await deadline_flags.of_conferences(conn, list(subjects))
    return [
        told(
            effective(known.get(subjects[row.conference_id], ())),
            row.registrations,
            flags.get(row.conference_id, []),
            registry,
            now,
        )
        for row in rows
    ]


def told(
    known: EffectiveActs,
    registrations: int,
    flags: Sequence[DeadlineFlag],
    registry: Registry,
    now: datetime,
) -> dict[str, Any]:
    """The conference of these acts as programs are told it."""
    spans = conference_spans(known)
    # The last span: acts dated up to five minutes ahead count already. The folder is as of now.
    view, now_view = spans[-1].view, view_at(spans, now) or spans[0].view
    posted = notices(known, view)
    return {
        **_standing(view, registry),
        "registrations": registrations,
        "notices": {channel: [_notice(n) for n in posted if n.channel == channel] for channel in CHANNELS},
        "conclusions": [_document(act) for act in known if act.name == "ConclusionPublished"],
        "result_reports": [_document(act) for act in known if act.name == "ResultReportFiled"],
        "deadlines": [_deadline(flag) for flag in flags],
        "breaches": [
            {"rule": breach.rule, "kind": breach.kind, "text": breach.text}
            for breach in breaches(view, known, flags, registry)
        ],
        "portal_folder": _folder(portal_folder(known, now_view, now, registry)),
    }


def _standing(view: ConferenceView, registry: Registry) -> dict[str, Any]:
    return {
        "conference_id": view.conference_id,
        "unit_id": view.unit_id,
        "unit_name": registry.name_at(view.unit_id, view.starts_on),
        "theme": view.theme,
        "format": view.format,
        "venue": view.venue,
        "chair": view.chair,
        "starts_at": local_moment(view.starts_at),
        "starts_on": view.starts_on.isoformat(),
        "reception_deadline": view.reception_deadline.isoformat(),
        "status": view.status.value,
        "rescheduled": view.cycle - 1,
        "cancelled_reason": view.cancelled_reason,
        "cancelled_document": view.cancelled_document,
        "held": view.held,
        "participants": view.participants,
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "posted_at": local_moment(notice.posted_at),
        "url": notice.url,
        "form_url": notice.form_url,
        "registration_instructions": notice.instructions,
        "counts": notice.counts,
    }


def _document(act: Act) -> Mapping[str, Any]:
    kept = {name: act.data[name] for name in ("url", "document") if name in act.data}
    return {**kept, "time": local_moment(act.time)}


def _folder(folder: PortalFolder) -> dict[str, Any]:
    return {
        "name": folder.name,
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "entries": [_entry(entry) for entry in section.entries],
                "missing": section.missing,
            }
            for section in folder.sections
        ],
    }


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: local_moment(value) if isinstance(value, datetime) else value for name, value in entry.items()
    }


def _deadline(flag: DeadlineFlag) -> dict[str, Any]:
    stands = flag.stands
    return {
        "deadline_id": flag.deadline_id,
        "kind": flag.kind,
        "due_on": stands.due_on.isoformat(),
        "state": stands.status.value,
        "late": stands.late,
        "overdue": stands.overdue,
        "soft": flag.soft,
        "provisional": stands.provisional,
    }
