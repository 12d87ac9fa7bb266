"""Nothing typed about a conference is lost while the database is away, whenever it goes (0038)."""

from typing import Any

import httpx
import pytest

from services.notices.pages import officers_conference, schedule
from shared.database.engine import DatabaseAway
from shared.settings import Settings
from tests.builders.conference_events import DEPARTMENT
from tests.builders.forms import Page, filled, sent
from tests.builders.read_only import read_only
from tests.component.notices.conftest import NO_KAFKA, Notices, client_of
from tests.component.notices.test_officers_acting import HELD, LIST, PATH, hn_1, told_of
from tests.component.notices.test_officers_scheduling import NEW
from tests.component.notices.test_officers_scheduling import TYPED as SCHEDULED

__all__ = ["hn_1"]
AWAY = Settings(database="postgresql://x@127.0.0.1:1/x", kafka=NO_KAFKA)
FORMS = ((PATH, f"{PATH}/held", HELD), (NEW, NEW, SCHEDULED))


@pytest.mark.parametrize(("page", "to", "typed"), FORMS)
async def test_while_the_database_is_away_a_conferences_form_comes_back_with_a_key_that_still_holds(
    hn_1: Notices, web: httpx.AsyncClient, page: str, to: str, typed: dict[str, str]
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    form = await filled(web, page, officer, typed)
    async with client_of(AWAY) as nowhere:
        back = await sent(nowhere, to, form, officer)
        for path in (LIST, NEW, PATH):
            assert Page(await nowhere.get(path, headers=officer)).status == 503
        forged = await sent(nowhere, to, form | {"chung-thuc": ""}, officer)
    assert (back.status, back.headers["retry-after"]) == (503, "5")
    assert "chưa có gì được ghi nhận" in back.texts["loi"]
    assert {name: back.fields[name] for name in form} == form
    assert (forged.status, "Hội trường" in forged.html) == (403, False)
    assert (await sent(web, to, form, officer)).status == 200


@pytest.mark.parametrize(("page", "to", "typed"), FORMS)
async def test_a_database_that_takes_nothing_in_gives_a_conferences_form_back_whole(
    hn_1: Notices, web: httpx.AsyncClient, page: str, to: str, typed: dict[str, str]
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    form = await filled(web, page, officer, typed)
    await read_only(hn_1.engine, "on")
    # Of who was connected before it was made so each may still learn that the connection has gone.
    async with client_of(Settings(database=hn_1.url, kafka=NO_KAFKA)) as anew:
        back = await sent(anew, to, form, officer)
    await read_only(hn_1.engine, "off")
    assert (back.status, {name: back.fields[name] for name in form}) == (503, form)
    assert await told_of(hn_1) == []


async def _away(*_: Any) -> Any:
    raise DatabaseAway("in the midst of it")


async def test_a_database_that_goes_in_the_midst_loses_no_form_of_a_conference_and_hides_nothing_done(
    hn_1: Notices, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await hn_1.signed_in(DEPARTMENT)
    for page, to, typed in FORMS:
        form = await filled(web, page, officer, typed)
        with monkeypatch.context() as before_it_was_stored:
            before_it_was_stored.setattr(officers_conference, "act", _away)
            before_it_was_stored.setattr(schedule, "schedule", _away)
            back = await sent(web, to, form, officer)
        assert (back.status, {name: back.fields[name] for name in form}) == (503, form)
        with monkeypatch.context() as once_it_was:
            once_it_was.setattr(officers_conference, "look_up", _away)
            done = await sent(web, to, form, officer)
        assert (done.status, "Đã" in done.texts["xong"]) == (200, True)
        assert "Chưa xem lại được hội nghị" in done.html
