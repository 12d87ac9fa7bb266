"""A petition is followed by its code: state, due day and answer, nothing personal (R10, R11, R16, R23)."""

from typing import Any

import httpx
import pytest

from tests.builders.petition_events import HELPER, correcting, told
from tests.builders.problems import refused
from tests.builders.statements import statements
from tests.component.petitions.conftest import Petitions

PATH = "/api/petitions"
BODY = {
    "conference_id": "hn-1",
    "group": "land",
    "business": {"name": "Hộ bà Canary-7731", "kind": "household", "tax_code": "0987654321"},
    "content": "Kiến nghị về thủ tục thuê đất",
    "contact": {"phone": "0987654322"},
}
FILED_ON = "2025-06-02"


async def filed(petitions: Petitions, web: httpx.AsyncClient) -> tuple[str, str]:
    """A petition filed just now: its id and its tracking code."""
    await petitions.know()
    answer = (await web.post(PATH, json=BODY)).json()
    return answer["petition_id"], answer["tracking_code"]


async def shown(web: httpx.AsyncClient, code: str) -> dict[str, Any]:
    answer = await web.get(f"{PATH}/track/{code}")
    assert answer.status_code == 200, answer.text
    assert not any(secret in answer.text for secret in ("anary", "0987654321", "0987654322"))
    return answer.json()


