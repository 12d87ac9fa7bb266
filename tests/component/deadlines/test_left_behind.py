"""Does what a merged unit left behind meet its successor's minimum, whoever told what (R1, R6)?"""

from msgspec.structs import replace

from tests.builders.acts import at, held, scheduled, unsaid
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import MakeSide
from tests.component.deadlines.test_ticker import written

MINIMUM = "minimum_conferences:so-xay-dung:2025"


async def state(side: DeadlinesSide) -> str:
    return (await side.get(f"/api/deadlines/{MINIMUM}")).json()["state"]


async def test_the_holding_marks_the_successors_year_and_taking_it_back_does_too(make_side: MakeSide) -> None:
    side = await make_side(at("2025-03-20 18:00"))
    await side.ticker.begin()
    await side.fold()
    meeting = scheduled("2025-03-20 14:00", time="2025-01-10 08:00", unit="so-giao-thong-van-tai")
    done = replace(held("2025-03-20 17:00"), unit_id="so-xay-dung")
    await side.tell(written([meeting], "2025-01-10 08:00"))
    assert await state(side) == "open"
    await side.tell(written([done], "2025-03-20 18:00"))
    assert await state(side) == "met"
    await side.tell(written([unsaid(done, own_time="2025-03-21")], "2025-03-21"))
    assert await state(side) == "open"
