"""What units tell is decided once, whatever the order it comes in, and kept with its conference (R23)."""

import random
from typing import Any

import pytest

from tests.builders.conference_events import DEPARTMENT, STRANGER, correcting, told, unsaying
from tests.component.notices.conftest import Notices

MAY, LATER = "2024-05-02T08:00:00+07:00", "2024-05-20T08:00:00+07:00"
TWO_CONFERENCES = [told("ConferenceScheduled", MAY), told("ConferenceScheduled", MAY, conference_id="hn-2")]


def story() -> list[dict[str, Any]]:
    """A conference from its scheduling to its report, with a plan, and a correction of each kind of thing."""
    scheduled = told("ConferenceScheduled", MAY)
    first = told("ParticipantRegistered", LATER)
    plan = told("AnnualPlanSubmitted", "2025-03-20T08:00:00+07:00")
    held = told("ConferenceHeld", "2024-07-10T17:00:00+07:00", participants=12)
    recount = correcting(held, "2024-07-11T08:00:00+07:00", data={**held["data"], "participants": 21})
    return [
        scheduled,
        told("NoticePosted", LATER),
        first,
        told("ParticipantRegistered", "2024-05-21T08:00:00+07:00", registration_id="dk-2"),
        correcting(first, "2024-05-22T08:00:00+07:00", data={**first["data"], "attendees": 5}),
        told("ConferenceRescheduled", "2024-06-03T08:00:00+07:00"),
        held,
        recount,
        correcting(recount, "2024-07-12T08:00:00+07:00", data={**held["data"], "participants": 22}),
        told("ConclusionPublished", "2024-07-15T08:00:00+07:00"),
        told("ResultReportFiled", "2024-07-16T08:00:00+07:00"),
        plan,
        correcting(plan, "2025-03-21T08:00:00+07:00", data={**plan["data"], "year": 2026}),
    ]


async def state(notices: Notices) -> tuple[list[Any], ...]:
    """All that is derived from the acts, without the moments of writing."""
    return (
        await notices.rows(
            "SELECT conference_id, unit_id, starts_on, held, participants, registrations FROM conferences"
        ),
        await notices.rows("SELECT registration_id, attendees FROM registrations ORDER BY 1"),
    )


@pytest.mark.parametrize("seed", range(6))
async def test_any_order_of_arrival_and_any_repetition_leads_to_the_same_state(
    notices: Notices, seed: int
) -> None:
    chance, events = random.Random(seed), story()
    arriving = events * 2 if seed else events
    if seed:
        chance.shuffle(arriving)
    for start in range(0, len(arriving), 4):
        await notices.take(*arriving[start : start + 4])
        await notices.release()
    conferences, registrations = await state(notices)
    assert [(*row[:2], str(row[2]), *row[3:]) for row in conferences] == [
        ("hn-1", DEPARTMENT, "2024-07-10", True, 22, 2)
    ]
    assert registrations == [("dk-1", 5), ("dk-2", 2)]
    assert await notices.rows("SELECT 1 FROM waiting") == []
    facts = await notices.rows("SELECT count(*) FROM outbox_records WHERE topic = 'doithoai.conferences.v1'")
    assert facts == [(len(events),)]


async def test_the_same_event_is_a_duplicate_and_another_under_its_id_a_conflict(notices: Notices) -> None:
    scheduled = told("ConferenceScheduled", MAY)
    other = {**scheduled, "data": {**scheduled["data"], "venue": "Nhà hát"}}
    await notices.take(scheduled, scheduled, other)
    outcomes = await notices.rows('SELECT outcome, reason FROM receipts ORDER BY "offset"')
    assert outcomes == [("accepted", None), ("duplicate", None), ("rejected", "conflicting_duplicate")]


async def test_what_came_before_its_conference_is_accepted_when_that_has_come(notices: Notices) -> None:
    notice, scheduled = told("NoticePosted", LATER), told("ConferenceScheduled", MAY)
    await notices.take(notice)
    assert await notices.receipts() == {notice["id"]: ("waiting", None)}
    await notices.take(scheduled)
    await notices.release()
    assert await notices.receipts() == {notice["id"]: ("accepted", None), scheduled["id"]: ("accepted", None)}
    facts = await notices.rows(
        "SELECT name, sequence FROM acts WHERE subject = 'conference/hn-1' ORDER BY sequence"
    )
    assert facts == [("ConferenceScheduled", 1), ("NoticePosted", 2)]


