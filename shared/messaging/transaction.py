"""How is a batch of events decided?

Locked, loaded, decided one by one in memory, written with one statement a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import insert_rows
from shared.dialogue.acts import Act
from shared.messaging import dead_letters, inbox, outbox, receipts, subjects, waiting
from shared.messaging.dead_letters import DeadLetter, Held, cause_of
from shared.messaging.desk import NOTHING, Beforehand, Shop, World
from shared.messaging.inbound import (
    OUT_OF_PATIENCE,
    Accepted,
    DeadLettered,
    Duplicate,
    Inbound,
    Outcome,
    Patience,
    Reason,
    Record,
    Rejected,
    Waiting,
)
from shared.messaging.inbox import EventKey, Taken
from shared.messaging.made_here import id_made_here, perhaps_made_here
from shared.messaging.outbox import Fact, Message
from shared.messaging.pace import Turn
from shared.messaging.receipts import Receipt
from shared.messaging.waiting import Released

ACT_COLUMNS = (
    "subject", "sequence", "topic", "name", "time", "unit_id", "event_id", "data", "recorded_at", "fact_id",
)  # fmt: skip


class Judged(msgspec.Struct, frozen=True):
    """A record after the gate: an event to decide, or refused already; `released` if it waited until now."""

    record: Record | None
    found: Inbound | Rejected
    released: Released | None = None
    letter: int | None = None
    """The dead letter that it is, where an operator had it taken up again."""


@dataclass(slots=True)
class Settlement:
    """What a transaction decided, collected until it is written."""

    outcomes: list[tuple[Judged, Outcome]] = field(default_factory=list[tuple[Judged, Outcome]])
    acts: list[tuple[str, Act, Fact]] = field(default_factory=list[tuple[str, Act, Fact]])
    letters: list[DeadLetter] = field(default_factory=list[DeadLetter])
    again: list[tuple[int, str | None]] = field(default_factory=list[tuple[int, str | None]])
    """Dead letters that stay so: with the new cause, or None where an older one of the subject is open."""
    failures: list[tuple[Inbound, Exception]] = field(default_factory=list[tuple[Inbound, Exception]])


async def settle(
    conn: AsyncConnection, shop: Shop, batch: Sequence[Judged], known: Beforehand = NOTHING
) -> Settlement:
    """Decides and writes `batch` inside the caller's transaction; commits nothing itself."""
    await shop.renew(conn)
    events = [judged.found for judged in batch if isinstance(judged.found, Inbound)]
    keys = [(event.source, event.event_id) for event in events]
    made_here = [key for event in events if (key := perhaps_made_here(event, shop.service))]
    taken = await inbox.read(conn, [] if known.new else keys + made_here)
    wanted = dict.fromkeys((event.subject for event in events), 0)
    for event in events:
        wanted[event.subject] += (event.source, event.event_id) not in taken
    numbers = await subjects.reserve(conn, wanted)
    held = await dead_letters.held(conn, () if known.new else (event.subject for event in events))
    world = await shop.desk.load(conn, events, known)
    # Stamped after the locks are held: later acts of a subject never carry an earlier stamp.
    now = shop.clock.now()
    done, turn = Settlement(), Turn()
    for judged in batch:
        outcome = _decide(judged, shop, world, taken, numbers, held, now, done)
        done.outcomes.append((judged, outcome))
        # What it is decided on is locked, and its own.
        if turn.over():
            await turn.pass_on()
    await _write(conn, shop, done, numbers, world, now)
    return done


def _decide(
    judged: Judged,
    shop: Shop,
    world: World,
    taken: dict[EventKey, Taken],
    numbers: subjects.Sequences,
    held: Held,
    now: datetime,
    done: Settlement,
) -> Outcome:
    event = judged.found
    if isinstance(event, Rejected):
        held.settled(judged.letter)
        return event
    key = (event.source, event.event_id)
    if judged.released is None and key in taken:
        if taken[key].digest == event.digest:
            return Duplicate()
        detail = "an event with this id was taken in already, with another type, time or data"
        return Rejected(Reason.CONFLICTING_DUPLICATE, detail, "id")
    if made := id_made_here(event, shop.service, taken):
        held.settled(judged.letter)
        return made
    if held.behind(event.subject, judged.letter):
        taken[key] = Taken(event.digest, event.subject)
        return _held_back(judged, event, numbers, done)
    try:
        verdict = world.decide(event)
        if isinstance(verdict, Accepted):
            act = event.act(now, verdict.data)
            sequence = numbers.next(event.subject)
            world.accept(event, act, sequence)
            done.acts.append((event.subject, act, _fact(event, act, sequence)))
    except Exception as error:
        taken[key] = Taken(event.digest, event.subject)
        held.add(event.subject)
        return _dead_letter(judged, event, error, done)
    held.settled(judged.letter)
    if isinstance(verdict, Waiting):
        verdict = _wait_or_end(judged, event, verdict, numbers)
    if isinstance(verdict, Accepted | Waiting):
        taken[key] = Taken(event.digest, event.subject)
    return verdict


