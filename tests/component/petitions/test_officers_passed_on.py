"""What was passed on to a unit, or asks for its help, stands on a list of its own (R6, R12)."""

from importlib import import_module

import httpx
import pytest

from services.petitions.handlers import worklist
from tests.builders.petition_events import (
    HEIR,
    HELPER,
    HELPERS_HEIR,
    HELPERS_NAME,
    STRANGER,
    correcting,
    told,
    unsaying,
)
from tests.builders.statements import statements
from tests.component.petitions.conftest import Petitions
from tests.component.petitions.test_officers_worklist import LISTED, PASSED_ON, asked, eight

__all__ = ["eight"]


async def test_what_was_passed_on_to_a_unit_or_asks_for_its_help_stands_on_a_list_of_its_own(
    eight: Petitions, web: httpx.AsyncClient
) -> None:
    """R12: as long as that stands, by whichever name; to its heir as to itself (R6)."""
    wrong = told("PetitionTransferred", "2024-05-29 09:00", petition_id="kn-1", to=HELPER)
    corrected = told("CoordinationRequested", "2024-05-29 09:00", petition_id="kn-3", with_=["Sở X"])
    await eight.take(
        wrong,
        corrected,
        told("CoordinationRequested", "2024-05-29 09:00", petition_id="kn-0", with_=["Cục X", HELPERS_NAME]),
        told("PetitionTransferred", "2024-05-29 09:00", petition_id="kn-7", to="x" * 20_000),
        told("PetitionTransferred", "2024-05-27 09:00", petition_id="kn-4", to=HELPER),
        told("CoordinationRequested", "2024-05-29 09:30", petition_id="kn-7", with_=[HEIR]),
    )
    still_wrong = correcting(corrected, "2024-05-30 09:00", data=corrected["data"] | {"with": ["Sở Y"]})
    said = still_wrong["data"]
    await eight.take(
        unsaying(wrong, "2024-05-30 09:00"),
        still_wrong,
        correcting(still_wrong, "2024-05-31 09:00", data=said | {"data": said["data"] | {"with": [HELPER]}}),
    )
    assert {outcome for outcome, _ in (await eight.receipts()).values()} == {"accepted"}
    officer = await eight.signed_in(HELPERS_HEIR)
    with statements() as found:
        page = await asked(web, officer)
    # One to find them, one for what was said of all of them.
    assert len(found) <= 6, found
    own, passed = page.html.split(PASSED_ON)
    assert LISTED.findall(own) == []
    assert LISTED.findall(passed) == ["kn-0", "kn-3"]
    assert (await asked(web, await eight.signed_in(HELPERS_HEIR), nhom="credit")).html.count("kn-0") == 0
    # Their own are on their own list alone, whoever is named.
    for unit_id, others in ((HEIR, []), (STRANGER, ["kn-2"])):
        html = (await asked(web, await eight.signed_in(unit_id))).html
        assert LISTED.findall(html.partition(PASSED_ON)[2]) == others


async def test_who_was_named_before_the_list_was_kept_is_on_it_after_the_upgrade(eight: Petitions) -> None:
    event = told("CoordinationRequested", "2024-05-29 09:00", petition_id="kn-0", with_=["Cục X"])
    gone = told("PetitionTransferred", "2024-05-29 09:00", petition_id="kn-0", to="Cục Y")
    again = correcting(event, "2024-05-30 09:00", data=event["data"] | {"with": ["Cục X", HELPER]})
    said = again["data"]
    await eight.take(
        event,
        again,
        correcting(again, "2024-05-31 09:00", data=said | {"data": said["data"] | {"with": ["Cục Z"]}}),
        gone,
        unsaying(gone, "2024-05-30 09:00"),
        told("PetitionTransferred", "2024-05-29 09:00", petition_id="kn-7", to="x" * 20_000),
    )
    kept = "SELECT named, petition_id FROM passed_on ORDER BY 1, 2"
    before = await eight.rows(kept)
    named = [(name, "kn-0") for name in ("Cục X", "Cục Y", "Cục Z", HELPER)] + [(STRANGER, "kn-2")]
    assert sorted(before) == sorted(named)
    migration = import_module("services.petitions.migrations.versions.0017_whom_petitions_were_passed_on_to")
    async with eight.engine.begin() as conn:
        await conn.exec_driver_sql("TRUNCATE passed_on")
        await conn.exec_driver_sql(migration.KNOWN)
    assert await eight.rows(kept) == before


async def test_that_more_was_passed_on_than_was_looked_at_is_said_though_none_of_it_is_shown(
    eight: Petitions, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = told("PetitionTransferred", "2024-05-29 09:00", petition_id="kn-0", to=HELPER)
    await eight.take(gone, unsaying(gone, "2024-05-30 09:00"))
    officer = await eight.signed_in(HELPERS_HEIR)
    assert PASSED_ON not in (await asked(web, officer)).html
    monkeypatch.setattr(worklist, "MOST_PASSED_ON", 1)
    assert "Danh sách chưa đủ" in (await asked(web, officer)).html.partition(PASSED_ON)[2]
