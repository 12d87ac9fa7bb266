"""What changes when a subject is folded anew? Its deadlines are replaced and what is new is told, at once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.domain.approaching import next_reminder
from services.deadlines.handlers import announcing
from services.deadlines.handlers.folding import Folded, Folding
from services.deadlines.handlers.law import Law, Laws, yearly_units
from services.deadlines.store import facts, marks, spans
from services.deadlines.store.spans import Kept, Stored
from shared.clock import FOREVER, start_of
from shared.dialogue.changes import CALENDAR_APPLIED, Cause, changes, retractions
from shared.dialogue.deadline import DeadlineSpan, Timeline, overdue_moments, up_to
from shared.messaging import outbox, subjects
from shared.messaging.outbox import Fact
from shared.messaging.topics import FACTS
from shared.working_days import WorkingDays

SERVICE = "deadlines"
BREATH_S = 0.01
"""Folding yields to the event loop about this often: heartbeats and requests go on."""


@dataclass(slots=True)
class _Told:
    kept: list[Kept] = field(default_factory=list[Kept])
    facts: list[Fact] = field(default_factory=list[Fact])
    retracted: list[tuple[str, date]] = field(default_factory=list[tuple[str, date]])
    wakeups: dict[str, datetime | None] = field(default_factory=dict[str, datetime | None])


class DeadlinesFold:
    """Folds marked subjects: what `shared.messaging.recomputing.Recompute` calls for each chunk."""

    def __init__(self, laws: Laws) -> None:
        self._laws = laws

    async def __call__(self, conn: AsyncConnection, taken: Sequence[str], now: datetime) -> None:
        # The ticker locks the same rows before it tells of a subject: never both at once.
        law = await self._laws.renew(conn)
        if marks.LAW in taken:
            await marks.mark_everything(conn, yearly_units(law.registry, now))
            taken = [subject for subject in taken if subject != marks.LAW]
        numbers = await subjects.lock(conn, taken)
        material = await facts.load(conn, taken, FOREVER, law.registry)
        stored = await spans.read(conn, taken)
        of_subject: dict[str, dict[str, Stored]] = {subject: {} for subject in taken}
        for deadline_id, found in stored.items():
            of_subject[found.subject][deadline_id] = found
        folding = Folding(material, law, now)
        told, breath = _Told(), monotonic()
        for subject in taken:
            _tell(subject, folding.fold(subject), of_subject[subject], law, numbers, now, told)
            if monotonic() - breath > BREATH_S:
                await asyncio.sleep(0)
                breath = monotonic()
        await self._write(conn, told, numbers, now)

    async def _write(
        self, conn: AsyncConnection, told: _Told, numbers: subjects.Sequences, now: datetime
    ) -> None:
        await spans.write(conn, told.kept)
        await spans.retract(conn, told.retracted, now)
        await spans.wake_at(conn, told.wakeups)
        await numbers.write(conn)
        messages = [fact.message(SERVICE, FACTS[SERVICE]) for fact in told.facts]
        await outbox.put(conn, messages, now)


def _tell(
    subject: str,
    folded: Folded,
    stored: dict[str, Stored],
    law: Law,
    numbers: subjects.Sequences,
    now: datetime,
    told: _Told,
) -> None:
    waking = [
        span.from_at for timeline in folded.timelines.values() for span in timeline if span.from_at > now
    ]
    if folded.wake_at:
        waking.append(folded.wake_at)
    told.wakeups[subject] = min(waking, default=None)
    for deadline_id in sorted({*stored, *folded.timelines}):
        was = stored.get(deadline_id) or Stored(subject, 0, now, now)
        timeline = folded.timelines.get(deadline_id, [])
        groups = _groups(timeline, folded)
        reminders = _reminders(timeline, was, now, law.calendar)
        if _differs(was, timeline, groups, now) or was.reminders != reminders:
            cause = _cause(was.spans, timeline, law)
            _replace(
                deadline_id, subject, was, timeline, cause, groups, reminders, folded, numbers, now, told
            )  # fmt: skip


def _groups(timeline: Timeline, folded: Folded) -> dict[datetime, str]:
    """Of a petition: its group at each moment at which it becomes overdue."""
    moments = (since for span in timeline if (since := spans.overdue_within(span)))
    return {since: group for since in moments if (group := folded.group_at(since))}


def _reminders(
    timeline: Timeline, was: Stored, now: datetime, calendar: WorkingDays
) -> dict[datetime, datetime]:
    """By the beginning of a span: from when on it is to be told that the deadline approaches."""
    moments = (
        (span.from_at, next_reminder(span, was.reminded.get(span.due_on, ()), now, calendar))
        for span in timeline
    )
    return {from_at: at for from_at, at in moments if at is not None}


def _differs(was: Stored, timeline: Timeline, groups: dict[datetime, str], now: datetime) -> bool:
    begun = any(was.told_until < span.from_at <= now for span in timeline)
    return begun or was.spans != timeline or was.groups != groups


def _cause(was: Timeline, timeline: Timeline, law: Law) -> Cause | None:
    """A new calendar, if it is reckoned by one now that it was not before."""
    if not was or not timeline or was[-1].calendar_version >= timeline[-1].calendar_version:
        return None
    announced_on = law.calendar.announced_on
    return Cause(start_of(announced_on), CALENDAR_APPLIED) if announced_on else None


def _replace(
    deadline_id: str,
    subject: str,
    was: Stored,
    timeline: Timeline,
    cause: Cause | None,
    groups: dict[datetime, str],
    reminders: dict[datetime, datetime],
    folded: Folded,
    numbers: subjects.Sequences,
    now: datetime,
    told: _Told,
) -> None:
    """Keeps the new timeline and tells the difference, in order; what is to come is not told yet."""
    revision = was.revision + 1
    begun_before, begun = up_to(was.spans, was.told_until), up_to(timeline, now)
    for number, change in enumerate(changes(begun_before, begun, cause)):
        told.facts.append(announcing.changed(change, subject, revision, number, numbers, folded.causes, now))
    back = retractions(was.fired, timeline, cause)
    last = timeline[-1] if timeline else _never_owed(was.spans[-1])
    for retraction in back:
        told.retracted.append((deadline_id, retraction.due_on))
        told.facts.append(
            announcing.retracted(retraction, last, subject, revision, numbers, folded.causes, now)
        )
    standing = was.fired - {retraction.due_on for retraction in back}
    known = {
        key: was.known.get(key, folded.recorded_at or now)
        for span in timeline
        if (since := spans.overdue_within(span)) and (key := (span.due_on, since))
    }
    told.kept.append(
        Kept(
            deadline_id=deadline_id,
            subject=subject,
            spans=timeline,
            last=last,
            revision=revision,
            told_until=now,
            set_at=was.set_at,
            known=known,
            unfired={due_on: at for due_on, at in overdue_moments(timeline) if due_on not in standing},
            groups=groups,
            reminders=reminders,
        )
    )


def _never_owed(span: DeadlineSpan) -> DeadlineSpan:
    return span._replace(met_at=None, void_reason="never_owed")