def _wait_or_end(
    judged: Judged, event: Inbound, wait: Waiting, numbers: subjects.Sequences
) -> Waiting | Rejected:
    """Waits on, unless its patience for this very thing is over."""
    released = judged.released
    if released and released.expired and released.patience is wait.patience:
        return Rejected(OUT_OF_PATIENCE[wait.patience], wait.detail or f"no {wait.awaits} came", wait.field)
    since = numbers.last(wait.awaits) if wait.awaits == event.subject else wait.since_sequence
    return Waiting(wait.awaits, wait.patience, since, wait.detail, wait.field)


def _held_back(
    judged: Judged, event: Inbound, numbers: subjects.Sequences, done: Settlement
) -> Waiting | DeadLettered:
    """We failed on an earlier event of the subject: this one goes on with it, in its order."""
    if judged.letter is not None:
        done.again.append((judged.letter, None))
        return DeadLettered("an earlier dead letter of the subject is open")
    detail = f"an earlier event about {event.subject} is with the platform's operators"
    return Waiting(event.subject, Patience.MENDING, numbers.last(event.subject), detail)


def _dead_letter(judged: Judged, event: Inbound, error: Exception, done: Settlement) -> DeadLettered:
    if judged.record is None:
        raise error
    cause = cause_of(error)
    done.failures.append((event, error))
    if judged.letter is not None:
        done.again.append((judged.letter, cause))
    else:
        done.letters.append(DeadLetter(judged.record, f"deciding {event.name} failed", cause, event))
    return DeadLettered(cause)


def _fact(event: Inbound, act: Act, sequence: int) -> Fact:
    return Fact(
        name=event.name, subject=event.subject, sequence=sequence, time=event.time, data=act.data,
        cause=f"{event.source}|{event.event_id}", causation_id=event.event_id, unit_id=event.unit_id,
        recorded_at=act.recorded_at, traceparent=event.traceparent,
    )  # fmt: skip


async def _write(
    conn: AsyncConnection,
    shop: Shop,
    done: Settlement,
    numbers: subjects.Sequences,
    world: World,
    now: datetime,
) -> None:
    await numbers.write(conn)
    topic = shop.facts_topic
    rows = [
        (subject, fact.sequence, topic, act.name, act.time, act.unit_id, act.event_id, act.data, now, fact.id)
        for subject, act, fact in done.acts
    ]
    await insert_rows(conn, shop.tables.acts, ACT_COLUMNS, rows)
    await world.write(conn, now)
    await _write_inbox(conn, shop, done, now)
    messages = [fact.message(shop.service, topic) for _, _, fact in done.acts]
    messages += await _write_receipts(conn, shop, done, now)
    messages += await dead_letters.write(conn, shop.tables.dead_letters, shop.service, done.letters, now)
    await outbox.put(conn, messages, now)


async def _write_inbox(conn: AsyncConnection, shop: Shop, done: Settlement, now: datetime) -> None:
    """The ids now taken or free again, and who waits, waits on or waits no longer."""
    fresh: list[Inbound] = []
    early, still = list[tuple[Inbound, Waiting]](), list[tuple[Inbound, Waiting]]()
    ended, freed = list[Released](), list[Released]()
    for judged, outcome in done.outcomes:
        event, released = judged.found, judged.released
        keeps_id = isinstance(outcome, Accepted | Waiting | DeadLettered)
        if released and not isinstance(outcome, Waiting):
            ended.append(released)
            if not keeps_id:
                freed.append(released)
        # What came over HTTP and can't be decided now is refused, and all of this rolled back.
        if isinstance(event, Rejected) or (judged.record is None and isinstance(outcome, Waiting)):
            continue
        if isinstance(outcome, Waiting):
            (still if released else early).append((event, outcome))
        if keeps_id and released is None:
            fresh.append(event)
    await inbox.take(conn, shop.tables.inbox, fresh)
    await inbox.forget(conn, freed)
    await waiting.park(conn, shop.tables.waiting, early, now)
    await waiting.wait_on(conn, still, now)
    await waiting.drop(conn, ended)


async def _write_receipts(
    conn: AsyncConnection, shop: Shop, done: Settlement, now: datetime
) -> list[Message]:
    first: list[Receipt] = []
    final: list[Receipt] = []
    for judged, outcome in done.outcomes:
        silent = DeadLettered if judged.letter is not None else Waiting if judged.released else ()
        if judged.record is None or isinstance(outcome, silent):
            continue
        event = judged.found
        type_ = event.type if isinstance(event, Rejected) else event.name
        receipt = Receipt(judged.record, event.event_id, type_, outcome)
        (final if judged.released or judged.letter is not None else first).append(receipt)
    return [
        *await receipts.write(conn, shop.tables.receipts, first, now),
        *await receipts.write(conn, shop.tables.receipts, final, now, final=True),
    ]
