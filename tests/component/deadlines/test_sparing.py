"""Is what was not owed after all told to be void as of the act that spares it (R8, R17)?"""

from datetime import datetime
from typing import Any

import pytest

from shared.dialogue.acts import Act
from tests.builders.acts import at, cancelled, received, rescheduled, scheduled
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import MakeSide
from tests.component.deadlines.test_ticker import written

LATER = "2024-06-20 08:00"
AFTERWARDS = ("result_report:hn-1", "conclusion_notice:hn-1")
STOP_REPORT = "stop_or_postpone_report:hn-1:1"


@pytest.fixture
async def past(make_side: MakeSide) -> DeadlinesSide:
    """A conference of 5/6 of which nothing was told but its scheduling; its report is told to be overdue."""
    side = await make_side(at("2024-05-02 09:00"))
    await side.tell(written([scheduled("2024-06-05 14:00", time="2024-05-02 08:00")], "2024-05-02 08:00"))
    for day in ("2024-06-01", "2024-06-06", "2024-06-15"):
        await side.tick(at(day))
        await side.fold()
    side.clock.not_before(at(LATER))
    return side


async def said(side: DeadlinesSide, name: str, *of: str) -> dict[str, Any]:
    return {f["data"]["deadline_id"]: f for f in await side.said(name) if f["data"]["deadline_id"] in of}


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (cancelled("2024-05-28 10:00"), "cancelled"),
        (rescheduled("2024-05-28 10:00", "2024-12-20 14:00"), "rescheduled"),
    ],
    ids=["cancelled", "rescheduled"],
)
async def test_what_was_stopped_in_time_and_told_late_is_void_and_taken_back_as_of_that_act(
    past: DeadlinesSide, act: Act, reason: str
) -> None:
    assert list(await said(past, "ObligationOverdue", *AFTERWARDS)) == ["result_report:hn-1"]
    await past.tell(written([act], LATER))
    voided = await said(past, "DeadlineVoided", *AFTERWARDS)
    back = await said(past, "OverdueRetracted", *AFTERWARDS)
    assert (set(voided), set(back)) == (set(AFTERWARDS), {"result_report:hn-1"})
    for fact in (*voided.values(), *back.values()):
        assert datetime.fromisoformat(fact["time"]) == at("2024-05-28 10:00")
        assert fact["causationid"] == act.event_id
    assert {fact["data"]["reason"] for fact in voided.values()} == {reason}


async def test_whoever_had_come_in_time_spares_the_report_of_stopping_as_of_then(past: DeadlinesSide) -> None:
    """R8."""
    assert await said(past, "DeadlineSet", STOP_REPORT)
    await past.tell(written([received("2024-05-20 09:00")], LATER))
    (fact,) = (await said(past, "DeadlineVoided", STOP_REPORT)).values()
    assert datetime.fromisoformat(fact["time"]) == at("2024-05-20 09:00")
    assert fact["data"]["reason"] == "petition_or_registration"
