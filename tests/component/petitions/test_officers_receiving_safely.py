"""A petition that an officer types in comes from their own page, and is not lost on the way (0038)."""

from typing import Any

import httpx
import pytest

from services.petitions.pages import receive
from shared.database.credentials import Role
from shared.database.engine import DatabaseAway
from tests.builders.forms import Page, sent
from tests.builders.petition_events import HEIR
from tests.builders.statements import statements
from tests.component.petitions.conftest import Petitions, client_of
from tests.component.petitions.test_officers_receiving import HERE, PATH, filled, of_owner, received

__all__ = ["of_owner"]


async def test_a_form_is_taken_from_nobody_but_the_officer_and_for_the_conference_it_was_made_for(
    of_owner: Petitions, web: httpx.AsyncClient
) -> None:
    await of_owner.know("hn-2")
    officer, other = await of_owner.signed_in(HEIR), await of_owner.signed_in(HEIR)
    form = await filled(web, officer)
    for page in (
        await sent(web, HERE, form, other),
        await sent(web, f"{PATH}?hoi-nghi=hn-2", form, officer),
        await sent(web, HERE, form | {"chung-thuc": ""}, officer),
        await sent(web, HERE, form, officer | {"Origin": "https://elsewhere.example"}),
    ):
        assert page.status == 403
        assert "Biểu mẫu không được nhận" in page.html
        assert "anary" not in page.html
    assert await received(of_owner) == []
    assert (await sent(web, HERE, form, {})).status == 401
    dpi = await of_owner.signed_in(None, Role.DPI)
    assert Page(await web.get(HERE, headers=dpi)).status == 403


async def _away(*_: Any) -> Any:
    raise DatabaseAway("in the midst of it")


async def test_nothing_that_was_typed_is_lost_while_the_database_is_away(
    of_owner: Petitions, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await of_owner.signed_in(HEIR)
    form = await filled(web, officer)
    async with client_of("postgresql://x@127.0.0.1:1/x") as nowhere:
        pages = [await sent(nowhere, HERE, form, officer)]
    for gone in ("receive", "addressed"):
        with monkeypatch.context() as away:
            away.setattr(receive, "receive", _away)
            away.setattr(receive, gone, _away)
            pages.append(await sent(web, HERE, form, officer))
    for page in pages:
        assert page.status == 503
        assert "chưa có gì được ghi nhận" in page.texts["loi"]
        assert {name: page.fields[name] for name in form} == form
    assert (await sent(web, HERE, form, officer)).status == 201


async def test_what_is_typed_in_costs_a_filing_and_who_types_it(
    of_owner: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await of_owner.signed_in(HEIR)
    form = await filled(web, officer)
    with statements() as found:
        assert (await sent(web, HERE, form, officer)).status == 201
    assert len(found) <= 16, found
    with statements() as found:
        assert Page(await web.get(HERE, headers=officer)).status == 200
    assert len(found) <= 3, found
