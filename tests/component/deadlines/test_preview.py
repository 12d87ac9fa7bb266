"""What is folded to see what a calendar would move (R11)? What is open, or met and not for good."""

from datetime import date

from services.deadlines.handlers import apply_calendar
from services.deadlines.store import queries
from shared.dialogue.acts import Act
from shared.events.deadlines import CalendarApplied
from tests.builders.acts import act, at, received
from tests.builders.calendars import EXCHANGED_2024
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.test_new_calendar import april, calendar
from tests.component.deadlines.test_ticker import written

__all__ = ["april"]
RECEIVED, APPLIED = "2024-04-10 09:00", "2024-04-12 10:00"


def answered(petition: str, time: str) -> Act:
    return act("PetitionAnswered", time, petition_id=petition, mode="written", fully_resolved=True)


async def test_only_what_is_open_now_or_not_folded_yet_is_folded_to_look(april: DeadlinesSide) -> None:
    """What is done moves no more; what will be done later is open still."""
    april.clock.not_before(at(APPLIED))
    done = [received(RECEIVED, petition="kn-2"), answered("kn-2", "2024-04-10 10:00")]
    later = [received(RECEIVED, petition="kn-3"), answered("kn-3", "2024-04-13 10:00")]
    await april.tell(written([*done, *later], APPLIED))
    before = (await apply_calendar.look(april.bench, calendar(3))).moves
    await april.only_mark()
    await april.follow(written([received(RECEIVED, petition="kn-4")], APPLIED))
    async with april.engine.connect() as conn:
        found = await queries.open_subjects(conn, april.clock.now())
    petitions = [subject for subject in found if subject.startswith("petition/")]
    assert petitions == ["petition/kn-1", "petition/kn-3", "petition/kn-4"]
    moved = (await apply_calendar.look(april.bench, calendar(3))).moves
    assert [move.petition_id for move in before] == ["kn-1"]
    assert [move.petition_id for move in moved] == ["kn-1", "kn-4"]
    await april.run("INSERT INTO recomputations (subject, generation) VALUES ('law/changed', 1)")
    assert (await apply_calendar.look(april.bench, calendar(3))).moves == moved


async def looked_and_applied(side: DeadlinesSide, said: CalendarApplied) -> list[tuple[str, str, bool]]:
    """What the preview says that moves, to when, and whether it is met: the very same is told to have."""
    told = len(await side.said("DeadlineMoved"))
    found = (await apply_calendar.look(side.bench, said)).moves
    await apply_calendar.apply(side.bench, said)
    await side.fold()
    moved = [fact["data"] for fact in (await side.said("DeadlineMoved"))[told:]]
    assert sorted((one["deadline_id"], one["from"], one["due_on"]) for one in moved) == [
        (move.deadline_id, move.from_.isoformat(), move.to.isoformat()) for move in found
    ]
    return [(move.deadline_id, move.to.isoformat(), move.says()["met"]) for move in found]


async def test_what_is_met_and_moves_all_the_same_is_looked_at_too(april: DeadlinesSide) -> None:
    """R11: met late it goes by the newest calendar, also where the one before had cleared it."""
    await april.tell(written([answered("kn-1", "2024-05-02 09:00")], "2024-05-02 10:00"))
    await april.tick(at("2024-05-06 10:00"))
    await april.fold()
    expected = [
        ("conclusion_notice:hn-1", False),
        ("petition_answer:kn-1", True),
        ("result_report:hn-1", False),
    ]
    found = await looked_and_applied(april, calendar(3))
    assert found == [(deadline_id, "2024-05-02", met) for deadline_id, met in expected]
    # In time by then, though not by the days that were known when it was answered.
    found = await looked_and_applied(april, calendar(4, 2024, "2024-05-05", *EXCHANGED_2024))
    assert found == [(deadline_id, "2024-04-29", met) for deadline_id, met in expected]


async def test_what_is_not_counted_over_a_day_that_changes_is_not_looked_at_once_it_is_met(
    april: DeadlinesSide,
) -> None:
    april.clock.not_before(at("2024-05-06 10:00"))
    await april.tell(written([answered("kn-1", "2024-05-02 09:00")], "2024-05-02 10:00"))
    async with april.engine.connect() as conn:
        for first, last, found in (
            ("2024-04-01", "2024-04-16", []),
            ("2024-04-30", "2024-05-31", []),
            ("2024-04-29", "2024-05-04", ["petition/kn-1"]),
            ("2024-04-01", "2024-04-17", ["petition/kn-1"]),
        ):
            days = date.fromisoformat(first), date.fromisoformat(last)
            assert await queries.met_subjects(conn, april.clock.now(), *days) == found
