"""What the contract allows at its very edge goes all the way: through every database, form, list and page.

Nothing of it is set aside: a value that the gate lets in is one that all behind it can hold.
"""

import io
import json
import random
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from shared.events.fields import MAX_DONG, MAX_INTEGER
from tests.builders.envelopes import encoded, envelope, petition, scheduling
from tests.journeys.conftest import Up

pytestmark = pytest.mark.timeout(300)
NOW, UNIT = "2024-06-20T09:00:00+07:00", "so-xay-dung"
TIME, LATER = "2024-05-20T09:00:00+07:00", "2024-06-10T09:00:00+07:00"
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệ"
ANY = random.Random(1)


def long(letters: str = LETTERS) -> str:
    """A text of the greatest length, which no index makes short by packing."""
    return "".join(ANY.choices(letters, k=20_000))


def latin() -> str:
    """The same of one byte a letter."""
    return long("abcdefghijklmnopqrstuvwxyz0123456789")


def document() -> dict[str, Any]:
    return {"number": latin(), "date": "1898-07-19"}


def business() -> dict[str, Any]:
    return {"name": long(), "kind": "enterprise", "tax_code": latin()}


def conference(conference_id: str, **more: Any) -> dict[str, Any]:
    event = scheduling(UNIT, conference_id)
    event["data"] |= more
    return event


def of_unit(name: str, time: str = LATER, /, **data: Any) -> dict[str, Any]:
    return envelope(name, UNIT, data, time)


def told_alike(*events: dict[str, Any]) -> list[dict[str, Any]]:
    """Under one id, each on another topic: an id is one event's on an inbound topic, not beside it."""
    return [{**event, "id": "one-and-the-same"} for event in events]


def extreme_events() -> list[dict[str, Any]]:
    figures = dict.fromkeys(("received", "resolved", "transferred", "awaiting_direction"), MAX_INTEGER)
    stopped, held = {"conference_id": "hn-stopped"}, {"conference_id": "hn-held"}
    asked = {"petition_id": "kn-1"}
    return [
        of_unit("AnnualPlanSubmitted", TIME, unit_id=UNIT, year=2024, budget_vnd=MAX_DONG,
                conferences=[{"month": 5}] * 15_000, document=document()),
        conference("hn-held", theme=long(), venue=latin(), chair=long()),
        conference("hn-stopped", theme=long()),
        conference("hn-last", starts_at="2099-12-31T16:59:59Z", reception_deadline="2099-12-31"),
        conference("hn-first", starts_at="1999-12-31T17:00:00Z", reception_deadline="2000-01-01"),
        of_unit("NoticePosted", TIME, **held, channel="portal", url=latin(), form_url=latin(),
                registration_instructions=long()),
        *(of_unit("ParticipantRegistered", TIME, **held, registration_id=f"dk-{n}", business=business(),
                  attendees=MAX_INTEGER, contact={"name": long(), "phone": latin(), "email": latin()})
          for n in range(2)),
        *(petition(UNIT, f"kn-{n}", which, business=business(), content=long(),
                   contact={"name": long(), "phone": latin()})
          for n, which in enumerate(("hn-held", "hn-held", "hn-last", "hn-first"))),
        of_unit("ConferenceHeld", **held, participants=MAX_INTEGER, press=[long()] + ["Báo"] * 15_000),
        of_unit("ConferenceCancelled", **stopped, reason="other", document=document()),
        of_unit("CoordinationRequested", **asked, document=document(),
                **{"with": [long(), "so-tai-chinh", *["Sở"] * 15_000]}),
        of_unit("PetitionTransferred", **asked, to=long(), document=document()),
        of_unit("PetitionAnswered", "2024-06-10T10:00:00+07:00", **asked, mode="written",
                fully_resolved=False, content=long(), document=document()),
        of_unit("ResultReportFiled", **held, document=document(), figures=figures),
        of_unit("ConclusionPublished", **held, url=latin(), document=document()),
        *told_alike(conference("hn-alike"), petition(UNIT, "kn-alike", "hn-alike")),
    ]  # fmt: skip


@pytest.fixture
def platform(up: Callable[..., Up]) -> Up:
    """A platform that was told nothing but extremes."""
    started, events = up(now=NOW), extreme_events()
    given = "\n".join(encoded(event).decode() for event in events)
    published = started.run("publish", "-", "--json", given=given)
    assert json.loads(published.out)["counts"] == {"accepted": len(events)}, published.out[-3000:]
    assert started.said("drain")["drained"]
    return started


def test_extremes_are_taken_in_counted_listed_and_written(platform: Up) -> None:
    assert platform.said("dead-letters", "list") == []
    platform.said("audit")
    held = platform.get("/api/notices/conferences/hn-held")
    assert held["participants"] == MAX_INTEGER
    listed = platform.get("/api/notices/conferences", unit_id=UNIT)
    assert {one["conference_id"] for one in listed["items"]} == {
        "hn-held",
        "hn-stopped",
        "hn-last",
        "hn-first",
        "hn-alike",
    }
    assert platform.get("/api/deadlines", unit_id=UNIT)["total"] > 0
    assert platform.get("/api/reports/budgets", year=2024)["total_vnd"] == MAX_DONG
    platform.get("/api/reports/compliance", year=2024)
    for form in (
        "quarters/2024-Q2",
        "conferences/hn-held/appendix",
        "conferences/hn-stopped/appendix",
        "conferences/hn-last/appendix",
        "conferences/hn-first/appendix",
    ):
        found = httpx.get(f"{platform.http}/api/reports/{form}.xlsx", timeout=60)
        assert found.status_code == 200, (form, found.text)
        cells = [
            cell for sheet in load_workbook(io.BytesIO(found.content)) for row in sheet.values for cell in row
        ]
        assert max(len(cell) for cell in cells if isinstance(cell, str)) <= 32_767
    assert httpx.get(platform.http, timeout=30).status_code == 200
