"""A list of conferences costs the same statements whatever its length: none is asked a row."""

import httpx

from services.notices.main import build_web
from shared.clock import Clock
from shared.settings import Settings
from tests.builders.conference_events import NOW, told
from tests.builders.pages import pages_of
from tests.builders.statements import statements
from tests.component.notices.conftest import NO_KAFKA, Notices

PATH = "/api/notices/conferences"
AT_MOST = {PATH: 4, f"{PATH}?unit_id=so-xay-dung": 4, f"{PATH}/hn-0": 4}
PLANNER, RECEIPT = "/api/notices/planner", "/api/receipts/{event_id}"


def test_every_page_of_notices_is_counted_here() -> None:
    app = build_web(Settings(database="postgresql://x@127.0.0.1/x", kafka=NO_KAFKA), Clock(NOW))
    assert pages_of(app) == {PATH, f"{PATH}/{{conference_id}}", PLANNER, RECEIPT}


async def test_lists_and_pages_of_conferences_are_answered_with_four_statements_whatever_their_length(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(
        *(told("ConferenceScheduled", "2024-05-02T08:00:00+07:00", conference_id=f"hn-{n}") for n in range(9))
    )
    for path, most in AT_MOST.items():
        for limit in ("1", "100"):
            with statements() as found:
                answer = await web.get(path, params={"limit": limit} if path == PATH else None)
            assert answer.status_code == 200, answer.text
            assert len(found) <= most, (path, found)


async def test_the_planner_asks_once_what_the_law_is_and_nothing_else(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    del notices
    with statements() as found:
        answer = await web.get(PLANNER, params={"unit_id": "so-xay-dung", "date": "2024-04-17"})
    assert answer.status_code == 200, answer.text
    assert len(found) == 1, found


async def test_a_receipt_is_read_from_its_topic_and_the_database_is_asked_who_asks(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    token = await notices.bearer("so-xay-dung")
    with statements() as found:
        answer = await web.get(RECEIPT.format(event_id="e-1"), headers=token)
    assert answer.status_code == 503, "without Kafka nobody knows"
    assert len(found) == 1, found
