"""A page or a list of reporting costs the same statements for a week as for a year: none is asked a row."""

from collections.abc import Mapping

import pytest

from tests.builders.editions import compiled
from tests.builders.pages import pages_of
from tests.builders.reporting_side import ReportingSide
from tests.builders.statements import statements
from tests.component.reporting.test_small_year import acts_of_the_year

QUARTER = "/api/reports/quarters/{quarter}"
AT_MOST: Mapping[str, int] = {
    "/": 15,
    QUARTER: 10,
    f"{QUARTER}.xlsx": 23,
    f"{QUARTER}/open-petitions": 9,
    f"{QUARTER}/reconciliation": 14,
    "/api/reports/compliance": 10,
    "/api/reports/budgets": 4,
    "/api/reports/beyond-competence": 9,
    "/api/reports/beyond-competence.xlsx": 9,
    "/api/reports/to-urge": 9,
    "/api/reports/to-urge.xlsx": 9,
}
OF_EDITIONS: Mapping[str, int] = {
    f"{QUARTER}/editions": 1,
    f"{QUARTER}/editions/{{number}}": 1,
    f"{QUARTER}/editions/{{number}}.xlsx": 1,
    f"{QUARTER}/editions/{{number}}/diff/{{other}}": 5,
}
OF_ONE: Mapping[str, int] = {
    "/api/reports/conferences/{conference_id}/trace": 4,
    "/api/reports/conferences/{conference_id}/appendix": 13,
    "/api/reports/conferences/{conference_id}/appendix.xlsx": 14,
    "/api/reports/petitions/{petition_id}/trace": 4,
}
YEAR = {"year": "2024"}


async def _statements(side: ReportingSide, template: str, **values: str) -> list[str]:
    path = template.format(quarter="2024-Q2", **values)
    with statements() as found:
        answer = await side.get(
            path, **(YEAR if path.endswith(("compliance", "budgets", "competence")) else {})
        )
    assert answer.status_code == 200, (path, answer.text)
    return found


def test_every_page_of_reporting_is_counted_here(side: ReportingSide) -> None:
    assert pages_of(side.app()) | {"/"} == {*AT_MOST, *OF_EDITIONS, *OF_ONE}


@pytest.mark.parametrize("summed_up", [True, False], ids=["summed up", "from the spans"])
async def test_every_list_of_reporting_is_answered_with_as_many_statements_for_a_year_as_for_a_week(
    side: ReportingSide, summed_up: bool
) -> None:
    acts = sorted(acts_of_the_year(), key=lambda act: act.time)
    await side.tell(acts[: len(acts) // 3])
    before = {page: await _statements(side, page) for page in AT_MOST}
    await side.tell(acts[len(acts) // 3 :])
    if not summed_up:
        async with side.engine.begin() as conn:
            await conn.exec_driver_sql(
                "INSERT INTO figure_touches (conference_id) SELECT DISTINCT conference_id FROM petition_spans"
            )
    after = {page: await _statements(side, page) for page in AT_MOST}
    # What is counted from the spans besides is one more for all of them together.
    for page, most in AT_MOST.items():
        assert len(after[page]) <= len(before[page]) + (0 if summed_up else 1), (page, after[page])
        assert len(after[page]) <= most, (page, after[page])


async def test_editions_are_listed_shown_and_compared_with_as_many_statements_whatever_is_in_them(
    side: ReportingSide,
) -> None:
    acts = sorted(acts_of_the_year(), key=lambda act: act.time)
    cut = next(place for place, act in enumerate(acts) if act.time.month > 4)
    for told, editions in ((acts[:cut], ("1", "2")), (acts[cut:], ("3", "4"))):
        await side.tell(told)
        for _ in editions:
            await compiled(side)
        number, other = editions
        found = {page: await _statements(side, page, number=number, other=other) for page in OF_EDITIONS}
        for page, most in OF_EDITIONS.items():
            assert len(found[page]) <= most, (page, found[page])


async def test_what_one_conference_or_petition_is_told_of_costs_the_same_statements_whichever_it_is(
    side: ReportingSide,
) -> None:
    acts = acts_of_the_year()
    await side.tell(acts)
    conferences = sorted({a.data["conference_id"] for a in acts if a.name == "ConferenceScheduled"})[:5]
    petitions = sorted({a.data["petition_id"] for a in acts if a.name == "PetitionReceived"})[:5]
    for conference_id, petition_id in zip(conferences, petitions, strict=True):
        for page, most in OF_ONE.items():
            found = await _statements(side, page, conference_id=conference_id, petition_id=petition_id)
            assert len(found) <= most, (page, found)