@pytest.mark.parametrize(
    ("event", "patience", "reason", "field"),
    [
        (
            told("NoticePosted", LATER, conference_id="hn-2"),
            24 * 3600,
            "unknown_subject",
            "conference_id",
        ),
        (told("NoticePosted", LATER, STRANGER), 60, "not_your_unit", "conference_id"),
        (told("ConferenceScheduled", MAY, STRANGER, conference_id="hn-3"), 60, "not_your_unit", "unit_id"),
        (told("AnnualPlanSubmitted", MAY, STRANGER), 60, "not_your_unit", "unit_id"),
    ],
    ids=["no such conference", "another's conference", "scheduled for another", "planned for another"],
)
async def test_what_waited_in_vain_is_rejected_by_its_field_and_its_id_is_free_again(
    notices: Notices, event: dict[str, Any], patience: float, reason: str, field: str
) -> None:
    await notices.take(told("ConferenceScheduled", MAY), event)
    await notices.keep_up(patience - 1)
    await notices.release()
    assert (await notices.receipts())[event["id"]] == ("waiting", None)
    await notices.keep_up(1)
    await notices.release()
    assert (await notices.receipts())[event["id"]] == ("rejected", reason)
    assert await notices.rows("SELECT field FROM receipts WHERE event_id = $1", event["id"]) == [(field,)]
    assert await notices.rows("SELECT 1 FROM inbox WHERE event_id = $1", event["id"]) == []


async def test_a_correction_that_comes_first_waits_for_what_it_corrects(notices: Notices) -> None:
    scheduled, made = (
        told("ConferenceScheduled", MAY),
        told("ParticipantRegistered", LATER),
    )
    first = correcting(made, "2024-05-21T08:00:00+07:00", data={**made["data"], "attendees": 7})
    second = correcting(first, "2024-05-22T08:00:00+07:00", data={**made["data"], "attendees": 9})
    await notices.take(scheduled, second, first)
    assert (await notices.receipts())[second["id"]] == ("waiting", None)
    await notices.take(made)
    await notices.release()
    assert {outcome for outcome, _ in (await notices.receipts()).values()} == {"accepted"}
    assert await notices.rows("SELECT attendees FROM registrations") == [(9,)]


async def test_a_correction_cannot_move_what_an_earlier_batch_took_in(notices: Notices) -> None:
    notice = told("NoticePosted", LATER)
    await notices.take(
        told("ConferenceScheduled", MAY), told("ConferenceScheduled", MAY, conference_id="hn-2"), notice
    )
    moved = correcting(notice, "2024-05-21T08:00:00+07:00", data={**notice["data"], "conference_id": "hn-2"})
    await notices.take(moved)
    assert (await notices.receipts())[moved["id"]] == ("rejected", "invalid_data")
    assert await notices.rows("SELECT field FROM receipts WHERE event_id = $1", moved["id"]) == [
        ("data.conference_id",)
    ]


async def test_a_registration_id_that_an_earlier_batch_took_is_not_given_again(notices: Notices) -> None:
    made = told("ParticipantRegistered", LATER)
    again = told("ParticipantRegistered", LATER, conference_id="hn-2")
    await notices.take(
        told("ConferenceScheduled", MAY), told("ConferenceScheduled", MAY, conference_id="hn-2"), made
    )
    await notices.take(again)
    assert (await notices.receipts())[again["id"]] == ("rejected", "not_allowed")


async def test_no_fact_carries_a_contact_or_a_households_name(notices: Notices) -> None:
    household = {"name": "Hộ bà Canary-7731", "kind": "household", "tax_code": "0987654321"}
    contact = {"name": "Canary-8842", "phone": "0987654322", "email": "canary@example.invalid"}
    made = told("ParticipantRegistered", LATER, business=household, contact=contact)
    corrected = correcting(made, "2024-05-21T08:00:00+07:00", data={**made["data"], "attendees": 1})
    await notices.take(told("ConferenceScheduled", MAY), made, corrected)
    kept = await notices.rows("SELECT business->>'name', contact->>'phone' FROM registrations")
    assert kept == [("Hộ bà Canary-7731", "0987654322")]
    published = [bytes(value).decode() for (value,) in await notices.rows("SELECT value FROM outbox_records")]
    assert len(published) == 6
    for secret in ("anary", "0987654321", "0987654322"):
        assert not any(secret in value for value in published)
    assert sum('"business":{"kind":"household"}' in value for value in published) == 2


async def test_a_registration_taken_back_is_counted_no_more_and_counted_again_once_it_is_given_back(
    notices: Notices,
) -> None:
    made, other = (told("ParticipantRegistered", LATER, registration_id=f"dk-{n}") for n in (1, 2))
    gone = unsaying(made, "2024-05-21T08:00:00+07:00")
    back = correcting(made, "2024-05-22T08:00:00+07:00", data={**made["data"], "attendees": 5})
    standing = "SELECT registration_id, attendees FROM registrations WHERE NOT taken_back ORDER BY 1"
    counted = "SELECT registrations FROM conferences"
    await notices.take(told("ConferenceScheduled", MAY), other, made, gone)
    assert await notices.rows(standing) == [("dk-2", 2)]
    assert await notices.rows(counted) == [(1,)]
    again = told("ParticipantRegistered", LATER, registration_id="dk-1")
    await notices.take(again)
    assert (await notices.receipts())[again["id"]] == ("rejected", "not_allowed")
    await notices.take(back)
    assert await notices.rows(standing) == [("dk-1", 5), ("dk-2", 2)]
    assert await notices.rows(counted) == [(2,)]
