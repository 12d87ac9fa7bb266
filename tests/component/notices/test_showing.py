"""Everyone sees a conference, its notices, what deadlines says of it, its breaches (R3, R7, R9, R17)."""

from collections import defaultdict
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pytest

from services.notices.handlers.following import NoticesProjection
from shared.messaging.following import Follower
from shared.messaging.inbound import Record
from shared.messaging.outbox import Fact
from shared.messaging.topics import FACTS
from tests.builders.conference_events import DISTRICT, NOW, told
from tests.builders.statements import statements
from tests.component.notices.conftest import Notices

PATH = "/api/notices/conferences"
MAY, JUNE = "2024-05-02T08:00:00+07:00", "2024-06-10T17:00:00+07:00"


def due(kind: str, **more: Any) -> dict[str, Any]:
    """What a fact about a deadline of hn-1 says."""
    return {
        "deadline_id": f"{kind}:hn-1",
        "kind": kind,
        "rule": "R17",
        "unit_id": "so-xay-dung",
        "conference_id": "hn-1",
        "due_on": "2024-06-19",
        "soft": False,
        "provisional": False,
        "calendar_version": 1,
    } | more


Told = tuple[str, dict[str, Any]]


async def follow(notices: Notices, *facts: Told, times: int = 1, behind: int = 0) -> None:
    """Follows the facts as one batch, `behind` so many of hn-1, the topic having them so many times."""
    topic = FACTS["deadlines"]
    numbers = defaultdict(lambda: count(1), {"conference/hn-1": count(behind + 1)})
    values = []
    for place, (name, data) in enumerate(facts, behind):
        kind = next(kind for kind in ("petition", "conference", "unit") if data.get(f"{kind}_id"))
        subject = f"{kind}/{data[f'{kind}_id']}"
        fact = Fact(name, subject, next(numbers[subject]), NOW, data, f"test|{place}", None, None, NOW)
        values.append(fact.message("deadlines", topic).value)
    records = [Record(topic, 0, offset, None, value) for offset, value in enumerate(values * times, behind)]
    follower = Follower(notices.shop, NoticesProjection())
    await follower.assigned([(topic, 0)])
    await follower.take(records)


async def test_what_deadlines_says_of_petitions_is_passed_over_and_what_follows_is_not(
    notices: Notices,
) -> None:
    topic = FACTS["deadlines"]
    records: list[Record] = []
    for offset, (subject, number) in enumerate([("petition/kn-1", 7), ("conference/hn-1", 1)]):
        fact = Fact("DeadlineSet", subject, number, NOW, due("result_report"), subject, None, None, NOW)
        records.append(Record(topic, 0, offset, subject.encode(), fact.message("deadlines", topic).value))
    await Follower(notices.shop, NoticesProjection()).take(records)
    # The seventh of a petition, whose first six were never seen, is neither a gap nor counted.
    assert await notices.rows("SELECT subject, last_sequence FROM followed") == [("conference/hn-1", 1)]
    assert await notices.rows("SELECT count(*) FROM parked_facts") == [(0,)]
    stands = "SELECT next_offset FROM positions WHERE topic = $1"
    assert await notices.rows(stands, topic) == [(2,)]


