"""A page or a list of reporting costs the same statements for a week as for a year: none is asked a row."""

from collections.abc import Mapping

import pytest

from tests.builders.reporting_side import ReportingSide
from tests.builders.statements import statements
from tests.component.reporting.test_small_year import acts_of_the_year

AT_MOST: Mapping[str, int] = {
    "/": 20,
    "/api/reports/quarters/2024-Q2": 12,
    "/api/reports/quarters/2024-Q2/editions": 4,
    "/api/reports/quarters/2024-Q2/open-petitions": 14,
    "/api/reports/quarters/2024-Q2/reconciliation": 16,
    "/api/reports/compliance?year=2024": 14,
    "/api/reports/budgets?year=2024": 6,
    "/api/reports/beyond-competence?year=2024": 12,
    "/api/reports/to-urge": 12,
}
ONE_AT_MOST = {("conferences", "trace"): 2, ("conferences", "appendix"): 3, ("petitions", "trace"): 2}


async def _statements(side: ReportingSide, path: str) -> list[str]:
    with statements() as found:
        answer = await side.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return found


@pytest.mark.parametrize("summed_up", [True, False], ids=["summed up", "from the spans"])
async def test_every_list_of_reporting_is_answered_with_as_many_statements_for_a_year_as_for_a_week(
    side: ReportingSide, summed_up: bool
) -> None:
    acts = sorted(acts_of_the_year(), key=lambda act: act.time)
    await side.tell(acts[: len(acts) // 3])
    before = {path: await _statements(side, path) for path in AT_MOST}
    await side.tell(acts[len(acts) // 3 :])
    if not summed_up:
        async with side.engine.begin() as conn:
            await conn.exec_driver_sql(
                "INSERT INTO figure_touches (conference_id) SELECT DISTINCT conference_id FROM petition_spans"
            )
    after = {path: await _statements(side, path) for path in AT_MOST}
    # What is counted from the spans besides is one more for all of them together.
    for path, most in AT_MOST.items():
        assert len(after[path]) <= len(before[path]) + (not summed_up), (path, after[path])
        assert len(after[path]) <= most, (path, after[path])


async def test_what_one_conference_or_petition_is_told_of_costs_the_same_statements_whichever_it_is(
    side: ReportingSide,
) -> None:
    acts = acts_of_the_year()
    await side.tell(acts)
    conferences = sorted({a.data["conference_id"] for a in acts if a.name == "ConferenceScheduled"})[:5]
    petitions = sorted({a.data["petition_id"] for a in acts if a.name == "PetitionReceived"})[:5]
    paths = [f"conferences/{each}/{page}" for each in conferences for page in ("trace", "appendix")]
    for path in [*paths, *(f"petitions/{each}/trace" for each in petitions)]:
        found = await _statements(side, f"/api/reports/{path}")
        assert len(found) <= ONE_AT_MOST[path.split("/")[0], path.split("/")[2]], (path, found)
