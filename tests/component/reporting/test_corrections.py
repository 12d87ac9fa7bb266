"""A correction takes effect at its original's place on every report and is seen in the history; what was
known before it stays what it was (R23, R29)."""

from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from shared.dialogue.acts import Act
from tests.builders.acts import act, answered, at, corrected, escalated, held, received, scheduled, unsaid
from tests.builders.reporting_side import ReportingSide

FIRST, SECOND = at("2025-01-10 08:00"), at("2025-01-20 08:00")
AS_OF = "2024-07-15T12:00:00+07:00"
REPORTS = (
    "quarters/2024-Q2",
    "quarters/2024-Q3",
    "quarters/2024-Q2/open-petitions",
    "quarters/2024-Q2/reconciliation",
    "conferences/hn-1/appendix",
    "conferences/hn-1/trace",
    "petitions/kn-1/trace",
    "beyond-competence",
    "to-urge",
    "compliance",
)


def recorded(moment: datetime, *acts: Act) -> list[Act]:
    return [replace(each, recorded_at=moment) for each in acts]


def of(told: Act, petition: str) -> Act:
    return replace(told, data={**told.data, "petition_id": petition})


FIGURES = {"received": 3, "resolved": 1, "transferred": 0, "awaiting_direction": 1}
TOLD = recorded(
    FIRST,
    scheduled("2024-06-10 08:00", unit="dist-an-lao"),
    held("2024-06-10 12:00"),
    received("2024-06-03 09:00"),
    received("2024-06-04 09:00", "credit", petition="kn-2"),
    received("2024-06-05 09:00", "credit", petition="kn-3"),
    answered("2024-06-12 09:00"),
    of(escalated("2024-06-12 09:00"), "kn-2"),
    act("ResultReportFiled", "2024-06-14 16:00", conference_id="hn-1", figures=FIGURES),
)
SCHEDULED, HELD, LAND, CREDIT, OTHER, ANSWER, ESCALATION, REPORT = TOLD

CORRECTIONS: dict[str, tuple[Act, set[str]]] = {
    "a wrong group": (
        corrected(LAND, group="capital"),
        {"quarters/2024-Q2", "quarters/2024-Q2/reconciliation", "conferences/hn-1/appendix",
         "petitions/kn-1/trace"},
    ),
    "an answer that did not resolve": (
        corrected(ANSWER, fully_resolved=False),
        {"quarters/2024-Q2", "quarters/2024-Q2/open-petitions", "quarters/2024-Q2/reconciliation",
         "conferences/hn-1/appendix", "petitions/kn-1/trace", "to-urge"},
    ),
    "an answer given late": (
        corrected(ANSWER, time="2024-07-12 09:00"),
        {"quarters/2024-Q2/reconciliation", "petitions/kn-1/trace", "compliance"},
    ),
    "an escalation at another time": (
        corrected(ESCALATION, time="2024-06-17 09:00"),
        {"quarters/2024-Q2/open-petitions", "quarters/2024-Q2/reconciliation", "beyond-competence",
         "to-urge"},
    ),
    "a wrong day of the conference": (
        corrected(SCHEDULED, starts_at=at("2024-07-04 08:00").isoformat()),
        {"quarters/2024-Q2", "quarters/2024-Q3", "quarters/2024-Q2/open-petitions",
         "quarters/2024-Q2/reconciliation", "conferences/hn-1/appendix", "conferences/hn-1/trace",
         "beyond-competence", "to-urge", "compliance"},
    ),
    "figures wrongly reported": (
        corrected(REPORT, figures={**FIGURES, "received": 2}),
        {"quarters/2024-Q2/reconciliation", "conferences/hn-1/trace"},
    ),
    "an answer that was never given": (
        unsaid(ANSWER),
        {"quarters/2024-Q2", "quarters/2024-Q2/open-petitions", "quarters/2024-Q2/reconciliation",
         "conferences/hn-1/appendix", "petitions/kn-1/trace", "to-urge", "compliance"},
    ),
    "an escalation that was never made": (
        unsaid(ESCALATION),
        {"quarters/2024-Q2", "quarters/2024-Q2/open-petitions", "quarters/2024-Q2/reconciliation",
         "conferences/hn-1/appendix", "beyond-competence", "to-urge"},
    ),
    "a conference that was never held": (
        unsaid(HELD),
        {"quarters/2024-Q2", "conferences/hn-1/appendix", "conferences/hn-1/trace", "compliance"},
    ),
    "a report that was never filed": (
        unsaid(REPORT), {"quarters/2024-Q2/reconciliation", "conferences/hn-1/trace", "compliance"},
    ),
}  # fmt: skip


