"""A unit that begins, ends or is split is who it is from the next request on (R6)."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.builders.petition_events import HEIR, NOW, OWNER, told
from tests.builders.problems import refused
from tests.builders.statements import statements
from tests.component.petitions.conftest import Petitions, client_of

ANSWER: dict[str, Any] = {"mode": "written", "fully_resolved": True}
PATH = "/api/petitions"
NEW, OTHER = "phuong-moi", "phuong-khac"
DOCUMENT = {"number": "1/QĐ-UBND", "date": "2025-05-01"}


async def change(petitions: Petitions, *changes: tuple[str, dict[str, Any]]) -> None:
    """notices told that these units changed, one after the other."""
    for place, (unit_id, said) in enumerate(changes):
        data = {"unit_id": unit_id, "document": DOCUMENT} | said
        time, recorded_at = "2025-05-01T08:00:00+07:00", NOW + timedelta(seconds=place)
        await petitions.follow("notices", "UnitChanged", f"unit/{unit_id}", data, time, recorded_at)


def begins(unit_id: str) -> tuple[str, dict[str, Any]]:
    new = {"name": f"UBND {unit_id}", "kind": "commune", "section": "II", "valid_from": "2025-05-01"}
    return unit_id, {"unit": new}


@pytest.fixture
async def merged(petitions: Petitions) -> Petitions:
    """A pending petition, the heir of whose unit ended: a new unit followed it."""
    await petitions.know()
    await petitions.take(told("PetitionReceived", "2024-05-20 09:00"))
    await change(petitions, begins(NEW), (HEIR, {"valid_to": "2025-04-30", "successors": [NEW]}))
    return petitions


@pytest.mark.parametrize("said", [ANSWER, ANSWER | {"at": "2025-05-02T09:00:00+07:00"}])
async def test_the_first_action_is_judged_by_the_units_of_now(
    merged: Petitions, web: httpx.AsyncClient, said: dict[str, Any]
) -> None:
    ended = await web.post(f"{PATH}/kn-1/answer", json=said, headers=await merged.bearer(HEIR))
    assert refused(ended, 403)["reason"] == "unknown_unit"
    async with client_of(merged.url) as fresh:
        done = await fresh.post(f"{PATH}/kn-1/answer", json=said, headers=await merged.bearer(NEW))
    assert (done.status_code, done.json()["state"]) == (200, "resolved"), done.text


async def test_what_a_petition_says_is_shown_to_who_may_answer_it_now(
    merged: Petitions, web: httpx.AsyncClient
) -> None:
    shown = (await web.get(f"{PATH}/kn-1", headers=await merged.bearer(NEW))).json()
    assert shown["content"] == "Kiến nghị về thủ tục thuê đất"


@pytest.fixture
async def split(petitions: Petitions) -> Petitions:
    """Thirty open petitions of two conferences, whose unit was split; some of each group, one by itself."""
    for conference_id in ("hn-1", "hn-2"):
        await petitions.know(conference_id)
    groups, conferences = ("land", "credit", "other"), ("hn-1", "hn-2")
    await petitions.take(
        *(
            told(
                "PetitionReceived",
                f"2024-05-20 09:{number:02}",
                petition_id=f"kn-{number}",
                conference_id=conferences[number % 2],
                group=groups[number % 3],
            )
            for number in range(30)
        ),
        told("PetitionAnswered", "2024-05-25 09:00", petition_id="kn-0"),
    )
    shares = [
        {"to": NEW, "petitions": ["kn-2", "kn-29"]},
        {"to": NEW, "conferences": ["hn-2"], "groups": ["land"]},
        {"to": OTHER},
    ]
    # The newest decision holds first.
    decided = [(HEIR, {"inherits": [share]}) for share in reversed(shares)]
    ended = {"valid_to": "2025-04-30", "successors": [NEW, OTHER]}
    await change(petitions, begins(NEW), begins(OTHER), (HEIR, ended), *decided)
    return petitions


NEWS = [n for n in range(1, 30) if n in (2, 29) or n % 2 == 1 or n % 3 == 0]
HELD = {NEW: NEWS, OTHER: [n for n in range(1, 30) if n not in NEWS], OWNER: list(range(30)), HEIR: []}
"""Who holds which of the thirty; what is answered stays under its own unit."""


@pytest.mark.parametrize("unit_id", HELD)
async def test_a_part_of_a_split_units_petitions_is_listed_without_reading_past_the_rest(
    split: Petitions, web: httpx.AsyncClient, unit_id: str
) -> None:
    for limit in ("1", "7", "100"):
        seen: list[str] = []
        asked = {"unit_id": unit_id, "limit": limit}
        while True:
            with statements() as found:
                answer = (await web.get(PATH, params=asked)).json()
            assert len(found) <= 3, found
            seen += [item["petition_id"] for item in answer["items"]]
            held_by = {item["petition_id"]: item["held_by"] for item in answer["items"]}
            assert {*held_by.values()} <= {unit_id} or unit_id == OWNER
            assert held_by.get("kn-0", OWNER) == OWNER, "answered before"
            if "next_cursor" not in answer:
                break
            asked["cursor"] = answer["next_cursor"]
        assert seen == [f"kn-{number}" for number in HELD[unit_id]]
