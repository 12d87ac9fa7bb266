"""A list of deadlines costs the same statements whatever its length and filters: none is asked a row."""

from tests.builders.followed_facts import DeadlinesSide
from tests.builders.statements import statements
from tests.component.deadlines.test_small_year import published

AT_MOST = {
    "/api/deadlines": 3,
    "/api/deadlines/overdue-petitions": 3,
    "/api/deadlines?state=overdue&kind=result_report": 3,
    "/api/deadlines?state=open&unit_id=so-xay-dung": 3,
    "/api/deadlines/calendar/2025": 3,
}

ONE_AT_MOST = 3


async def test_every_list_of_deadlines_is_answered_with_three_statements_whatever_its_length(
    side: DeadlinesSide,
) -> None:
    await published(side, seed=1, chunk=40)
    for path, most in AT_MOST.items():
        for limit in ("1", "500"):
            with statements() as found:
                answer = await side.get(path, **({"limit": limit} if "calendar" not in path else {}))
            assert answer.status_code == 200, answer.text
            assert len(found) <= most, (path, found)


async def test_a_deadline_is_told_and_explained_with_as_many_statements_whatever_has_moved_it(
    side: DeadlinesSide,
) -> None:
    await published(side, seed=1, chunk=40)
    listed = (await side.get("/api/deadlines", limit="100")).json()["items"]
    assert len({each["kind"] for each in listed}) > 1
    for each in listed[::10]:
        with statements() as found:
            answer = await side.get(f"/api/deadlines/{each['deadline_id']}")
        assert answer.status_code == 200, answer.text
        assert len(found) <= ONE_AT_MOST, (each["kind"], found)
