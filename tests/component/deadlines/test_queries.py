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
