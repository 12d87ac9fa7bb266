"""A record is decided once, whoever holds it and however often it comes (at least once in, effects once)."""

import asyncio
from typing import Any

import pytest

from shared.messaging.inbound import Record
from shared.messaging.intake import Intake
from shared.messaging.portions import Portions
from shared.messaging.positions import Fenced, Skipped
from shared.messaging.release import Release
from tests.builders.envelopes import another_unit, encoded, envelope, petition
from tests.builders.out_of_step import put_out_of_step
from tests.builders.patience import grow_older
from tests.messaging.conftest import House, know_conference, know_deadline


def received(house: House, number: int, **more: Any) -> dict[str, Any]:
    return petition(house.unit_id, f"kn-{number}", "hn-1", **more)


async def facts(house: House) -> int:
    return (await house.rows("SELECT count(*) FROM outbox_records WHERE topic = 'doithoai.petitions.v1'"))[0][
        0
    ]


async def test_the_same_event_again_is_a_duplicate_and_another_under_its_id_a_conflict(house: House) -> None:
    first = received(house, 1)
    other_data = {**first, "data": {**first["data"], "group": "credit"}}
    other_time = {**first, "time": "2024-05-20T09:00:01+07:00"}
    same_moment = {**first, "time": "2024-05-20T02:00:00Z", "data": {**first["data"], "unknown": 1}}
    batch = [first, first, other_data, other_time, same_moment]
    await Intake(house.shop).take([house.record(n, encoded(e)) for n, e in enumerate(batch)])
    again = Intake(house.shop)
    await again.assigned([(house.topic, 0)])
    await again.take([house.record(5 + n, encoded(e)) for n, e in enumerate(batch)])
    outcomes = await house.outcomes()
    assert [outcomes[n] for n in range(10)] == [
        "accepted", "duplicate", "rejected", "rejected", "duplicate",
        "duplicate", "duplicate", "rejected", "rejected", "duplicate",
    ]  # fmt: skip
    reasons = {r[0] for r in await house.rows("SELECT reason FROM receipts WHERE outcome = 'rejected'")}
    assert reasons == {"conflicting_duplicate"}
    assert await facts(house) == 1


async def test_a_rejected_event_does_not_use_up_its_id(house: House) -> None:
    good = received(house, 1)
    bad = {**good, "data": {**good["data"], "group": "nothing"}}
    await Intake(house.shop).take([house.record(0, encoded(bad)), house.record(1, encoded(good))])
    assert await house.outcomes() == {0: "rejected", 1: "accepted"}


async def test_a_consumer_back_from_the_dead_is_fenced_and_decides_nothing(house: House) -> None:
    living, undead = Intake(house.shop), Intake(house.shop)
    for intake in (living, undead):
        await intake.assigned([(house.topic, 0)])
    records = [house.record(n, encoded(received(house, n))) for n in range(4)]
    await living.take(records)
    with pytest.raises(Fenced):
        await undead.take([house.record(n, encoded(received(house, 10 + n))) for n in range(2)])
    assert await facts(house) == 4
    await undead.assigned([(house.topic, 0)])
    await undead.take(records)
    assert await facts(house) == 4


async def test_records_read_twice_into_one_batch_are_decided_once_and_in_order(house: House) -> None:
    """Kafka gives partitions out anew while a batch is gathered: the reader goes back, and reads again."""
    records = [house.record(n, encoded(received(house, n))) for n in range(6)]
    await Intake(house.shop).take([*records[:3], *records[:3]])
    again = Intake(house.shop)
    await again.assigned([(house.topic, 0)])
    await again.take([*records[4:], *records[:5]])
    assert await house.outcomes() == dict.fromkeys(range(6), "accepted")
    assert await facts(house) == 6


async def test_a_batch_that_is_decided_in_portions_is_decided_whole_and_once(house: House) -> None:
    intake = Intake(house.shop)
    intake.portions = Portions(first=2)
    await intake.assigned([(house.topic, 0)])
    await intake.take([house.record(n, encoded(received(house, n))) for n in range(5)])
    assert await house.outcomes() == dict.fromkeys(range(5), "accepted")
    assert await facts(house) == 5


