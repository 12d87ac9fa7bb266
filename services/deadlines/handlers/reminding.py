"""Who is told that something will soon be due (R21)? The ticker tells, under the promise by which it accuses.

What is met or void by then is not told of, nor what is past its day: a backlog reminds of nothing past.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.deadlines.domain.approaching import next_reminder, working_days_left
from services.deadlines.handlers import announcing
from services.deadlines.store import approaching, overdue
from services.deadlines.store.approaching import Near
from shared.clock import local_date, start_of
from shared.dialogue.deadline import DeadlineSpan
from shared.messaging import outbox, subjects
from shared.messaging.desk import Bench
from shared.messaging.law import Laws
from shared.messaging.outbox import Fact
from shared.messaging.set_aside import SetAside
from shared.messaging.subjects import Sequences
from shared.working_days import WorkingDays


@dataclass(slots=True)
class _Told:
    facts: list[Fact] = field(default_factory=list[Fact])
    kept: list[tuple[str, date, int, datetime]] = field(default_factory=list[tuple[str, date, int, datetime]])
    following: list[tuple[DeadlineSpan, datetime | None]] = field(
        default_factory=list[tuple[DeadlineSpan, datetime | None]]
    )


async def remind(bench: Bench, until: datetime, aside: SetAside, laws: Laws, limit: int) -> int:
    """One transaction: tells of what is soon due at `until`; how many deadlines it looked at."""
    async with bench.engine.begin() as conn:
        ready = await overdue.readiness(conn, until, aside)
        found = await approaching.candidates(conn, ready, limit)
        if not found:
            return 0
        numbers = await subjects.lock(conn, found)
        near = await approaching.take(conn, ready, found)
        now = bench.clock.now()
        calendar = (await laws.renew(conn)).calendar
        told = _tell(near, until, calendar, numbers, now)
        await approaching.note(conn, told.kept, told.following, now)
        await numbers.write(conn)
        messages = [fact.message(bench.service, bench.facts_topic) for fact in told.facts]
        await outbox.put(conn, messages, now)
    return len(near)


def _tell(
    near: Sequence[Near], until: datetime, calendar: WorkingDays, numbers: Sequences, now: datetime
) -> _Told:
    told, today = _Told(), local_date(until)
    for span, subject, before in near:
        owed_at = next_reminder(span, before, until, calendar)
        if owed_at is not None and owed_at <= until:
            left, at = working_days_left(span.due_on, today, calendar), start_of(today)
            told.facts.append(announcing.approaching(span, left, at, subject, numbers, now))
            told.kept.append((span.deadline_id, span.due_on, left, at))
            owed_at = next_reminder(span, {*before, left}, until, calendar)
        told.following.append((span, owed_at))
    return told
