"""Does a year told at once raise only overdue events that its own later facts do not refute (R11–R17)?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.deadlines.handlers import apply_calendar
from services.deadlines.store.overdue import AT_THE_LATEST, SETTLE
from shared.dialogue.acts import Act
from shared.events.deadlines import CalendarApplied
from shared.events.validate import from_values
from tests.builders import acts as made
from tests.builders.acts import answered, at, received, scheduled
from tests.builders.calendars import announced
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import NOW, MakeSide
from tests.component.deadlines.test_small_year import acts_in_order
from tests.component.deadlines.test_ticker import written

DOCUMENT = {"number": "1/QĐ", "date": "2024-04-10"}

MEETING = ("PetitionAnswered", "NoticePosted", "ResultReportFiled", "ConferenceHeld", "AnnualPlanSubmitted")
HELPING = ("CoordinationRequested", "PetitionTransferred", "PetitionEscalated", "ConferenceRescheduled")


def accusing_first(act: Act) -> int:
    """What makes overdue before what extends, before what meets."""
    return 2 if act.name in MEETING else 1 if act.name in HELPING else 0


def latest_first(act: Act) -> float:
    return -act.time.timestamp()


@pytest.mark.parametrize("order", [accusing_first, latest_first])
async def test_a_year_told_at_once_in_the_worst_order_is_never_falsely_accused(
    side: DeadlinesSide, order: Callable[[Act], float]
) -> None:
    await side.ticker.begin()
    moment = NOW
    for act in sorted(acts_in_order(1), key=order):
        moment += timedelta(seconds=1)
        await side.tell([replace(act, recorded_at=moment)])
        await side.tick(moment)
    assert await side.said("ResponseOverdue", "ObligationOverdue") == []
    await side.tick(moment + SETTLE - timedelta(seconds=1))
    assert await side.said("ResponseOverdue", "ObligationOverdue") == []
    await side.tick(moment + SETTLE)
    told = await side.said("ResponseOverdue", "ObligationOverdue")
    owed = await side.rows(
        "SELECT count(DISTINCT (deadline_id, due_on)) FROM deadline_spans "
        "WHERE overdue_from <= $1 AND NOT soft",
        moment,
    )
    assert (len(told),) == owed[0]
    assert len(told) > 20
    await side.fold()
    await side.tick(moment + timedelta(hours=1))
    assert await side.said("OverdueRetracted") == []


async def test_a_trickle_of_old_facts_silences_what_is_overdue_for_a_while_only(side: DeadlinesSide) -> None:
    def now_known(*acts: Act) -> list[Act]:
        return [replace(act, recorded_at=moment) for act in acts]

    moment = NOW
    await side.tell(now_known(scheduled("2024-06-05 14:00"), received("2024-06-03 09:00")))
    until = NOW + AT_THE_LATEST
    while moment < until - timedelta(seconds=4):
        moment += timedelta(seconds=4)
        await side.tell(now_known(received("2024-06-03 09:00", petition=f"kn-{moment.timestamp():.0f}")))
        if moment.second % 20 == 0:
            await side.tick(moment)
    assert await side.said("ResponseOverdue") == []
    await side.tick(until)
    assert [fact["data"]["petition_id"] for fact in await side.said("ResponseOverdue")] == ["kn-1"]


async def test_a_backlog_does_not_hold_back_what_was_known_before_its_day(side: DeadlinesSide) -> None:
    """A petition of this week is told at its midnight while another unit's last year is still coming in."""
    await side.tell([
        replace(scheduled("2025-03-04 14:00", time="2025-02-01 08:00"), recorded_at=at("2025-02-01 08:00")),
        replace(received("2025-03-03 08:00"), recorded_at=at("2025-03-03 08:00")),
    ])  # fmt: skip
    midnight = at("2025-03-14")
    old = replace(scheduled("2024-06-05 14:00"), recorded_at=midnight)
    old = replace(old, data={**old.data, "conference_id": "hn-cu"}, event_id="cu")
    await side.tell([old])
    await side.tick(midnight + timedelta(seconds=1))
    assert [fact["data"]["due_on"] for fact in await side.said("ResponseOverdue")] == ["2025-03-13"]
    kinds = {fact["data"]["kind"] for fact in await side.said("ObligationOverdue")}
    assert "result_report" not in kinds


async def test_what_was_known_before_its_day_is_told_at_once_though_its_answer_comes_late(
    side: DeadlinesSide,
) -> None:
    """The late answer is itself old news: it must not make the petition part of a backlog."""
    await side.tell([
        replace(scheduled("2025-03-04 14:00", time="2025-02-01 08:00"), recorded_at=at("2025-02-01 08:00")),
        replace(received("2025-03-03 08:00"), recorded_at=at("2025-03-03 08:00")),
    ])  # fmt: skip
    told_at = at("2025-03-18 09:00")
    await side.tell([replace(answered("2025-03-14 09:00"), recorded_at=told_at)])
    await side.tick(told_at + timedelta(seconds=1))
    assert [fact["data"]["due_on"] for fact in await side.said("ResponseOverdue")] == ["2025-03-13"]


async def test_an_answer_that_comes_with_the_backlog_is_never_called_overdue(side: DeadlinesSide) -> None:
    acts = [scheduled("2024-06-05 14:00"), received("2024-06-03 09:00"), answered("2024-06-10 09:00")]
    for seconds, act in enumerate(acts):
        await side.tell([replace(act, recorded_at=NOW + timedelta(seconds=4 * seconds))])
        await side.tick(NOW + timedelta(seconds=4 * seconds + 1))
    await side.tick(NOW + timedelta(minutes=20))
    assert await side.said("ResponseOverdue") == []


async def test_what_is_overdue_as_it_comes_to_be_known_is_told_when_what_meets_it_would_have_come_too(
    make_side: MakeSide,
) -> None:
    """R7: a conference told of today whose notices, posted long since, are told of right behind it."""
    side = await make_side(at("2024-06-03 08:00"))
    known = at("2024-06-03 08:00")
    await side.tell(written([scheduled("2024-06-05 14:00", time="2024-06-03 08:00")], "2024-06-03 08:00"))
    told: list[int] = []
    for waited in (timedelta(seconds=1), SETTLE - timedelta(seconds=1), SETTLE):
        await side.tick(known + waited)
        told.append(len(await side.said("ObligationOverdue")))
    assert told == [0, 0, 2]


@pytest.mark.parametrize("law_told", [False, True])
async def test_a_new_platform_accuses_nobody_of_past_years_before_it_has_heard_of_anything(
    make_side: MakeSide, law_told: bool
) -> None:
    """A calendar that was applied, a unit that was changed: nothing that anybody did."""
    side = await make_side(at("2025-03-03 09:00"))
    await side.ticker.begin()
    if law_told:
        calendar = from_values(CalendarApplied, announced(2024, 2, "2023-11-22"))
        assert isinstance(calendar, CalendarApplied)
        await apply_calendar.apply(side.bench, calendar)
        ended = made.act(
            "UnitChanged", "2024-05-02", unit_id="so-tu-phap", valid_to="2025-02-28", document=DOCUMENT
        )
        await side.tell(written([ended], "2025-03-03 09:00"))
    await side.fold()
    await side.tick(side.clock.now() + timedelta(minutes=1))
    assert {f["name"] for f in await side.said()} <= {"DeadlineSet", "CalendarApplied"}
    assert (await side.left())["overdue"] == 0
    await side.tick(side.clock.now() + AT_THE_LATEST)
    assert {f["data"]["kind"] for f in await side.said("ObligationOverdue")} == {"minimum_conferences"}