async def answers(side: ReportingSide, known_at: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for report in REPORTS:
        answer = await side.get(f"/api/reports/{report}", as_of=AS_OF, known_at=known_at.isoformat())
        assert answer.status_code == 200, (report, answer.text)
        found[report] = answer.json()
        assert found[report].pop("known_at") == known_at.isoformat()
    return found


@pytest.mark.parametrize("which", CORRECTIONS)
async def test_a_correction_changes_the_reports_it_should_and_none_as_known_before(
    side: ReportingSide, which: str
) -> None:
    correction, changing = CORRECTIONS[which]
    await side.tell(TOLD)
    before = await answers(side, FIRST)
    await side.tell(recorded(SECOND, correction))
    assert await answers(side, FIRST) == before
    after = await answers(side, SECOND)
    assert {report for report in REPORTS if after[report] != before[report]} == changing


async def test_a_history_tells_the_correction_and_what_was_said_before(
    side: ReportingSide,
) -> None:
    await side.tell(TOLD)
    await side.tell(recorded(SECOND, corrected(LAND, group="capital", time="2024-06-02 10:00")))
    found = (await side.get("/api/reports/petitions/kn-1/trace")).json()
    (reception, answer) = found["items"]
    assert reception["said"] == {"conference_id": "hn-1", "group": "capital"}
    assert (reception["time"], reception["recorded_at"]) == ("2024-06-02T10:00:00+07:00", FIRST.isoformat())
    assert reception["first_said"]["time"] == "2024-06-03T09:00:00+07:00"
    assert reception["first_said"]["said"]["group"] == "land"
    (correction,) = reception["corrections"]
    assert (correction["reason"], correction["in_effect"]) == ("ghi nhầm", True)
    assert correction["recorded_at"] == SECOND.isoformat()
    assert (answer["after"], answer["first_said"]) == ({"state": "resolved", "group": "capital"}, None)


async def test_a_history_shows_what_was_taken_back_struck_out_with_who_when_and_why(
    side: ReportingSide,
) -> None:
    await side.tell(TOLD)
    await side.tell(recorded(SECOND, unsaid(ANSWER, own_time="2025-01-19 16:00")))
    path = "/api/reports/petitions/kn-1/trace"
    _, answer = (await side.get(path)).json()["items"]
    assert (answer["name"], answer["counts"], answer["after"]) == ("PetitionAnswered", False, None)
    assert answer["said"]["fully_resolved"] is True
    by = answer["taken_back"]
    assert (by["by_unit"], by["reason"]) == ("so-xay-dung", "gửi nhầm")
    assert (by["time"], by["recorded_at"]) == ("2025-01-19T16:00:00+07:00", SECOND.isoformat())
    _, then = (await side.get(path, known_at=FIRST.isoformat())).json()["items"]
    assert (then["counts"], then["taken_back"]) == (True, None)


async def test_what_is_unknown_has_no_history_and_a_wrong_id_is_named(
    side: ReportingSide,
) -> None:
    await side.tell(TOLD)
    assert (await side.get("/api/reports/petitions/kn-9/trace")).status_code == 404
    assert (await side.get("/api/reports/conferences/hn-9/trace")).status_code == 404
    early = await side.get("/api/reports/petitions/kn-1/trace", as_of="2024-06-01T00:00:00+07:00")
    assert early.status_code == 404
    wrong = await side.get("/api/reports/petitions/KN 1/trace")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "petition_id")
