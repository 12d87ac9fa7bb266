"""What is there to tell of a subject that was folded anew? The difference, and its deadlines are replaced.

Of a timeline only what has begun is told; the rest is kept, with when it is to be told or looked at again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from msgspec.structs import replace

from services.deadlines.domain.approaching import next_reminder
from services.deadlines.domain.changes import CALENDAR_APPLIED, Cause, Retraction, changes, retractions
from services.deadlines.handlers import announcing
from services.deadlines.handlers.folding import Folded
from services.deadlines.store.spans import Kept, Stored
from shared.clock import start_of
from shared.dialogue.deadline import DeadlineSpan, Timeline, moments_of, overdue_spans, up_to
from shared.messaging.law import Law
from shared.messaging.outbox import Fact
from shared.messaging.subjects import Sequences
from shared.working_days import WorkingDays

OverdueSpans = Sequence[tuple[DeadlineSpan, datetime]]
"""The spans of a timeline that come to be overdue, each with the moment."""


@dataclass(slots=True)
class Told:
    """What a chunk of subjects comes to, until it is written."""

    kept: list[Kept] = field(default_factory=list[Kept])
    facts: list[Fact] = field(default_factory=list[Fact])
    retracted: list[tuple[str, date]] = field(default_factory=list[tuple[str, date]])
    wakeups: dict[str, datetime | None] = field(default_factory=dict[str, datetime | None])


def tell(
    subject: str,
    folded: Folded,
    stored: Mapping[str, Stored],
    law: Law,
    numbers: Sequences,
    now: datetime,
    told: Told,
) -> None:
    """Adds to `told` what is new of `subject`, whose deadlines were kept as `stored`."""
    waking = [
        span.from_at for timeline in folded.timelines.values() for span in timeline if span.from_at > now
    ]
    if folded.wake_at:
        waking.append(folded.wake_at)
    if waking or stored:
        told.wakeups[subject] = min(waking, default=None)
    for deadline_id in sorted({*stored, *folded.timelines}):
        was = stored.get(deadline_id) or Stored(subject, 0, now, now)
        timeline = folded.timelines.get(deadline_id, [])
        overdue = overdue_spans(timeline)
        groups = {since: group for _, since in overdue if (group := folded.group_at(since))}
        reminders = _reminders(timeline, was, now, law.calendar)
        if _differs(was, timeline, groups, now) or was.reminders != reminders:
            cause = _cause(was.spans, timeline, law, now, folded.spared.get(deadline_id))
            back = retractions(was.fired, timeline, cause)
            kept = _kept(deadline_id, was, timeline, overdue, groups, reminders, back, folded, now)
            told.kept.append(kept)
            told.retracted += [(deadline_id, retraction.due_on) for retraction in back]
            told.facts += _said(kept, was, timeline, cause, back, folded.causes, numbers, now)


def _reminders(
    timeline: Timeline, was: Stored, now: datetime, calendar: WorkingDays
) -> dict[datetime, datetime]:
    """By the beginning of a span: from when on it is to be told that the deadline approaches."""
    found: dict[datetime, datetime] = {}
    for span in timeline:
        at = next_reminder(span, was.reminded.get(span.due_on, ()), now, calendar)
        if at is not None:
            found[span.from_at] = at
    return found


def _differs(was: Stored, timeline: Timeline, groups: dict[datetime, str], now: datetime) -> bool:
    if was.spans != timeline or was.groups != groups:
        return True
    return any(was.told_until < span.from_at <= now for span in timeline)


def _cause(
    was: Timeline, timeline: Timeline, law: Law, now: datetime, spared_by: Cause | None
) -> Cause | None:
    """What spares it, if nothing is owed; a new calendar, if it is reckoned by one now and was not before."""
    if not up_to(timeline, now):
        return spared_by
    if not was or not timeline or was[-1].calendar_version >= timeline[-1].calendar_version:
        return None
    announced_on = law.calendar.announced_on
    return Cause(start_of(announced_on), CALENDAR_APPLIED) if announced_on else None


def _kept(
    deadline_id: str,
    was: Stored,
    timeline: Timeline,
    overdue: OverdueSpans,
    groups: Mapping[datetime, str],
    reminders: Mapping[datetime, datetime],
    back: Collection[Retraction],
    folded: Folded,
    now: datetime,
) -> Kept:
    """The deadline as it is to be kept from now on."""
    standing = was.fired - {retraction.due_on for retraction in back}
    return Kept(
        deadline_id=deadline_id,
        subject=was.subject,
        spans=timeline,
        last=timeline[-1] if timeline else _never_owed(was.spans[-1]),
        revision=was.revision + 1,
        told_until=now,
        set_at=was.set_at,
        overdue={span.from_at: since for span, since in overdue},
        known={
            (span.due_on, since): was.known.get((span.due_on, since), folded.recorded_at or now)
            for span, since in overdue
        },
        unfired={due_on: at for due_on, at in moments_of(overdue) if due_on not in standing},
        groups=groups,
        reminders=reminders,
        new=was.revision == 0,
    )


def _said(
    kept: Kept,
    was: Stored,
    timeline: Timeline,
    cause: Cause | None,
    back: Iterable[Retraction],
    causes: Mapping[datetime, str],
    numbers: Sequences,
    now: datetime,
) -> list[Fact]:
    """The difference, in order; what is to come is not told yet."""
    subject, revision = kept.subject, kept.revision
    begun_before, begun = up_to(was.spans, was.told_until), up_to(timeline, now)
    said = [
        announcing.changed(change, subject, revision, number, numbers, causes, now)
        for number, change in enumerate(changes(begun_before, begun, cause))
    ]
    return said + [
        announcing.retracted(retraction, kept.last, subject, revision, numbers, causes, now)
        for retraction in back
    ]


def _never_owed(span: DeadlineSpan) -> DeadlineSpan:
    return replace(span, met_at=None, void_reason="never_owed")
