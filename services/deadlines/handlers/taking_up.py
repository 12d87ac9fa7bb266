"""How does deadlines take its own words up again after its database was put back? As what it has said.

What was told of each deadline is kept as said, so that folding anew tells the difference alone, under numbers
that nobody has; what was called overdue, or near, is in the books again and is called so no second time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.handlers.as_told import as_told
from services.deadlines.handlers.following import DeadlinesProjection
from services.deadlines.store import approaching, marks, overdue, spans
from services.deadlines.store.spans import Kept, Stored
from shared.database.bulk import insert_rows
from shared.messaging import ahead, taking_up
from shared.messaging.ahead import Ahead, Forked, Told
from shared.messaging.desk import Bench
from shared.messaging.facts import Followed
from shared.messaging.inbound import Place
from shared.messaging.law import CALENDAR_APPLIED
from shared.messaging.offsets import Offsets
from shared.messaging.outbox import fact_id
from shared.messaging.taking_up import Retaken, TakenUp
from shared.messaging.transaction import ACT_COLUMNS

COURSE: Final = frozenset({"DeadlineSet", "DeadlineMoved", "DeadlineMet", "DeadlineVoided"})
OVERDUE: Final = frozenset({"ResponseOverdue", "ObligationOverdue"})
RETRACTED, APPROACHING = "OverdueRetracted", "DeadlineApproaching"
REVISIONS: Final = 10_000
"""So many revisions on, a fact's id is looked for; a deadline has a handful."""


@dataclass(slots=True)
class Words:
    """What was told, by deadline."""

    course: dict[str, list[Followed]] = field(default_factory=dict[str, list[Followed]])
    """Each deadline's own: set, moved, met, void, and taken back."""
    fired: dict[tuple[str, date], tuple[datetime, datetime, int]] = field(
        default_factory=dict[tuple[str, date], tuple[datetime, datetime, int]]
    )
    """Called overdue for a due day: since when, told when, how often."""
    retracted: dict[tuple[str, date], datetime] = field(default_factory=dict[tuple[str, date], datetime])
    near: list[tuple[str, date, int, datetime, datetime]] = field(
        default_factory=list[tuple[str, date, int, datetime, datetime]]
    )

    def hear(self, fact: Followed) -> None:
        """One fact more, in order."""
        data = fact.data
        if fact.name in COURSE or fact.name == RETRACTED:
            self.course.setdefault(data["deadline_id"], []).append(fact)
        if fact.name not in OVERDUE and fact.name not in (RETRACTED, APPROACHING):
            return
        key = data["deadline_id"], date.fromisoformat(data["due_on"])
        if fact.name in OVERDUE:
            times = self.fired[key][2] + 1 if key in self.fired else 1
            self.fired[key] = fact.time, fact.recorded_at, times
            self.retracted.pop(key, None)
        elif fact.name == RETRACTED:
            self.retracted[key] = fact.recorded_at
        else:
            self.near.append((*key, data["working_days_left"], fact.time, fact.recorded_at))


async def take_up(bench: Bench, servers: str, offsets: Offsets, not_ours: Collection[Place] = ()) -> TakenUp:
    """Takes the service's facts up again, but for what is not its own; no service runs meanwhile."""
    # What was told follows from these; with less of it, what was told would be taken back.
    await taking_up.follow_to_the_end(bench, DeadlinesProjection(), servers, offsets)
    found = await ahead.look(bench.engine, bench.service, servers, offsets, not_ours)
    done = TakenUp(bench.service)
    async with bench.engine.begin() as conn:
        done.retaken = await retake(conn, bench, found)
    return done


async def retake(conn: AsyncConnection, bench: Bench, found: Ahead) -> list[Retaken]:
    """Keeps what was told as told, and marks it; what it follows from must be here."""
    told = await ahead.in_sequence(conn, found.facts)
    now, retaken = taking_up.moment(bench, told), taking_up.conclusions(told)
    await taking_up.keep(conn, bench, retaken, found.ends, now)
    words = Words()
    for each in told:
        words.hear(each.fact)
    await _keep_law(conn, bench, [each for each in told if each.fact.name == CALENDAR_APPLIED])
    subjects = sorted({each.fact.subject for each in told if each.fact.name != CALENDAR_APPLIED})
    await spans.write(conn, list(_said(words, await spans.read(conn, subjects), now)))
    await overdue.retake(conn, words.fired, words.retracted)
    await approaching.retake(conn, words.near)
    await marks.mark_subjects(conn, subjects)
    return retaken


async def _keep_law(conn: AsyncConnection, bench: Bench, told: Sequence[Told]) -> None:
    rows = [
        (f.subject, f.sequence, f.topic, f.name, f.time, "", f.id, f.data, f.recorded_at, f.id)
        for f in (each.fact for each in told)
    ]
    await insert_rows(conn, bench.tables.acts, ACT_COLUMNS, rows)
    if rows:
        await marks.mark_law(conn)


def _said(words: Words, stored: Mapping[str, Stored], now: datetime) -> Iterable[Kept]:
    """Each deadline as what was told left it: one span since long ago, which folding replaces."""
    for deadline_id, facts in words.course.items():
        was = stored.get(deadline_id)
        course = [fact for fact in facts if fact.name in COURSE]
        revision = _revision(was.revision if was else 0, facts)
        last = as_told(deadline_id, course, was)
        since = last.overdue_from
        yield Kept(
            deadline_id=deadline_id,
            subject=facts[-1].subject,
            spans=[last],
            last=last,
            revision=revision,
            told_until=now,
            set_at=was.set_at if was else facts[0].recorded_at,
            overdue={last.from_at: since} if since else {},
            known={(last.due_on, since): now} if since else {},
            unfired={},
            groups={},
            reminders={},
        )


def _revision(stood: int, facts: Sequence[Followed]) -> int:
    """With which revision the last of these was told: an id follows from it, and none is used twice."""
    revision = stood
    for fact in facts:
        data = fact.data
        due_on = f"|{data['due_on']}" if fact.name == RETRACTED else ""
        for candidate in count(max(revision, 1)):
            if candidate > stood + REVISIONS:
                raise Forked(f"{fact.subject} #{fact.sequence} is not a fact that deadlines tells")
            cause = f"{data['deadline_id']}|{candidate}{due_on}"
            numbers = (0,) if due_on else range(len(facts) + 1)
            if any(fact_id(cause, fact.name, number) == fact.id for number in numbers):
                revision = candidate
                break
    return revision