async def test_a_petition_just_filed_is_pending_and_not_yet_due(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    petition_id, code = await filed(petitions, web)
    found = await shown(web, code)
    assert found.items() >= {
        "petition_id": petition_id, "conference_id": "hn-1", "group": "land", "state": "pending",
        "received_on": FILED_ON, "due_on": None, "answer": None, "refusal": None,
    }.items()  # fmt: skip
    assert await shown(web, f" {code.lower()} ") == found
    assert (await web.get(f"{PATH}/{petition_id}")).json() == found


async def test_an_answer_and_a_refusal_without_effect_stand_in_the_history_alone(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    await petitions.take(
        told("PetitionReceived", "2024-05-20 09:00"), told("PetitionAnswered", "2024-05-24 09:00")
    )
    assert (await web.get(f"{PATH}/kn-1")).json()["answer"] is not None
    # Each comes later than the act that it leaves without effect.
    await petitions.take(told("PetitionRefused", "2024-05-23 09:00", reason="complaint"))
    found = (await web.get(f"{PATH}/kn-1")).json()
    assert (found["state"], found["answer"], found["refusal"]) == ("refused", None, "complaint")
    await petitions.take(told("PetitionWithdrawn", "2024-05-22 09:00"))
    found = (await web.get(f"{PATH}/kn-1")).json()
    assert (found["state"], found["answer"], found["refusal"]) == ("withdrawn", None, None)
    assert [each["act"] for each in found["history"]] == [
        "PetitionReceived", "PetitionWithdrawn", "PetitionRefused", "PetitionAnswered",
    ]  # fmt: skip


async def test_the_due_day_is_what_deadlines_last_said(petitions: Petitions, web: httpx.AsyncClient) -> None:
    petition_id, code = await filed(petitions, web)
    await petitions.due("DeadlineSet", petition_id, "2025-06-11")
    assert (await shown(web, code))["due_on"] == "2025-06-11"
    await petitions.due(
        "DeadlineMoved", petition_id, "2025-06-20", **{"from": "2025-06-11", "reason": "extended"}
    )
    found = await shown(web, code)
    assert found["due_on"] == "2025-06-20"
    assert [day["state"] for day in found["deadlines"]] == ["open"]
    await petitions.due("DeadlineMet", petition_id, "2025-06-20", late=False)
    assert [(day["state"], day["late"]) for day in (await shown(web, code))["deadlines"]] == [("met", False)]
    await petitions.due(
        "DeadlineMoved", petition_id, "2025-06-23", **{"from": "2025-06-20", "reason": "calendar"}
    )
    found = await shown(web, code)
    assert [(day["due_on"], day["state"]) for day in found["deadlines"]] == [("2025-06-23", "met")]


SET, LATE = ("DeadlineSet", "2025-06-11", {}), ("DeadlineMet", "2025-06-11", {"late": True})
MOVED = ("DeadlineMoved", "2025-06-12", {"from": "2025-06-11", "reason": "recounted"})


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize(
    ("facts", "stands"),
    [
        ([SET, LATE, MOVED], ("met", True, "2025-06-12")),
        # The answer was taken back: what is owed again is neither in time nor late.
        ([SET, LATE, SET], ("open", None, "2025-06-11")),
        ([SET, LATE, MOVED, ("DeadlineVoided", "2025-06-12", {})], ("void", None, "2025-06-12")),
    ],
)
async def test_a_due_day_is_shown_as_all_that_was_told_of_it_left_it_in_whatever_batches(
    petitions: Petitions,
    web: httpx.AsyncClient,
    facts: list[tuple[str, str, dict[str, Any]]],
    stands: object,
    apart: bool,
) -> None:
    petition_id, code = await filed(petitions, web)
    records = [petitions.said_due(name, petition_id, due_on, **more) for name, due_on, more in facts]
    for batch in [[record] for record in records] if apart else [records]:
        with statements() as sent:
            await petitions.follower.take(batch)
        # Only what a move leaves as it was has to be read.
        reads = [one for one in sent if one.startswith("SELECT") and "due_days" in one]
        assert len(reads) == (batch == [records[2]] and facts[2] == MOVED)
    (day,) = (await shown(web, code))["deadlines"]
    assert (day["state"], day["late"], day["due_on"]) == stands


async def test_a_day_that_was_provisional_is_so_no_longer_once_deadlines_says_so(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    petition_id, code = await filed(petitions, web)
    for provisional in (True, False):
        await petitions.due("DeadlineSet", petition_id, "2025-06-11", provisional=provisional)
        (day,) = (await shown(web, code))["deadlines"]
        assert day["provisional"] is provisional


async def test_a_written_answer_is_due_beside_the_answer_and_other_deadlines_are_none_of_it(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    petition_id, code = await filed(petitions, web)
    await petitions.due(
        "DeadlineSet",
        petition_id,
        "2025-06-12",
        kind="written_answer",
        deadline_id=f"written_answer:{petition_id}",
    )
    await petitions.due("DeadlineSet", petition_id, "2025-06-11")
    await petitions.due(
        "DeadlineSet", petition_id, "2025-06-13", kind="result_report", deadline_id="result_report:hn-1"
    )
    found = await shown(web, code)
    assert found["due_on"] == "2025-06-11"
    assert [(day["kind"], day["due_on"]) for day in found["deadlines"]] == [
        ("petition_answer", "2025-06-11"), ("written_answer", "2025-06-12"),
    ]  # fmt: skip


async def test_an_answer_is_shown_as_it_was_given_last_and_corrected(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    """R16: whether it resolves the petition is said by the answer."""
    await petitions.know()
    first = told("PetitionAnswered", "2024-05-22 09:00", mode="at_conference", fully_resolved=False)
    second = told(
        "PetitionAnswered",
        "2024-05-23 09:00",
        content="Trả lời",
        document={"number": "1/A", "date": "2024-05-23"},
    )
    fixed = correcting(second, "2024-05-24 09:00", data=second["data"] | {"content": "Trả lời đúng"})
    await petitions.take(told("PetitionReceived", "2024-05-20 09:00"), second, first, fixed)
    found = (await web.get(f"{PATH}/kn-1")).json()
    assert found["state"] == "resolved"
    assert found["answer"] == {
        "mode": "written", "fully_resolved": True, "content": "Trả lời đúng",
        "document": {"number": "1/A", "date": "2024-05-23"}, "time": "2024-05-23T09:00:00+07:00",
    }  # fmt: skip
    assert [step["act"] for step in found["history"]] == [
        "PetitionReceived",
        "PetitionAnswered",
        "PetitionAnswered",
    ]


async def test_a_refused_petitioner_is_shown_the_reason(petitions: Petitions, web: httpx.AsyncClient) -> None:
    """R10."""
    await petitions.know()
    refusal = told("PetitionRefused", "2024-05-21 09:00", reason="denunciation")
    await petitions.take(told("PetitionReceived", "2024-05-20 09:00"), refusal)
    found = (await web.get(f"{PATH}/kn-1")).json()
    assert (found["state"], found["refusal"]) == ("refused", "denunciation")


async def test_the_state_follows_the_acts_of_everybody_entitled(
    petitions: Petitions, web: httpx.AsyncClient
) -> None:
    await petitions.know()
    await petitions.take(
        told("PetitionReceived", "2024-05-20 09:00"), told("PetitionTransferred", "2024-05-21 09:00")
    )
    assert (await web.get(f"{PATH}/kn-1")).json()["state"] == "transferred"
    await petitions.take(told("PetitionEscalated", "2024-05-22 09:00", HELPER))
    assert (await web.get(f"{PATH}/kn-1")).json()["state"] == "awaiting_direction"


@pytest.mark.parametrize(
    "path", ["kn-2", "track/AAAA-BBBB-CCCC", "KN%001", "track/%00", "x" * 65, "track/" + "é" * 300]
)
async def test_what_is_not_there_is_not_found(
    petitions: Petitions, web: httpx.AsyncClient, path: str
) -> None:
    await filed(petitions, web)
    refused(await web.get(f"{PATH}/{path}"), 404)