async def test_the_portal_folder_stands_as_of_now_though_a_rescheduling_is_dated_ahead(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(
        told("ConferenceScheduled", MAY),
        told("NoticePosted", "2024-05-20T08:00:00+07:00"),
        told("ConferenceRescheduled", (NOW + timedelta(minutes=3)).isoformat()),
    )
    found = (await web.get(f"{PATH}/hn-1")).json()
    assert found["rescheduled"] == 1
    time_notices = found["portal_folder"]["sections"][0]
    assert (len(time_notices["entries"]), time_notices["missing"]) == (1, False)


async def test_a_conference_is_shown_with_its_notices_deadlines_and_breaches(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    await notices.take(
        told("ConferenceScheduled", MAY, format="business_coffee"),
        told("NoticePosted", "2024-05-20T08:00:00+07:00", form_url=None),
        told("NoticePosted", "2024-05-21T08:00:00+07:00", channel="one_stop_desk"),
        told("ConferenceHeld", JUNE, participants=19),
        told("ConclusionPublished", "2024-06-12T08:00:00+07:00", url="https://example.invalid/kl"),
    )
    await follow(
        notices,
        ("DeadlineSet", due("result_report")),
        ("ObligationOverdue", due("result_report")),
        ("DeadlineSet", due("conclusion_notice", rule="R18", soft=True)),
        ("DeadlineSet", due("notice_portal", due_on="2024-05-30")),
        ("DeadlineMet", due("notice_portal", due_on="2024-05-30", late=False)),
        ("DeadlineSet", due("petition_answer", petition_id="kn-1")),
        ("DeadlineApproaching", due("result_report", working_days_left=2)),
        ("DeadlineSet", due("annual_plan", deadline_id="annual_plan:so-xay-dung:2024", conference_id=None)),
    )
    # Of petitions and units nothing is shown here.
    assert await notices.rows("SELECT count(*) FROM deadline_flags") == [(3,)]
    shown = (await web.get(f"{PATH}/hn-1")).json()
    assert (shown["unit_name"], shown["status"], shown["held"], shown["participants"]) == (
        "Sở Xây dựng", "scheduled", True, 19,
    )  # fmt: skip
    assert [len(shown["notices"][channel]) for channel in ("portal", "one_stop_desk")] == [1, 1]
    assert shown["conclusions"] == [
        {"url": "https://example.invalid/kl", "time": "2024-06-12T08:00:00+07:00"}
    ]
    assert [(d["kind"], d["state"], d["overdue"]) for d in shown["deadlines"]] == [
        ("notice_portal", "met", False),
        ("conclusion_notice", "open", False),
        ("result_report", "open", True),
    ]
    assert [breach["rule"] for breach in shown["breaches"]] == ["R3", "R7", "R9", "R17"]
    assert (await web.get(PATH)).json() == {"items": [shown]}


async def test_the_facts_of_deadlines_are_followed_once(notices: Notices) -> None:
    facts = [("DeadlineSet", due("result_report")), ("DeadlineMet", due("result_report", late=True))]
    await follow(notices, *facts, times=2)
    assert await notices.rows("SELECT deadline_id, status, late FROM deadline_flags") == [
        ("result_report:hn-1", "met", True)
    ]
    assert await notices.rows("SELECT 1 FROM acts") == []


MOVED_WHEN_MET = [
    ("DeadlineSet", due("result_report", provisional=True)),
    ("ObligationOverdue", due("result_report")),
    ("DeadlineMet", due("result_report", late=True)),
    ("DeadlineMoved", due("result_report", due_on="2024-06-20")),
]
TWICE_OVERDUE = [
    ("DeadlineSet", due("result_report", due_on="2024-07-10")),
    ("ObligationOverdue", due("result_report", due_on="2024-07-10")),
    ("ObligationOverdue", due("result_report")),
    ("OverdueRetracted", due("result_report", reason="moved_in_time")),
]
OWED_AGAIN = [*MOVED_WHEN_MET[:3], ("DeadlineSet", due("result_report"))]


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize(
    ("facts", "stands", "breach"),
    [
        (MOVED_WHEN_MET, ("met", True, False, "2024-06-20"), "chậm so với hạn 20/6/2024."),
        (TWICE_OVERDUE, ("open", False, True, "2024-07-10"), "đã quá hạn 10/7/2024 mà chưa có."),
        (OWED_AGAIN, ("open", False, True, "2024-06-19"), "đã quá hạn 19/6/2024 mà chưa có."),
    ],
)
async def test_a_deadline_is_shown_as_all_that_was_told_of_it_left_it_in_whatever_batches(
    notices: Notices, web: httpx.AsyncClient, facts: list[Told], stands: object, breach: str, apart: bool
) -> None:
    await notices.take(told("ConferenceScheduled", MAY))
    for place, fact in enumerate(facts if apart else []):
        with statements() as found:
            await follow(notices, fact, behind=place)
        # Of a conference of which nothing was told before nothing is read.
        reads = [one for one in found if one.startswith("SELECT") and "deadline_flags" in one]
        assert len(reads) == (place > 0)
    if not apart:
        await follow(notices, *facts)
    shown = (await web.get(f"{PATH}/hn-1")).json()
    (one,) = shown["deadlines"]
    assert (one["state"], one["late"], one["overdue"], one["due_on"]) == stands
    assert not one["provisional"]
    assert [found["text"] for found in shown["breaches"]] == [f"Báo cáo kết quả {breach}"]


async def test_conferences_are_listed_by_start_day_unit_and_span_page_by_page(
    notices: Notices, web: httpx.AsyncClient
) -> None:
    days = ["2024-06-04", "2024-06-03", "2024-06-04", "2024-06-05"]
    for number, day in reversed([*enumerate(days)]):
        unit_id = DISTRICT if number == 3 else "so-xay-dung"
        starts_at = f"{day}T08:00:00+07:00"
        await notices.take(
            told(
                "ConferenceScheduled",
                MAY,
                unit_id,
                conference_id=f"hn-{number}",
                unit_id=unit_id,
                starts_at=starts_at,
            )
        )

    async def listed(**query: str) -> list[str]:
        answer = (await web.get(PATH, params=query)).json()
        found = [item["conference_id"] for item in answer["items"]]
        cursor = answer.get("next_cursor")
        return found + (await listed(**query | {"cursor": cursor}) if cursor else [])

    assert await listed() == ["hn-1", "hn-0", "hn-2", "hn-3"]
    assert await listed(limit="1") == ["hn-1", "hn-0", "hn-2", "hn-3"]
    assert await listed(unit_id=DISTRICT) == ["hn-3"]
    assert await listed(**{"from": "2024-06-04", "to": "2024-06-04"}) == ["hn-0", "hn-2"]
    assert await listed(**{"from": "2024-06-06"}) == []
    cursor = (await web.get(PATH, params={"limit": "1"})).json()["next_cursor"]
    other = await web.get(PATH, params={"cursor": cursor, "unit_id": DISTRICT})
    assert (other.status_code, other.json()["field"]) == (422, "cursor")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"to": "2024-02-30"}, "to"),
        ({"cursor": "AAAA"}, "cursor"),
        ({"cursor": "WyIyMDI0LTAxLTAxIiwiXHUwMDAwIl0"}, "cursor"),
        ({"unit_id": "so\0"}, "unit_id"),
        ({"limit": "0"}, "limit"),
    ],
)
async def test_a_wrong_parameter_is_named(web: httpx.AsyncClient, query: dict[str, str], field: str) -> None:
    answer = await web.get(PATH, params=query)
    assert answer.status_code == 422
    assert answer.json()["field"] == field


async def test_an_unknown_conference_is_not_found(web: httpx.AsyncClient) -> None:
    answer = await web.get(f"{PATH}/hn-9")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_conference_shows_as_it_stands_now(notices: Notices, web: httpx.AsyncClient) -> None:
    document = {"number": "12/TB", "date": "2024-06-06"}
    await notices.take(
        told("ConferenceScheduled", MAY),
        told("ConferenceRescheduled", "2024-05-20T08:00:00+07:00"),
        told("ConferenceCancelled", "2024-06-06T08:00:00+07:00", reason="no_petitions", document=document),
    )
    shown = (await web.get(f"{PATH}/hn-1")).json()
    assert (shown["starts_on"], shown["rescheduled"], shown["status"]) == ("2024-07-10", 1, "cancelled")
    assert (shown["cancelled_reason"], shown["cancelled_document"]) == ("no_petitions", document)
