"""Does the ticker tell what is overdue once, and never before everything is known (R11)?"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from prometheus_client import REGISTRY

from shared.dialogue.acts import Act
from shared.messaging.inbound import Record
from shared.messaging.leader import leading
from shared.messaging.topics import FACTS
from shared.observability import metrics
from tests.builders.acts import answered, at, held, received, reclassified, rescheduled, scheduled, withdrawn
from tests.builders.followed_facts import DeadlinesSide
from tests.builders.waiting import until
from tests.component.deadlines.conftest import MakeSide

START = "2024-06-05 14:00"
DUE_ON = "2024-06-14"
MIDNIGHT = at("2024-06-15")
ANSWER = "petition_answer:kn-1"


def written(acts: Iterable[Act], text: str) -> list[Act]:
    """The acts as written down at that moment."""
    return [replace(act, recorded_at=at(text)) for act in acts]


async def petitioned(side: DeadlinesSide) -> None:
    """A petition to a conference of 05/6, written down as it happened: due on 14/6."""
    await side.tell(written([scheduled(START)], "2024-01-02 08:00"))
    await side.tell(written([received("2024-06-03 09:00")], "2024-06-03 09:00"))


@pytest.fixture
async def june(make_side: MakeSide) -> DeadlinesSide:
    side = await make_side(at("2024-06-03 10:00"))
    await petitioned(side)
    return side


async def overdue_answers(side: DeadlinesSide) -> list[tuple[str, str, datetime]]:
    said = await side.said("ResponseOverdue")
    return [(f["data"]["deadline_id"], f["data"]["due_on"], datetime.fromisoformat(f["time"])) for f in said]


async def test_a_deadline_is_told_at_midnight_after_its_day_and_not_a_second_before(
    june: DeadlinesSide,
) -> None:
    await june.tick(MIDNIGHT - timedelta(microseconds=1))
    assert await overdue_answers(june) == []
    await june.tick(MIDNIGHT)
    assert await overdue_answers(june) == [(ANSWER, DUE_ON, MIDNIGHT)]


async def test_a_notice_that_was_overdue_when_its_conference_was_scheduled_is_told_of_24_00_of_its_due_day(
    make_side: MakeSide,
) -> None:
    """R7: whenever that day came to be, the event is of the midnight after it, and so are the books."""
    side = await make_side(at("2024-06-03 08:00"))
    await side.tell(written([scheduled(START, time="2024-06-03 08:00")], "2024-06-03 08:00"))
    await side.tick(at("2024-06-03 09:00"))
    said = await side.said("ObligationOverdue")
    notices = [fact for fact in said if fact["data"]["kind"].startswith("notice")]
    assert [fact["data"]["due_on"] for fact in notices] == ["2024-05-27"] * 2
    assert {datetime.fromisoformat(fact["time"]) for fact in notices} == {at("2024-05-28")}
    noted = "SELECT DISTINCT overdue_at FROM overdue_events WHERE deadline_id LIKE 'notice%'"
    assert await side.rows(noted) == [(at("2024-05-28"),)]


async def test_an_overdue_answer_is_told_once_however_often_the_ticker_ticks(june: DeadlinesSide) -> None:
    for minute in range(5):
        await june.tick(MIDNIGHT + timedelta(minutes=minute))
    assert len(await overdue_answers(june)) == 1


async def test_two_tickers_at_once_tell_it_once(june: DeadlinesSide) -> None:
    june.promised = MIDNIGHT, june.topics.ends()
    june.clock.not_before(MIDNIGHT)
    other = type(june.ticker)(june.bench, lambda: june.promised, june.laws)
    await asyncio.gather(june.ticker.tick(), other.tick(), june.ticker.tick(), other.tick())
    assert len(await overdue_answers(june)) == 1


async def test_what_is_told_says_whose_it_is_and_its_group_of_that_day(june: DeadlinesSide) -> None:
    await june.tell(written([reclassified("2024-06-10 09:00", "credit")], "2024-06-10 09:00"))
    await june.tell(written([reclassified("2024-06-15 00:30", "policy")], "2024-06-15 00:30"))
    await june.tick(at("2024-06-15 01:00"))
    (fact,) = await june.said("ResponseOverdue")
    assert fact["data"] == {
        "deadline_id": ANSWER, "kind": "petition_answer", "petition_id": "kn-1", "conference_id": "hn-1",
        "unit_id": "so-xay-dung", "group": "credit", "due_on": DUE_ON, "rule": "R11",
    }  # fmt: skip
    assert (fact["subject"], fact["source"]) == ("petition/kn-1", "/services/deadlines")


async def test_nothing_is_told_without_a_promise(june: DeadlinesSide) -> None:
    june.clock.not_before(MIDNIGHT)
    assert await june.ticker.tick() is None
    assert await overdue_answers(june) == []


async def test_nothing_is_told_while_a_promised_fact_is_not_followed_yet(june: DeadlinesSide) -> None:
    """An answer in time lies on the topic: an accusation now would be false."""
    (answer,) = written([answered("2024-06-14 16:00")], "2024-06-14 16:00")
    late_to_arrive = june.topics.put(answer)
    assert await june.tick(at("2024-06-15 08:00")) is None
    assert await overdue_answers(june) == []
    await june.take([late_to_arrive])
    await june.fold()
    assert await june.tick(at("2024-06-15 08:00")) == 0
    assert await overdue_answers(june) == []


async def test_nothing_is_told_of_what_is_marked_and_not_folded_yet(june: DeadlinesSide) -> None:
    await june.follow(written([answered("2024-06-14 16:00")], "2024-06-14 16:00"))
    assert await june.tick(at("2024-06-15 08:00")) == 0
    assert await overdue_answers(june) == []


async def test_a_rescheduling_that_is_not_folded_yet_protects_the_petitions_of_the_conference(
    june: DeadlinesSide,
) -> None:
    """R15."""
    await june.follow(written([rescheduled("2024-06-04 09:00", "2024-06-20 14:00")], "2024-06-04 09:00"))
    await june.tick(at("2024-06-15 08:00"))
    assert await overdue_answers(june) == []
    await june.fold()
    await june.tick(at("2024-06-15 08:01"))
    assert await overdue_answers(june) == []


@pytest.mark.parametrize("parked", ["petition/kn-1", "conference/hn-1"])
async def test_nothing_is_told_of_a_subject_whose_facts_are_held_back(
    june: DeadlinesSide, parked: str
) -> None:
    await june.run("UPDATE followed SET parked = true WHERE subject = $1", parked)
    await june.tick(at("2024-06-15 08:00"))
    assert await overdue_answers(june) == []
    await june.run("UPDATE followed SET parked = false")
    await june.tick(at("2024-06-15 08:00"))
    assert len(await overdue_answers(june)) == 1


async def test_an_answer_of_the_last_minute_is_in_time(june: DeadlinesSide) -> None:
    await june.tell(written([answered(MIDNIGHT - timedelta(seconds=1))], "2024-06-15 00:00"))
    await june.tick(at("2024-06-20"))
    assert await overdue_answers(june) == []


async def test_a_late_answer_leaves_the_overdue_event_and_is_told_to_be_late(june: DeadlinesSide) -> None:
    await june.tick(MIDNIGHT)
    await june.tell(written([answered("2024-06-15 00:01")], "2024-06-15 00:01"))
    (met,) = await june.said("DeadlineMet")
    assert met["data"]["late"] is True
    assert await june.said("OverdueRetracted") == []


async def test_soft_deadlines_are_never_called_a_breach(june: DeadlinesSide) -> None:
    """R8, R18."""
    await june.tell(written([held("2024-06-05 17:00")], "2024-06-05 17:00"))
    await june.tick(at("2024-07-05"))
    await june.fold()
    await june.tick(at("2024-07-05 00:01"))
    kinds = {fact["data"]["kind"] for fact in await june.said("ObligationOverdue")}
    assert kinds == {"notice_portal", "notice_one_stop_desk", "result_report"}
    listed = (await june.get("/api/deadlines", state="overdue", kind="conclusion_notice")).json()
    assert [(item["kind"], item["soft"]) for item in listed["items"]] == [("conclusion_notice", True)]


async def test_what_is_still_to_come_is_told_when_its_midnight_has_passed(june: DeadlinesSide) -> None:
    """R17: the result report is owed once the start day is past."""
    deadline = "result_report:hn-1"
    told = {fact["data"]["deadline_id"] for fact in await june.said("DeadlineSet")}
    assert deadline not in told
    await june.tick(at("2024-06-07"))
    await june.fold()
    (fact,) = [f for f in await june.said("DeadlineSet") if f["data"]["deadline_id"] == deadline]
    assert fact["data"]["due_on"] == DUE_ON


async def test_a_withdrawal_before_the_day_is_over_voids_and_nothing_is_told(june: DeadlinesSide) -> None:
    await june.tell(written([withdrawn("2024-06-14 20:00")], "2024-06-14 20:00"))
    await june.tick(at("2024-06-20"))
    assert await overdue_answers(june) == []
    (voided,) = await june.said("DeadlineVoided")
    assert voided["data"]["reason"] == "withdrawn"


async def test_the_yearly_obligations_of_every_obliged_unit_are_reckoned_at_first_start(
    make_side: MakeSide,
) -> None:
    """R1, R2, R4: 33 units owe 2024's minimum; nothing of it is told before the year is over."""
    side = await make_side(at("2024-06-03 10:00"))
    await side.ticker.begin()
    await side.fold()
    found = await side.rows("SELECT count(*) FROM deadlines WHERE kind = 'minimum_conferences'")
    assert found == [(33,)]
    await side.tick(at("2025-01-01") - timedelta(seconds=1))
    assert await side.said("ObligationOverdue") == []
    await side.tick(at("2025-01-01"))
    await side.fold()
    await side.tick(at("2025-01-01 00:01"))
    assert len(await side.said("ObligationOverdue")) == 33
    plans = await side.rows(
        "SELECT count(*) FROM deadlines WHERE kind = 'annual_plan' AND due_on = '2025-03-31'"
    )
    assert plans[0][0] > 20


