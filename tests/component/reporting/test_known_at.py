"""For one `as_of` and one `known_at` the figures are the same for ever (R29)."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from services.reporting.domain.petition_line import PetitionLine
from shared.dialogue.quarter import Quarter
from tests.builders.acts import (
    CONFERENCE,
    act,
    answered,
    at,
    corrected,
    refused,
    rescheduled,
    scheduled,
    withdrawn,
)  # fmt: skip
from tests.builders.calendars import exchanged
from tests.builders.editions import FIRST, SECOND, first_told, recorded
from tests.builders.reporting_side import ReportingSide, rows_of

AS_OF = "2024-09-01T12:00:00+07:00"


async def test_what_is_recorded_later_does_not_change_what_was_known(side: ReportingSide) -> None:
    await side.tell(first_told())
    then = await side.summary("2024-Q2", as_of=AS_OF)
    assert then["known_at"] == FIRST.isoformat()
    assert then["totals"]["pending"] == 2
    await side.tell(recorded(SECOND, answered("2024-06-12 09:00")))
    now = await side.summary("2024-Q2", as_of=AS_OF)
    assert now["totals"]["resolved"] == 1
    assert await side.summary("2024-Q2", as_of=AS_OF, known_at=then["known_at"]) == then
    await side.rebuild()
    await side.promise(SECOND)
    assert await side.summary("2024-Q2", as_of=AS_OF, known_at=then["known_at"]) == then
    assert await side.summary("2024-Q2", as_of=AS_OF, known_at=now["known_at"]) == now


async def test_a_correction_of_the_day_moves_the_conference_only_from_when_it_was_recorded(
    side: ReportingSide,
) -> None:
    told = first_told()
    await side.tell(told)
    then = await side.summary("2024-Q2", as_of=AS_OF)
    correction = corrected(told[0], starts_at=at("2024-07-04 08:00").isoformat())
    await side.tell(recorded(SECOND, correction))
    assert rows_of(await side.summary("2024-Q2", as_of=AS_OF)) == []
    (moved,) = rows_of(await side.summary("2024-Q3", as_of=AS_OF))
    assert (moved["starts_on"], moved["received"]) == ("2024-07-04", 2)
    assert await side.summary("2024-Q2", as_of=AS_OF, known_at=FIRST.isoformat()) == then
    assert rows_of(await side.summary("2024-Q3", as_of=AS_OF, known_at=FIRST.isoformat())) == []


async def test_a_petition_corrected_to_another_conference_counts_where_it_belongs(
    side: ReportingSide,
) -> None:
    told = first_told()
    other = replace(
        scheduled("2024-08-01 08:00", unit="dist-an-lao"),
        data={**told[0].data, "conference_id": "hn-2", "unit_id": "dist-an-lao"},
        recorded_at=FIRST, event_id="other", unit_id="dist-an-lao",
    )  # fmt: skip
    other = replace(other, data={**other.data, "starts_at": at("2024-08-01 08:00").isoformat()})
    await side.tell([*told, other])
    before = await side.summary("2024-Q2", as_of=AS_OF)
    await side.tell(recorded(SECOND, corrected(told[3], conference_id="hn-2")))
    assert (await side.summary("2024-Q2", as_of=AS_OF))["totals"]["received"] == 1
    assert (await side.summary("2024-Q3", as_of=AS_OF))["totals"]["received"] == 1
    assert await side.summary("2024-Q2", as_of=AS_OF, known_at=FIRST.isoformat()) == before


async def test_facts_newer_than_the_horizon_are_left_out_until_it_has_moved_on(side: ReportingSide) -> None:
    await side.tell(first_told())
    then = await side.summary("2024-Q2", as_of=AS_OF)
    await side.take([side.topics.put(act) for act in recorded(SECOND, refused("2024-06-05 09:00"))])
    assert await side.summary("2024-Q2", as_of=AS_OF) == then
    await side.fold()
    assert await side.summary("2024-Q2", as_of=AS_OF) == then
    await side.promise(SECOND)
    assert (await side.summary("2024-Q2", as_of=AS_OF))["totals"]["refused"] == 1


async def test_what_is_taken_in_and_not_folded_yet_counts_already(side: ReportingSide) -> None:
    await side.tell(first_told())
    await side.take([side.topics.put(act) for act in recorded(FIRST, withdrawn("2024-06-20 09:00"))])
    unfolded = await side.summary("2024-Q2", as_of=AS_OF)
    await side.fold()
    assert unfolded == await side.summary("2024-Q2", as_of=AS_OF)
    assert unfolded["totals"]["withdrawn"] == 1


async def test_a_rescheduling_not_folded_yet_moves_row_and_due_days_already(side: ReportingSide) -> None:
    await side.tell(first_told())
    moving = rescheduled("2024-06-08", "2024-08-28 08:00")
    await side.take([side.topics.put(act) for act in recorded(FIRST, moving)])
    unfolded = await side.summary("2024-Q3", as_of=AS_OF)
    await side.fold()
    assert unfolded == await side.summary("2024-Q3", as_of=AS_OF)
    (row,) = rows_of(unfolded)
    assert (row["starts_on"], row["received"], row["overdue"]) == ("2024-08-28", 2, 0)


async def test_a_calendar_taken_in_and_not_worked_off_yet_says_already_what_is_overdue(
    side: ReportingSide,
) -> None:
    """Its own mark stands before any petition's: figures, lines and an edition say what they say after."""
    await side.tell(first_told())
    as_of = {"as_of": "2024-06-20T12:00:00+07:00"}

    async def told() -> tuple[dict[str, Any], list[PetitionLine], dict[str, Any]]:
        async with side.reports.reading(at("2024-06-20 12:00")) as reading:
            summary = await reading.quarter(Quarter(2024, 2))
            lines = await reading.lines(summary.sections[0].rows)
        compiled = (await side.post("/api/reports/quarters/2024-Q2/editions", as_of)).json()
        return summary.to_json(), lines, {**compiled, "edition": 0, "compiled_at": ""}

    assert (await side.summary("2024-Q2", **as_of))["totals"]["overdue"] == 2
    exchange = exchanged(2, "2024-06-01", off="2024-06-12", worked="2024-06-29")
    (applied,) = recorded(FIRST, act("CalendarApplied", "2024-06-01", **exchange))
    await side.take([side.topics.put(applied, "calendar/working-days", "deadlines")])
    unfolded = await told()
    assert unfolded[0]["totals"]["overdue"] == unfolded[2]["totals"]["overdue"] == 0
    await side.fold()
    assert await told() == unfolded


