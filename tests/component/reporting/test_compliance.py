"""The ledger of a year, as of any moment and by what was known at another (R1–R9, R11, R17, R29)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from shared.dialogue.acts import Act
from shared.units import shipped
from tests.builders.acts import (
    PETITION,
    UNIT,
    act,
    answered,
    at,
    cancelled,
    corrected,
    held,
    posted,
    received,
    registered,
    reported,
    scheduled,
    withdrawn,
)
from tests.builders.reporting_side import ReportingSide

LEDGER = "/api/reports/compliance"
AS_OF = "2024-12-31T12:00:00+07:00"
FIRST, SECOND = at("2025-01-10 08:00"), at("2025-01-20 08:00")
NONE = {"in_time": 0, "late": 0, "overdue": 0, "open": 0}


def recorded(moment: datetime, *acts: Act) -> list[Act]:
    return [replace(one, recorded_at=moment) for one in acts]


def planned(time: str, year: int, unit: str = UNIT, **more: Any) -> Act:
    plan: dict[str, Any] = {"unit_id": unit, "year": year, "conferences": [], **more}
    return act("AnnualPlanSubmitted", time, by=unit, **plan)


async def ledger(side: ReportingSide, **query: str) -> dict[str, Any]:
    found = await side.get(LEDGER, **({"year": "2024", "as_of": AS_OF} | query))
    assert found.status_code == 200, found.text
    return found.json()


async def line(side: ReportingSide, unit: str = UNIT, **query: str) -> dict[str, Any]:
    return {each["unit_id"]: each for each in (await ledger(side, **query))["items"]}[unit]


# The conference is on Monday 10 June 2024: notices until 30 May, answers and the report until 19 June.
def a_year() -> Sequence[Act]:
    return [
        scheduled("2024-06-10 08:00", time="2024-05-02 08:00"),
        posted("2024-05-30 23:00"),
        posted("2024-05-31 09:00", "one_stop_desk"),
        held("2024-06-10 12:00", 19),
        reported("2024-06-20 09:00"),
        received("2024-06-03 09:00"),
        answered("2024-06-19 23:00"),
        received("2024-06-03 10:00", petition="kn-2"),
        replace(answered("2024-06-20 09:00"), data={**answered("2024-06-20").data, "petition_id": "kn-2"}),
        received("2024-06-03 11:00", petition="kn-3"),
        received("2024-06-03 12:00", petition="kn-4"),
        replace(withdrawn("2024-06-05 12:00"), data={"petition_id": "kn-4"}),
    ]


async def test_a_unit_s_year_is_told_from_its_acts(side: ReportingSide) -> None:
    await side.tell(a_year())
    found = await line(side)
    assert (found["minimum"], found["held"], found["lawfully_stopped"], found["minimum_met"]) == (
        1,
        1,
        0,
        True,
    )
    assert found["notices"] == {"portal": NONE | {"in_time": 1}, "one_stop_desk": NONE | {"late": 1}}
    assert found["reports"] == NONE | {"late": 1}
    assert found["answers"] == NONE | {"in_time": 1, "late": 1, "overdue": 1}
    assert (found["overdue"], found["fewer_than_20_participants"]) == (1, 1)
    # The plan itself is of 05/4/2024: the first annual plan owed is that of 2025.
    assert (found["plan"], found["plan_sent"]) == (None, False)


async def test_every_obliged_unit_has_a_line_in_the_order_of_the_registry_and_no_other_has(
    side: ReportingSide,
) -> None:
    await side.tell(a_year())
    expected = [u.id for u in shipped().units if u.obliged and u.valid_at(at("2024-12-31").date())]
    found = [each["unit_id"] for each in (await ledger(side))["items"]]
    assert [unit_id for unit_id in found if unit_id in expected] == expected
    assert all(shipped().get(unit_id).obliged for unit_id in found)  # pyright: ignore
    assert "cong-an-thanh-pho-hai-phong" not in found


async def test_the_past_is_told_as_it_stood(side: ReportingSide) -> None:
    await side.tell(a_year())
    before = await line(side, as_of="2024-05-30T12:00:00+07:00")
    assert (before["held"], before["notices"]["portal"]) == (0, NONE | {"open": 1})
    due = await line(side, as_of="2024-06-19T12:00:00+07:00")
    assert due["answers"] == NONE | {"open": 3}
    assert (due["reports"], due["overdue"]) == (NONE | {"open": 1}, 0)


async def test_what_is_recorded_later_does_not_change_what_was_known_before_and_after_a_rebuild(
    side: ReportingSide,
) -> None:
    told = recorded(FIRST, *a_year())
    await side.tell(told)
    then = await ledger(side)
    late = corrected(told[4], time="2024-06-19 09:00")
    elsewhere = corrected(told[0], starts_at=at("2023-06-12 08:00").isoformat())
    await side.tell(recorded(SECOND, late, elsewhere))
    assert (await line(side))["held"] == 0
    assert (await line(side, year="2023"))["held"] == 1
    assert await ledger(side, known_at=FIRST.isoformat()) == then
    now = await ledger(side)
    await side.rebuild()
    await side.promise(SECOND)
    assert await ledger(side, known_at=FIRST.isoformat()) == then
    assert await ledger(side) == now


async def test_a_registration_decides_whether_a_stop_was_lawful_r8(side: ReportingSide) -> None:
    told = recorded(
        FIRST, scheduled("2024-06-10 08:00", reception_deadline="2024-06-03"),
        cancelled("2024-06-05 08:00", "no_petitions"),
    )  # fmt: skip
    await side.tell(told)
    found = await line(side)
    assert (found["held"], found["lawfully_stopped"], found["minimum_met"]) == (0, 1, True)
    await side.tell(recorded(SECOND, registered("2024-06-01 08:00")))
    found = await line(side)
    assert (found["lawfully_stopped"], found["minimum_met"]) == (0, False)
    assert (await line(side, known_at=FIRST.isoformat()))["lawfully_stopped"] == 1


async def test_a_petition_refused_or_not_makes_a_stop_unlawful_r8(side: ReportingSide) -> None:
    await side.tell(
        [
            scheduled("2024-06-10 08:00", reception_deadline="2024-06-03"),
            cancelled("2024-06-05 08:00", "no_petitions"),
            received("2024-06-01 08:00"),
            act("PetitionRefused", "2024-06-02 08:00", petition_id=PETITION, reason="judicial"),
        ]
    )
    found = await line(side)
    assert (found["lawfully_stopped"], found["answers"]) == (0, NONE)


async def test_the_earliest_plan_of_the_year_meets_31_march_r4(make_side: Any) -> None:
    side = await make_side(at("2025-07-01 09:00"))
    on_time, too_late = planned("2025-03-31 23:59", 2025), planned("2025-04-01 00:00", 2025, "dist-an-lao")
    again = planned("2025-05-05 08:00", 2025)
    await side.tell(
        recorded(SECOND, on_time, too_late, again, planned("2025-01-05 08:00", 2026, "dist-an-duong"))
    )

    async def plans(as_of: str) -> list[str | None]:
        units = (UNIT, "dist-an-lao", "dist-an-duong")
        return [(await line(side, unit, year="2025", as_of=as_of))["plan"] for unit in units]

    assert await plans("2025-06-30T12:00:00+07:00") == ["in_time", "late", "overdue"]
    assert await plans("2025-03-31T12:00:00+07:00") == ["open", "open", "open"]


async def test_a_unit_that_ended_in_the_year_owes_no_minimum_from_when_its_end_was_known_r6(
    make_side: Any,
) -> None:
    side = await make_side(at("2026-01-05 09:00"))
    end = {"unit_id": UNIT, "valid_to": "2025-06-30", "document": {"number": "1/NQ", "date": "2025-06-01"}}
    await side.tell(recorded(FIRST, planned("2025-02-01 08:00", 2025)))
    await side.tell(recorded(SECOND, act("UnitChanged", "2025-06-01 08:00", **end)))
    moments = {"year": "2025", "as_of": "2025-12-31T12:00:00+07:00"}
    now = await line(side, **moments)
    assert (now["minimum"], now["plan"]) == (0, "in_time")
    assert (await line(side, known_at=FIRST.isoformat(), **moments))["minimum"] == 1


async def test_the_year_is_that_of_the_moment_and_a_wrong_one_is_refused(side: ReportingSide) -> None:
    await side.tell(a_year())
    assert (await side.get(LEDGER, as_of=AS_OF)).json()["year"] == 2024
    assert (await side.get(LEDGER, year="1999")).status_code == 422