async def test_whoever_waits_sees_what_is_left(june: DeadlinesSide) -> None:
    await june.tick(at("2024-06-03 11:00"))
    assert not await june.left()
    await june.follow(written([held("2024-06-05 17:00")], "2024-06-05 17:00"))
    assert (await june.left())["mark"] > 0
    await june.fold()
    await june.run("UPDATE followed SET parked = true")
    await june.tick(MIDNIGHT)
    assert (await june.left())["overdue"] > 0
    await june.run("UPDATE followed SET parked = false")
    # The midnights until then have marked what is owed since.
    await june.fold()
    await june.tick(MIDNIGHT)
    assert (await june.left())["overdue"] == 0


async def test_a_record_that_is_no_fact_is_set_aside_and_stops_nobody(june: DeadlinesSide) -> None:
    topic = FACTS["petitions"]
    log = june.topics.log[topic, 0]
    log.append(Record(topic, 0, len(log), b"x", b"{"))
    await june.take(log[-1:])
    await june.tick(MIDNIGHT)
    assert len(await overdue_answers(june)) == 1


async def test_a_ticker_that_follows_another_says_no_age_of_its_own(june: DeadlinesSide) -> None:
    metrics.TICKER_AGE.set(150)

    async def no_age() -> bool:
        return REGISTRY.get_sample_value("doithoai_ticker_age_seconds") == 0

    async with leading(june.bench.engine, "ticker:deadlines"):
        following = asyncio.create_task(june.ticker.run())
        await until(no_age, 30)
        following.cancel()
