"""An edition of many petitions holds nobody up who asks for something else meanwhile (R20, R29)."""

from collections.abc import Callable
from threading import get_ident
from typing import Any

import pytest

from services.reporting.domain import edition as domain
from services.reporting.domain.edition import COUNTED, Edition, canonical_sha256
from services.reporting.store import editions
from tests.builders.acts import at
from tests.builders.reporting_side import ReportingSide
from tests.builders.statements import statements

EDITIONS = "/api/reports/quarters/2024-Q2/editions"
MANY = 300
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


async def test_a_large_edition_is_read_and_verified_beside_the_loop_petition_by_petition(
    side: ReportingSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One call for all of them would hold the interpreter, in a thread too."""
    edition = await kept(side)
    pieces: list[tuple[int, int]] = []

    def noted(real: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def noting(value: Any) -> Any:
            done = real(value)
            pieces.append((get_ident(), len(str(done))))
            return done

        return noting

    monkeypatch.setattr(domain, "_canonical", noted(domain._canonical))
    monkeypatch.setattr(editions, "_decode", noted(editions._decode))
    found = await side.get(f"{EDITIONS}/1")
    assert (found.status_code, found.json()["sha256"]) == (200, edition.sha256)
    # Each is decoded, and written out again for the hash under its name.
    assert len(pieces) >= 3 * MANY
    assert max(length for _, length in pieces) < 2 * len(str(STANDING))
    assert get_ident() not in {thread for thread, _ in pieces}


async def test_a_list_of_editions_reads_nothing_of_what_is_in_them(side: ReportingSide) -> None:
    edition = await kept(side)
    with statements() as asked:
        found = await side.get(EDITIONS)
    assert found.json() == {"quarter": "2024-Q2", "items": [edition.head()]}
    assert [statement for statement in asked if "petitions" in statement or "rows" in statement] == []
