"""A list of deadlines costs the same statements whatever its length and filters: none is asked a row."""

from tests.builders.followed_facts import DeadlinesSide
from tests.builders.pages import pages_of
from tests.builders.statements import statements
from tests.component.deadlines.test_small_year import published

AT_MOST = {
    "/api/deadlines": 3,
    "/api/deadlines/overdue-petitions": 3,
    "/api/deadlines?state=overdue&kind=result_report": 3,
    "/api/deadlines?state=open&unit_id=so-xay-dung": 3,
    "/api/deadlines/calendar/2025": 3,
}

ONE = "/api/deadlines/{deadline_id}"
ONE_AT_MOST = 7


def test_every_page_of_deadlines_is_counted_here(side: DeadlinesSide) -> None:
    counted = {path.partition("?")[0].replace("2025", "{year}") for path in AT_MOST}
    assert pages_of(side.app()) == counted | {ONE}


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


async def test_the_total_of_a_list_is_counted_on_its_first_page_alone(side: DeadlinesSide) -> None:
    await published(side, seed=1, chunk=40)
    first = (await side.get("/api/deadlines", limit="1")).json()
    with statements() as found:
        second = (await side.get("/api/deadlines", limit="1", cursor=first["next_cursor"])).json()
    assert second["total"] == first["total"] > 1
    assert not [statement for statement in found if "count(*)" in statement]


async def test_a_deadline_is_told_and_explained_with_as_many_statements_whatever_has_moved_it(
    side: DeadlinesSide,
) -> None:
    await published(side, seed=1, chunk=40)
    listed = (await side.get("/api/deadlines", limit="100")).json()["items"]
    assert len({each["kind"] for each in listed}) > 1
    for each in listed[::10]:
        with statements() as found:
            answer = await side.get(ONE.format(deadline_id=each["deadline_id"]))
        assert answer.status_code == 200, answer.text
        assert len(found) <= ONE_AT_MOST, (each["kind"], found)
