"""A correction is taken in if its act could be told so now; a refused one leaves all as it is (R26, R29)."""

from typing import Any

import httpx
import pytest

from tests.builders.conference_events import ABOLISHED, ENTERPRISE, SUCCESSOR, correcting, told
from tests.component.notices.conftest import Notices

LATER = "2024-08-01T08:00:00+07:00"
SCHEDULED = told("ConferenceScheduled", "2024-05-02T08:00:00+07:00")
MADE = told("ParticipantRegistered", "2024-05-20T08:00:00+07:00")
NOTICE = told("NoticePosted", "2024-05-20T08:00:00+07:00")
HELD = told("ConferenceHeld", "2024-06-10T17:00:00+07:00")
CANCELLED = told("ConferenceCancelled", "2024-06-12T08:00:00+07:00")
MOVED = told("ConferenceRescheduled", "2024-06-14T08:00:00+07:00")
EARLY, STOPPED = "2024-05-01T08:00:00+07:00", "2024-06-13T08:00:00+07:00"
PLAN = told("AnnualPlanSubmitted", "2024-05-20T08:00:00+07:00", ABOLISHED, unit_id=ABOLISHED)


def moved(act: dict[str, Any], time: str) -> dict[str, Any]:
    return correcting(act, LATER, time=time)


REFUSED: list[tuple[str, list[dict[str, Any]], str, str]] = [
    ("a notice before the scheduling", [SCHEDULED, NOTICE, moved(NOTICE, EARLY)], "not_allowed",
     "as corrected: dated before the conference was scheduled at 2024-05-02"),
    ("a registration before the scheduling", [SCHEDULED, MADE, moved(MADE, EARLY)], "not_allowed",
     "as corrected: dated before the conference was scheduled at 2024-05-02"),
    ("held while cancelled", [SCHEDULED, HELD, CANCELLED, moved(HELD, STOPPED)], "not_allowed",
     "as corrected: the conference was cancelled at 2024-06-12"),
    ("a plan of a unit that was no more", [PLAN, moved(PLAN, "2025-03-01T00:00:00+07:00")], "unknown_unit",
     f"{ABOLISHED} was not valid on 2025-03-01"),
    ("ahead", [SCHEDULED, NOTICE, moved(NOTICE, "2026-01-01T00:00:00+07:00")], "in_the_future",
     "the corrected time is more than 5 minutes ahead"),
]  # fmt: skip
STATE = (
    "SELECT conference_id, starts_on::text, held, participants, registrations FROM conferences",
    "SELECT registration_id, registered_at FROM registrations",
    "SELECT event_id FROM acts ORDER BY subject, sequence",
)


@pytest.mark.parametrize(("why", "events", "reason", "detail"), REFUSED, ids=[row[0] for row in REFUSED])
@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one by one"])
async def test_a_refused_correction_changes_nothing_and_its_receipt_says_why(
    notices: Notices, why: str, events: list[dict[str, Any]], reason: str, detail: str, together: bool
) -> None:
    *before, correction = events
    if not together:
        await notices.take(*before)
    await notices.take(*events)
    found = await notices.rows(
        "SELECT outcome, reason, field, detail FROM receipts WHERE event_id = $1", correction["id"]
    )
    ((*said, told_detail),) = found
    assert said == ["rejected", reason, "time"], why
    assert told_detail.startswith(detail)
    assert {name for (name,) in await notices.rows(STATE[-1])} == {event["id"] for event in before}
    state = [await notices.rows(each) for each in STATE]
    await notices.take(correction)
    assert [await notices.rows(each) for each in STATE] == state


async def test_a_holding_is_moved_to_after_what_revived_its_conference(notices: Notices) -> None:
    correction = moved(HELD, "2024-06-14T08:00:00+07:00")
    await notices.take(SCHEDULED, HELD, CANCELLED, MOVED, correction)
    assert (await notices.receipts())[correction["id"]] == ("accepted", None)


async def test_a_registration_is_corrected_under_its_own_id_in_its_batch_and_after_it(
    notices: Notices,
) -> None:
    first = correcting(MADE, LATER, data={**MADE["data"], "attendees": 3})
    await notices.take(SCHEDULED, MADE, first)
    business = {"name": "Công ty TNHH Cửa Cấm", "kind": "enterprise"}
    whole = {**MADE["data"], "attendees": 4, "business": business, "contact": {"name": "Chị Cúc"}}
    await notices.take(correcting(MADE, "2024-08-02T08:00:00+07:00", data=whole))
    assert {outcome for outcome, _ in (await notices.receipts()).values()} == {"accepted"}
    said = "SELECT attendees, business->>'name', contact->>'name' FROM registrations"
    assert await notices.rows(said) == [(4, business["name"], "Chị Cúc")]


async def test_what_its_unit_may_not_do_waits_a_minute_and_the_act_stands(notices: Notices) -> None:
    scheduled = told("ConferenceScheduled", SCHEDULED["time"], SUCCESSOR, unit_id=ABOLISHED)
    notice = told("NoticePosted", NOTICE["time"], ABOLISHED)
    its_own = correcting(scheduled, LATER, data={**scheduled["data"], "unit_id": SUCCESSOR})
    correction = moved(notice, "2024-05-21T08:00:00+07:00")
    await notices.take(scheduled, notice, its_own, correction)
    await notices.keep_up(59)
    await notices.release()
    assert (await notices.receipts())[correction["id"]] == ("waiting", None)
    await notices.keep_up(1)
    await notices.release()
    assert (await notices.receipts())[correction["id"]] == ("rejected", "not_your_unit")
    assert {name for (name,) in await notices.rows(STATE[-1])} == {
        event["id"] for event in (scheduled, notice, its_own)
    }


async def test_a_conference_corrected_to_be_another_units_is_listed_under_it_and_registered_with_it(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    scheduled = told("ConferenceScheduled", SCHEDULED["time"], SUCCESSOR, unit_id=ABOLISHED)
    its_own = correcting(scheduled, LATER, data={**scheduled["data"], "unit_id": SUCCESSOR})
    path = "/api/notices/conferences"
    for event, unit_id, other in ((scheduled, ABOLISHED, SUCCESSOR), (its_own, SUCCESSOR, ABOLISHED)):
        await notices.take(event)
        listed = [
            (await web.get(path, params={"unit_id": each})).json()["items"] for each in (unit_id, other)
        ]
        assert [[item["unit_id"] for item in items] for items in listed] == [[unit_id], []]
        answer = await web.post(f"{path}/hn-1/registrations", json={"business": ENTERPRISE, "attendees": 2})
        assert answer.status_code == 201, answer.text
    acts = await notices.rows(
        "SELECT unit_id FROM acts WHERE name = 'ParticipantRegistered' ORDER BY sequence"
    )
    assert acts == [(ABOLISHED,), (SUCCESSOR,)]
