"""A correction is taken in if its act could be told so now; a refused one leaves all as it is (R23, R29)."""

from typing import Any

import pytest

from tests.builders.acts import at
from tests.builders.petition_events import HELPER, correcting, told
from tests.component.petitions.conftest import Petitions

LATER = "2024-05-30 09:00"
RECEIVED = told("PetitionReceived", "2024-05-20 09:00")
TRANSFER = told("PetitionTransferred", "2024-05-21 09:00", to=HELPER)
ANSWERED = told("PetitionAnswered", "2024-05-22 09:00")
HELPED = told("PetitionAnswered", "2024-05-22 10:00", HELPER)
REFUSED = told("PetitionRefused", "2024-05-24 09:00")
ACTS = "SELECT event_id FROM acts WHERE subject = 'petition/kn-1' ORDER BY sequence"
WHY = "SELECT outcome, reason, detail, field FROM receipts WHERE event_id = $1"


def moved(act: dict[str, Any], time: str, by: str = LATER) -> dict[str, Any]:
    return correcting(act, by, time=at(time).isoformat())


async def test_a_refused_correction_changes_nothing_and_its_receipt_says_why(petitions: Petitions) -> None:
    await petitions.know()
    early = moved(ANSWERED, "2024-05-20 08:00")
    await petitions.take(RECEIVED, ANSWERED, early)
    ((outcome, reason, detail, field),) = await petitions.rows(WHY, early["id"])
    assert (outcome, reason, field) == ("rejected", "not_allowed", "time")
    assert detail.startswith("as corrected: dated before the petition's reception at 2024-05-20")
    assert await petitions.rows(ACTS) == [(RECEIVED["id"],), (ANSWERED["id"],)]
    assert await petitions.rows("SELECT state FROM petitions") == [("resolved",)]
    # Its id is free: the same correction, made right, is another event.
    await petitions.take(moved(ANSWERED, "2024-05-20 10:00") | {"id": early["id"]})
    assert await petitions.rows(ACTS) == [(RECEIVED["id"],), (ANSWERED["id"],), (early["id"],)]


ONE_BATCH: list[tuple[str, list[dict[str, Any]], bool]] = [
    ("after a refusal beside it", [RECEIVED, ANSWERED, REFUSED, moved(ANSWERED, "2024-05-25 09:00")], False),
    ("after a refusal that was moved beside it",
     [RECEIVED, ANSWERED, REFUSED, moved(REFUSED, "2024-05-26 09:00"), moved(ANSWERED, "2024-05-25 09:00")],
     True),
    ("after a reception that was moved beside it",
     [RECEIVED, ANSWERED, moved(RECEIVED, "2024-05-18 09:00"), moved(ANSWERED, "2024-05-19 09:00")], True),
    ("before a transfer beside it", [RECEIVED, TRANSFER, HELPED, moved(HELPED, "2024-05-20 10:00")], False),
    ("after a transfer that was moved beside it",
     [RECEIVED, TRANSFER, HELPED, moved(TRANSFER, "2024-05-20 10:00"), moved(HELPED, "2024-05-20 11:00")],
     True),
    ("before its original", [RECEIVED, moved(ANSWERED, "2024-05-20 10:00"), ANSWERED], True),
    ("before its original, and too early", [RECEIVED, moved(ANSWERED, "2024-05-20 08:00"), ANSWERED], False),
]  # fmt: skip


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one by one"])
@pytest.mark.parametrize(("why", "events", "taken"), ONE_BATCH, ids=[why for why, _, _ in ONE_BATCH])
async def test_a_correction_is_judged_by_what_came_before_it_in_its_batch_too(
    petitions: Petitions, why: str, events: list[dict[str, Any]], taken: bool, together: bool
) -> None:
    await petitions.know()
    for batch in [events] if together else [[event] for event in events]:
        await petitions.take(*batch)
        await petitions.release()
    (last,) = [event for event in events if event["type"].endswith("EventCorrected.v1")][-1:]
    outcome, _ = (await petitions.receipts())[last["id"]]
    assert (outcome == "accepted") is taken, why
    assert (last["id"],) in await petitions.rows(ACTS) or not taken


async def test_what_its_unit_may_not_do_waits_a_minute_and_the_act_stands(petitions: Petitions) -> None:
    await petitions.know()
    early = moved(HELPED, "2024-05-20 10:00")
    await petitions.take(RECEIVED, TRANSFER, HELPED, early)
    await petitions.keep_up(59)
    await petitions.release()
    assert (await petitions.receipts())[early["id"]] == ("waiting", None)
    await petitions.keep_up(1)
    await petitions.release()
    ((outcome, reason, detail, _),) = await petitions.rows(WHY, early["id"])
    assert (outcome, reason) == ("rejected", "not_your_unit")
    assert detail == f"as corrected: {HELPER} is not entitled to this on a petition to so-giao-thong-van-tai"
    assert (early["id"],) not in await petitions.rows(ACTS)
    assert await petitions.rows("SELECT state FROM petitions") == [("resolved",)]


async def test_the_right_that_it_waits_for_may_still_come(petitions: Petitions) -> None:
    await petitions.know()
    early = moved(HELPED, "2024-05-20 11:00")
    await petitions.take(RECEIVED, TRANSFER, HELPED, early)
    await petitions.take(told("CoordinationRequested", "2024-05-20 10:00", with_=[HELPER]))
    await petitions.release()
    assert (await petitions.receipts())[early["id"]] == ("accepted", None)
