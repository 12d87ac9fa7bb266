"""Nothing that an officer typed is lost while the database is away, whenever it goes (0038)."""

from typing import Any

import httpx
import pytest

from services.petitions.pages import officers_petition
from shared.database.engine import DatabaseAway
from tests.builders.forms import Page, sent
from tests.builders.petition_events import HEIR
from tests.component.petitions.conftest import Petitions, client_of
from tests.component.petitions.test_acting import acts_of
from tests.component.petitions.test_officers_acting import ANSWER, PATH, filled, kn_1

__all__ = ["kn_1"]


async def test_while_the_database_is_away_what_was_typed_comes_back_with_a_key_that_still_holds(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await kn_1.signed_in(HEIR)
    form = await filled(web, officer, ANSWER)
    async with client_of("postgresql://x@127.0.0.1:1/x") as nowhere:
        page = await sent(nowhere, f"{PATH}/answer", form, officer)
        assert Page(await nowhere.get(PATH, headers=officer)).status == 503
        forged = await sent(nowhere, f"{PATH}/answer", form | {"chung-thuc": ""}, officer)
    assert (page.status, page.headers["retry-after"]) == (503, "5")
    assert "chưa có gì được ghi nhận" in page.texts["loi"]
    assert {name: page.fields[name] for name in form} == form
    assert (forged.status, "Đã hướng dẫn" in forged.html) == (403, False)
    assert (await sent(web, f"{PATH}/answer", form, officer)).status == 200


async def test_a_database_that_takes_nothing_in_gives_the_form_back_whole(
    kn_1: Petitions, web: httpx.AsyncClient
) -> None:
    officer = await kn_1.signed_in(HEIR)
    form = await filled(web, officer, ANSWER)
    await kn_1.read_only("on")
    # Of who was connected before it was made so each may still learn that the connection has gone.
    async with client_of(kn_1.url) as anew:
        page = await sent(anew, f"{PATH}/answer", form, officer)
    await kn_1.read_only("off")
    assert page.status == 503
    assert {name: page.fields[name] for name in form} == form
    # The rest of the page is there as well: to look is possible.
    assert "Kiến nghị về thủ tục thuê đất" in page.html
    assert await acts_of(kn_1) == []


async def _away(*_: Any) -> Any:
    raise DatabaseAway("in the midst of it")


async def test_a_database_that_goes_away_in_the_midst_loses_nothing_typed_and_hides_nothing_done(
    kn_1: Petitions, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await kn_1.signed_in(HEIR)
    form = await filled(web, officer, ANSWER)
    with monkeypatch.context() as before_it_was_stored:
        before_it_was_stored.setattr(officers_petition, "act", _away)
        page = await sent(web, f"{PATH}/answer", form, officer)
    assert (page.status, {name: page.fields[name] for name in form}) == (503, form)
    with monkeypatch.context() as once_it_was:
        once_it_was.setattr(officers_petition, "look_up_for", _away)
        page = await sent(web, f"{PATH}/answer", form, officer)
    assert (page.status, "Đã ghi nhận trả lời." in page.texts["xong"]) == (200, True)
    assert "Chưa xem lại được kiến nghị" in page.html