async def test_what_takes_too_long_is_left_to_come_again_beside_what_others_have_sent(house: House) -> None:
    intake = Intake(house.shop)
    intake.portions = Portions(first=2, enough_s=0)
    records = [house.record(n, encoded(received(house, n))) for n in range(5)]
    await intake.assigned([(house.topic, 0)])
    with pytest.raises(Skipped):
        await intake.take(records)
    assert await house.outcomes() == dict.fromkeys(range(2), "accepted")
    # What was quick lets twice as many be taken the next time.
    await intake.assigned([(house.topic, 0)])
    await intake.take(records)
    assert await house.outcomes() == dict.fromkeys(range(5), "accepted")
    assert await facts(house) == 5


@pytest.mark.parametrize("word", ["fetch", "execute"], ids=["of our own", "of SQLAlchemy's, that begins"])
async def test_a_record_is_not_set_aside_for_a_connection_that_is_out_of_step(
    house: House, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    """The record is decided on another."""
    out_of_step = put_out_of_step(monkeypatch, word)
    await Intake(house.shop).take([house.record(0, encoded(received(house, 1)))])
    assert len(out_of_step) == 1
    assert out_of_step[0].is_closed()
    assert await house.outcomes() == {0: "accepted"}


async def test_two_consumers_that_hold_the_same_records_decide_each_once(house: House) -> None:
    async def insist(intake: Intake) -> None:
        for start in range(0, 40, 5):
            records = [house.record(n, encoded(events[n])) for n in range(start, start + 5)]
            while True:
                try:
                    await intake.take(records)
                    break
                except (Fenced, Skipped):
                    await intake.assigned([(house.topic, 0)])

    events = [received(house, n) for n in range(40)]
    await asyncio.gather(insist(Intake(house.shop)), insist(Intake(house.shop)), insist(Intake(house.shop)))
    assert await facts(house) == 40
    assert list((await house.outcomes()).values()) == ["accepted"] * 40


async def test_records_that_were_handed_out_and_not_decided_are_not_skipped(house: House) -> None:
    intake = Intake(house.shop)
    await intake.assigned([(house.topic, 0)])
    later = [house.record(3, encoded(received(house, 3)))]
    with pytest.raises(Skipped):
        await intake.take(later)
    # After seeking back the same hole is in the log itself: what retention took can't be waited for.
    await intake.take(later)
    assert await house.outcomes() == {3: "accepted"}


async def test_an_act_that_came_before_its_petition_waits_for_it_and_is_then_decided(house: House) -> None:
    act = envelope(
        "PetitionReclassified",
        house.unit_id,
        {"petition_id": "kn-1", "group": "credit"},
        "2024-05-21T09:00:00Z",
    )
    intake = Intake(house.shop)
    await intake.take([house.record(0, encoded(act)), house.record(1, encoded(act))])
    assert await house.outcomes() == {0: "waiting", 1: "duplicate"}
    assert await Release(house.shop).once() == 0
    await intake.take([house.record(2, encoded(received(house, 1)))])
    assert await Release(house.shop).once() == 1
    assert await house.outcomes() == {0: "accepted", 1: "duplicate", 2: "accepted"}
    assert await house.rows("SELECT 1 FROM waiting") == []
    sent = await house.rows(
        "SELECT convert_from(value, 'UTF8')::jsonb->>'outcome' FROM outbox_records "
        "WHERE topic LIKE '%receipts%' ORDER BY id"
    )
    assert [row[0] for row in sent] == ["waiting", "duplicate", "accepted", "accepted"]


async def test_a_petition_waits_for_its_conference(house: House) -> None:
    await Intake(house.shop).take([house.record(0, encoded(petition(house.unit_id, "kn-1", "hn-2")))])
    assert await house.outcomes() == {0: "waiting"}
    await know_conference(house, "hn-2", offset=1)
    assert await Release(house.shop).once() == 1
    assert await house.outcomes() == {0: "accepted"}


@pytest.mark.parametrize(("hours", "outcome"), [(23.9, "waiting"), (24.0, "rejected")])
async def test_what_waits_in_vain_is_an_unknown_subject_after_a_day_of_keeping_up(
    house: House, hours: float, outcome: str
) -> None:
    early = encoded(petition(house.unit_id, "kn-1", "hn-never"))
    intake = Intake(house.shop)
    await intake.take([house.record(0, early)])
    await grow_older(house.engine, hours * 3600)
    await Release(house.shop).once()
    assert await house.outcomes() == {0: outcome}
    if outcome == "rejected":
        assert (await house.rows("SELECT reason, original FROM receipts"))[0] == ("unknown_subject", early)
        # Its id is free again.
        await intake.take([house.record(1, encoded(petition(house.unit_id, "kn-1", "hn-1")))])
        assert (await house.outcomes())[1] == "accepted"


@pytest.mark.parametrize(("seconds", "outcome"), [(59.0, "waiting"), (60.0, "rejected")])
async def test_a_unit_that_is_not_entitled_waits_a_minute_for_its_right(
    house: House, seconds: float, outcome: str
) -> None:
    intake = Intake(house.shop)
    await intake.take([house.record(0, encoded(received(house, 1)))])
    other = another_unit(house.unit_id)
    answer = {"petition_id": "kn-1", "mode": "written", "fully_resolved": True}
    foreign = house.record(
        0, encoded(envelope("PetitionAnswered", other, answer, "2024-06-12T09:00:00+07:00"))
    )
    await intake.take([type(foreign)(f"doithoai.inbound.{other}.petitions", 0, 0, None, foreign.value)])
    await grow_older(house.engine, seconds)
    await Release(house.shop).once()
    found = await house.rows("SELECT outcome, reason FROM receipts WHERE topic LIKE $1", f"%.{other}.%")
    assert tuple(found[0]) == (outcome, "not_your_unit" if outcome == "rejected" else None)


async def test_what_others_say_of_a_subject_wakes_nobody_who_waits_for_it(house: House) -> None:
    intake = Intake(house.shop)
    await intake.take([house.record(0, encoded(received(house, 1)))])
    other = another_unit(house.unit_id)
    answer = {"petition_id": "kn-1", "mode": "written", "fully_resolved": True}
    foreign = encoded(envelope("PetitionAnswered", other, answer, "2024-06-12T09:00:00+07:00"))
    await intake.take([Record(f"doithoai.inbound.{other}.petitions", 0, 0, None, foreign)])
    for sequence in (1, 2, 3):
        await know_deadline(house, "kn-1", sequence)
    assert await Release(house.shop).once() == 0
    passed_on = {"petition_id": "kn-1", "to": other}
    transfer = envelope("PetitionTransferred", house.unit_id, passed_on, "2024-06-11T09:00:00+07:00")
    await intake.take([house.record(1, encoded(transfer))])
    assert await Release(house.shop).once() == 1
    found = await house.rows("SELECT outcome FROM receipts WHERE topic LIKE $1", f"%.{other}.%")
    assert found[0][0] == "accepted"


async def test_no_fact_carries_a_contact_or_a_households_name(house: House) -> None:
    household = {"name": "Hộ bà Canary-7731", "kind": "household", "tax_code": "0987654321"}
    contact = {"name": "Canary-8842", "phone": "0987654322", "email": "canary@example.invalid"}
    event = received(house, 1, business=household, contact=contact)
    correction = {"corrects": event["id"], "data": event["data"], "reason": "ghi nhầm"}
    corrected = envelope("EventCorrected", house.unit_id, correction, "2024-05-22T09:00:00+07:00")
    await Intake(house.shop).take([house.record(0, encoded(event)), house.record(1, encoded(corrected))])
    assert await house.outcomes() == {0: "accepted", 1: "accepted"}
    values = [bytes(row[0]).decode() for row in await house.rows("SELECT value FROM outbox_records")]
    assert len(values) == 4
    for secret in ("Canary", "canary", "0987654321", "0987654322"):
        assert not any(secret in value for value in values)
    assert sum('"business":{"kind":"household"}' in value for value in values) == 2