async def test_a_calendar_that_is_worked_off_changes_no_figure_known_before_it(side: ReportingSide) -> None:
    await side.tell(first_told())
    as_of = {"as_of": "2024-06-20T12:00:00+07:00"}
    then = await side.summary("2024-Q2", **as_of, known_at=FIRST.isoformat())
    exchange = exchanged(2, "2024-06-01", off="2024-06-12", worked="2024-06-29")
    (applied,) = recorded(SECOND, act("CalendarApplied", "2024-06-01", **exchange))
    await side.take([side.topics.put(applied, "calendar/working-days", "deadlines")])
    await side.fold()
    await side.promise(SECOND)
    assert await side.summary("2024-Q2", **as_of, known_at=FIRST.isoformat()) == then
    now = await side.summary("2024-Q2", **as_of, known_at=SECOND.isoformat())
    assert (then["totals"]["overdue"], now["totals"]["overdue"]) == (2, 0)


async def test_the_horizon_waits_for_every_promised_fact_and_never_goes_back(side: ReportingSide) -> None:
    late = side.topics.put(scheduled("2024-06-10 08:00"))
    assert await side.promise(SECOND) is None
    await side.take([late])
    assert await side.promise(SECOND) == SECOND
    assert await side.promise(FIRST) == SECOND


async def test_no_answer_is_given_for_what_nobody_can_vouch_for(side: ReportingSide) -> None:
    await side.take([side.topics.put(act) for act in first_told()])
    await side.fold()
    assert (await side.get("/api/reports/quarters/2024-Q2")).status_code == 503
    await side.promise(FIRST)
    beyond = (FIRST + timedelta(seconds=1)).isoformat()
    answer = await side.get("/api/reports/quarters/2024-Q2", known_at=beyond)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert "retry-after" in answer.headers


async def test_bad_moments_and_quarters_are_refused_by_name(side: ReportingSide) -> None:
    await side.promise(FIRST)
    for path, query, name in (
        ("2024-Q2", {"as_of": "hôm qua"}, "as_of"),
        ("2024-Q2", {"as_of": "2025-03-04T09:00:00+07:00"}, "as_of"),
        ("2024-Q2", {"known_at": "2024-06-01T00:00:00"}, "known_at"),
        ("2024-Q5", {}, "quarter"),
        ("2024-q2", {}, "quarter"),
        ("2024-Q5.xlsx", {}, "quarter"),
    ):
        answer = await side.get(f"/api/reports/quarters/{path}", **query)
        assert (answer.status_code, answer.json()["field"]) == (422, name)


async def test_an_unknown_conference_has_no_appendix(side: ReportingSide) -> None:
    await side.tell(first_told())
    assert (await side.get("/api/reports/conferences/hn-0/appendix")).status_code == 404
    before = await side.get(
        f"/api/reports/conferences/{CONFERENCE}/appendix", as_of="2024-01-01T00:00:00+07:00"
    )
    assert before.status_code == 404


async def test_nobody_vouches_for_a_moment_from_which_a_fact_is_held_back(side: ReportingSide) -> None:
    """Questions are answered by what was known before it, by a rebuilt database too."""
    await side.tell(first_told())
    held_back = act("PetitionForwarded", "2024-06-11 08:00", petition_id="kn-1")
    await side.tell(recorded(SECOND, held_back, answered("2024-06-12 09:00")))
    await side.tell(recorded(SECOND + timedelta(days=3), withdrawn("2024-06-12 09:00")))
    before = (SECOND - timedelta(microseconds=1)).isoformat()
    for _ in ("as it is", "rebuilt"):
        found = await side.summary("2024-Q2", as_of=AS_OF)
        assert (found["known_at"], found["totals"]["pending"]) == (before, 2)
        refused = await side.get("/api/reports/quarters/2024-Q2", as_of=AS_OF, known_at=SECOND.isoformat())
        assert refused.status_code == 503
        await side.rebuild()
        await side.promise(SECOND + timedelta(days=3))
    async with side.engine.begin() as conn:
        no_fact = b'\xff\x00"recordedtime":"2024-13-01"'
        await conn.exec_driver_sql("UPDATE parked_facts SET value = $1", (no_fact,))
    now = await side.summary("2024-Q2", as_of=AS_OF)
    assert now["known_at"] == (SECOND + timedelta(days=3)).isoformat()
