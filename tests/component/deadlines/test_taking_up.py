"""What deadlines has said stays said after its database was put back: not told again, and gone on from."""

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from services.deadlines.handlers import apply_calendar
from services.deadlines.handlers.taking_up import retake
from shared.database.engine import build_engine
from shared.messaging.ahead import Ahead, Told
from shared.messaging.facts import decode
from shared.messaging.inbound import Record
from shared.messaging.topics import FACTS
from tests.builders.acts import answered, at, coordination, received, scheduled
from tests.builders.calendars import EXCHANGED_2024
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import MakeSide
from tests.component.deadlines.test_new_calendar import ANSWER, calendar
from tests.component.deadlines.test_ticker import written

UNTIL = at("2024-07-03 12:00")
STANDING = (
    "SELECT deadline_id, due_on, state, met_at, void_reason, unit_id FROM deadlines ORDER BY deadline_id"
)
BOOKS = (
    "SELECT deadline_id, due_on, overdue_at, times, retracted_at IS NULL FROM overdue_events ORDER BY 1, 2"
)
NEAR = "SELECT deadline_id, due_on, working_days_left FROM approaching_events ORDER BY 1, 2, 3"
COPY = 'create database "{name}" template "{of}"'


async def copied(engine: AsyncEngine, suffix: str) -> AsyncEngine:
    """A copy of the database as it is now: what a restore to this moment gives. Dropped with the server."""
    of = engine.url.database
    await engine.dispose()
    server = engine.url.set(drivername="postgresql", database="postgres")
    connection = await asyncpg.connect(server.render_as_string(hide_password=False))
    try:
        await connection.execute(COPY.format(name=f"{of}_{suffix}", of=of))
    finally:
        await connection.close()
    url = engine.url.set(drivername="postgresql", database=f"{of}_{suffix}")
    return build_engine(url.render_as_string(hide_password=False), application="put-back", pool_size=2)


async def lost_minutes(side: DeadlinesSide) -> None:
    """Called near and overdue, taken back by an act told late, moved, met, and a petition nobody knew."""
    await side.tick(at("2024-06-12 10:00"))
    await side.tick(at("2024-06-15 10:00"))
    await side.tell(written([coordination("2024-06-13 09:00")], "2024-06-16 11:00"))
    await side.tell(written([received("2024-06-18 09:00", petition="kn-2")], "2024-06-18 09:00"))
    await side.tick(UNTIL)
    await side.tell(written([answered("2024-07-03 11:00")], "2024-07-03 13:00"))


async def facts_of(side: DeadlinesSide) -> list[Told]:
    """Everything that was told, as it lies on the topic."""
    rows = await side.rows("SELECT key, value FROM outbox_records ORDER BY id, place")
    records = [Record(FACTS["deadlines"], 0, n, k.encode(), bytes(v)) for n, (k, v) in enumerate(rows)]
    return [Told(record, fact) for record in records if (fact := decode(record))]


async def put_back(side: DeadlinesSide, engine: AsyncEngine) -> DeadlinesSide:
    """Deadlines on a database of then, once it has heard again what the others have told."""
    again = DeadlinesSide(engine, side.clock.now())
    again.topics = side.topics
    await again.only_mark()
    await again.take(side.topics.everything())
    return again


async def told_since(side: DeadlinesSide, before: int) -> list[Told]:
    """The facts of the lost minutes."""
    found = (await facts_of(side))[before:]
    assert {told.fact.name for told in found} >= {
        "DeadlineSet", "DeadlineMoved", "DeadlineMet", "ResponseOverdue", "OverdueRetracted",
        "DeadlineApproaching",
    }  # fmt: skip
    return found


async def test_what_deadlines_has_said_is_not_said_again_after_it_was_put_back(make_side: MakeSide) -> None:
    side = await make_side(at("2024-06-03 10:00"))
    await side.tell(written([scheduled("2024-06-05 14:00")], "2024-01-02 08:00"))
    await side.tell(written([received("2024-06-03 09:00")], "2024-06-03 09:00"))
    before = len(await side.said())
    names = ["all", "none", "some"]
    engines = {name: await copied(side.engine, name) for name in names}
    await lost_minutes(side)
    told = await told_since(side, before)
    standing = [await side.rows(statement) for statement in (STANDING, BOOKS, NEAR)]
    # The server may go at any moment: all of it was published, nothing, or half.
    for name, published in (("all", len(told)), ("none", 0), ("some", len(told) // 2)):
        again = await put_back(side, engines[name])
        async with again.engine.begin() as conn:
            await retake(conn, again.bench, Ahead(told[:published]))
        said = len(await again.said())
        await again.fold()
        await again.tick(side.clock.now())
        facts = await again.said()
        assert len({fact["id"] for fact in facts}) == len(facts), "no id is used twice"
        assert name != "all" or len(facts) == said == before + len(told), "nothing is said again"
        # What was not told then is told once the past has come to rest: the books are whole of "all" alone.
        books = (STANDING, BOOKS, NEAR) if name == "all" else (STANDING,)
        assert [await again.rows(s) for s in books] == standing[: len(books)], name
        numbers = [(f["subject"], f["sequence"]) for f in facts]
        for subject in {subject for subject, _ in numbers}:
            mine = [number for about, number in numbers if about == subject]
            assert mine == list(range(1, len(mine) + 1))
        await again.engine.dispose()


async def test_a_deadline_met_late_and_then_moved_is_not_told_again_to_be_met(make_side: MakeSide) -> None:
    """R11: the calendar of those minutes moved its day, and what was met stays met."""
    side = await make_side(at("2024-04-11 09:00"))
    await apply_calendar.apply(side.bench, calendar(2, 2024, "2023-11-22", *EXCHANGED_2024))
    await side.tell(written([scheduled("2024-04-17 14:00", time="2024-01-02 08:00")], "2024-04-11 09:30"))
    await side.tell(written([received("2024-04-10 09:00")], "2024-04-11 09:30"))
    before_it_was_met, before = await copied(side.engine, "open"), len(await side.said())
    side.clock.not_before(at("2024-05-06 10:00"))
    await side.tell(written([answered("2024-05-06 09:00")], "2024-05-06 10:00"))
    before_it_was_moved, met = await copied(side.engine, "met"), len(await side.said())
    await apply_calendar.apply(side.bench, calendar(3))
    await side.fold()
    standing = await side.rows(STANDING)
    said = [fact["name"] for fact in await side.said() if fact["data"].get("deadline_id") == ANSWER]
    assert said == ["DeadlineSet", "DeadlineMet", "DeadlineMoved"]
    for engine, known in ((before_it_was_met, before), (before_it_was_moved, met)):
        again = await put_back(side, engine)
        async with again.engine.begin() as conn:
            await retake(conn, again.bench, Ahead((await facts_of(side))[known:]))
        await again.fold()
        assert [fact["id"] for fact in await again.said()] == [fact["id"] for fact in await side.said()]
        assert await again.rows(STANDING) == standing
        await again.engine.dispose()
