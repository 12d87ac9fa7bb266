"""Officers list petitions, oldest first, by unit, state, group or conference, page by page (R23, R28)."""

from typing import Any

import httpx
import pytest

from shared.web import cursors
from tests.builders.petition_events import OFFICE, OWNER, STRANGER, scheduling_of, told
from tests.builders.problems import refused
from tests.builders.statements import statements
from tests.component.petitions.conftest import Petitions

PATH = "/api/petitions"
EVERYTHING = (None, None, None, None)


@pytest.fixture
async def ten(petitions: Petitions) -> Petitions:
    """kn-0 … kn-9: every second to another unit, every third on credit, the last three at one moment."""
    await petitions.know("hn-1")
    await petitions.know("hn-2", unit=STRANGER)
    events: list[dict[str, Any]] = []
    for number in range(10):
        unit, conference_id = ((OWNER, "hn-1"), (STRANGER, "hn-2"))[number % 2]
        group = "credit" if number % 3 == 0 else "land"
        time = f"2024-05-2{min(number, 7)} 09:00"
        events.append(
            told(
                "PetitionReceived",
                time,
                unit,
                petition_id=f"kn-{number}",
                conference_id=conference_id,
                group=group,
            )
        )
    events.append(told("PetitionAnswered", "2024-05-25 09:00", petition_id="kn-2"))
    events.append(told("PetitionReclassified", "2024-05-25 09:00", petition_id="kn-4", group="credit"))
    await petitions.take(*events)
    assert {outcome for outcome, _ in (await petitions.receipts()).values()} == {"accepted"}
    return petitions


async def ids(web: httpx.AsyncClient, **parameters: Any) -> list[int]:
    answer = await web.get(PATH, params=parameters)
    assert answer.status_code == 200, answer.text
    return [int(item["petition_id"].removeprefix("kn-")) for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ({"unit_id": STRANGER}, [1, 3, 5, 7, 9]),
        ({"state": "resolved"}, [2]),
        ({"state": "withdrawn"}, []),
        ({"group": "credit"}, [0, 3, 4, 6, 9]),
        ({"conference_id": "hn-1", "group": "credit", "state": "pending"}, [0, 4, 6]),
        ({"conference_id": "hn-9"}, []),
    ],
)
async def test_a_list_is_filtered_and_oldest_first(
    ten: Petitions, web: httpx.AsyncClient, filters: dict[str, str], expected: list[int]
) -> None:
    assert await ids(web, **filters) == expected


async def test_petitions_stand_under_the_unit_that_their_conference_is_corrected_to(
    ten: Petitions, web: httpx.AsyncClient
) -> None:
    data, time = scheduling_of("hn-2", unit=STRANGER)
    said = {
        "corrects": "hẹn-conference/hn-2-1",
        "data": data | {"unit_id": OFFICE},
        "reason": "ghi nhầm",
    }
    with statements() as found:
        await ten.follow("notices", "EventCorrected", "conference/hn-2", said | {"unit_id": STRANGER}, time)
    assert len([each for each in found if each.startswith("UPDATE petitions")]) == 1
    assert await ids(web, unit_id=OFFICE) == [1, 3, 5, 7, 9]
    assert await ids(web, unit_id=STRANGER) == []
    assert await ids(web, unit_id=OWNER) == [0, 2, 4, 6, 8]


@pytest.mark.parametrize("limit", [1, 3, 9, 10, 11])
async def test_the_pages_together_are_the_list(ten: Petitions, web: httpx.AsyncClient, limit: int) -> None:
    seen: list[str] = []
    parameters: dict[str, Any] = {"limit": limit}
    while True:
        answer = (await web.get(PATH, params=parameters)).json()
        assert 0 < len(answer["items"]) <= limit
        seen += [item["petition_id"] for item in answer["items"]]
        if "next_cursor" not in answer:
            break
        parameters["cursor"] = answer["next_cursor"]
    assert seen == [f"kn-{number}" for number in range(10)]


async def test_an_item_says_when_it_is_due_and_nothing_personal(
    ten: Petitions, web: httpx.AsyncClient
) -> None:
    await ten.due("DeadlineSet", "kn-1", "2024-06-19")
    items = (await web.get(PATH, params={"unit_id": STRANGER})).json()["items"]
    assert items[0] == {
        "petition_id": "kn-1", "conference_id": "hn-2", "unit_id": STRANGER, "group": "land",
        "state": "pending", "received_at": "2024-05-21T09:00:00+07:00", "due_on": "2024-06-19",
        "due_state": "open", "held_by": STRANGER,
    }  # fmt: skip
    assert (items[1]["due_on"], items[1]["due_state"]) == (None, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "lost"),
        ("group", "housing"),
        ("limit", "0"),
        ("limit", "1001"),
        ("cursor", "x"),
        ("cursor", cursors.encode(EVERYTHING, "only one part")),
        ("cursor", cursors.encode(EVERYTHING, "no moment", "kn-1")),
        ("cursor", cursors.encode(EVERYTHING, "2024-05-20T09:00:00", "kn-1")),
        ("cursor", cursors.encode(EVERYTHING, "2024-05-20T09:00:00+07:00", "a\0b")),
        ("unit_id", "a\0b"),
        ("conference_id", "a\0b"),
    ],
)
async def test_a_wrong_parameter_is_named(web: httpx.AsyncClient, field: str, value: str) -> None:
    assert refused(await web.get(PATH, params={field: value}), 422)["field"] == field


async def test_a_cursor_goes_on_with_the_list_it_was_made_for_alone(
    ten: Petitions, web: httpx.AsyncClient
) -> None:
    asked = {"limit": "1", "group": "credit"}
    cursor = (await web.get(PATH, params=asked)).json()["next_cursor"]
    assert await ids(web, **asked, cursor=cursor) == [3]
    for other in ({}, {"group": "land"}, {"group": "credit", "unit_id": STRANGER}):
        assert refused(await web.get(PATH, params={"cursor": cursor, **other}), 422)["field"] == "cursor"
