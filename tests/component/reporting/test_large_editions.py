"""An edition of many petitions holds nobody up who asks for something else meanwhile (R20, R29)."""

import asyncio
import json
from time import perf_counter

from services.reporting.domain.edition import COUNTED, Edition, canonical_sha256
from services.reporting.store import editions
from tests.builders.acts import at
from tests.builders.reporting_side import ReportingSide
from tests.builders.statements import statements

EDITIONS = "/api/reports/quarters/2024-Q2/editions"
MANY = 60_000
STANDING = {
    "conference_id": "hn-1", "group": "land", "state": "pending", "overdue": False,
    "received_on": "2024-06-03", "due_on": "2024-06-19", "answered_on": None, "document": "12/SXD",
}  # fmt: skip


async def kept(side: ReportingSide) -> Edition:
    """An edition as it would be kept of so many petitions."""
    petitions = {f"kn-{number}": STANDING for number in range(MANY)}
    of = at("2024-06-30")
    edition = Edition(
        quarter="2024-Q2", number=1, as_of=of, known_at=of, compiled_at=of, rows=[], petitions=petitions,
        totals=dict.fromkeys(COUNTED, 0), sha256=canonical_sha256([]),
        petitions_sha256=canonical_sha256(petitions),
    )  # fmt: skip
    async with side.engine.begin() as conn:
        await editions.keep(conn, edition)
    return edition


async def longest_wait(done: asyncio.Event) -> float:
    """The longest that the loop had no turn for anybody."""
    found = 0.0
    while not done.is_set():
        began = perf_counter()
        await asyncio.sleep(0)
        found = max(found, perf_counter() - began)
    return found


async def test_a_large_edition_is_read_and_verified_while_others_are_answered(side: ReportingSide) -> None:
    edition = await kept(side)
    written = json.dumps(edition.petitions, sort_keys=True)
    began = perf_counter()
    json.dumps(json.loads(written), sort_keys=True)
    at_one_go = perf_counter() - began
    done = asyncio.Event()
    waiting = asyncio.ensure_future(longest_wait(done))
    found = await side.get(f"{EDITIONS}/1")
    done.set()
    assert (found.status_code, found.json()["sha256"]) == (200, edition.sha256)
    assert await waiting < at_one_go / 2


async def test_a_list_of_editions_reads_nothing_of_what_is_in_them(side: ReportingSide) -> None:
    edition = await kept(side)
    with statements() as asked:
        found = await side.get(EDITIONS)
    assert found.json() == {"quarter": "2024-Q2", "items": [edition.head()]}
    assert [statement for statement in asked if "petitions" in statement or "rows" in statement] == []
