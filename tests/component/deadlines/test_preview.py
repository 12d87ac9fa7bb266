"""What is folded to see what a calendar would move (R11)? What is open now, and what is not folded yet."""

from services.deadlines.handlers import apply_calendar
from services.deadlines.store import queries
from shared.dialogue.acts import Act
from tests.builders.acts import act, at, received
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
