"""Under whom do the duties of a year stand when units end, and is none lost between the lines (R6)?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from services.reporting.domain.conference_compliance import conference_compliance, petition_standing
from services.reporting.domain.unit_compliance import of_year
from shared.dialogue.acts import Act, effective
from shared.dialogue.conference import conference_spans
from shared.units import Registry, Share, shipped
from tests.builders.acts import (
    CALENDAR,
    answered,
    at,
    cancelled,
    held,
    posted,
    received,
    reclassified,
    refused,
    reported,
    rescheduled,
    scheduled,
    written_request,
)

MERGED, HEIR = "so-giao-thong-van-tai", "so-xay-dung"
SPLIT, ONE, OTHER = "dist-hong-bang", "phuong-hong-bang", "phuong-hong-an"
LATER = at("2025-04-01")
TALLIED = ("reports", "answers", "written_answers")

Line = dict[str, Any]


def lines(
    conference: Sequence[Act],
    *petitions: Sequence[Act],
    moment: datetime = LATER,
    registry: Registry | None = None,
    year: int = 2025,
) -> dict[str, Line]:
    """The ledger of one conference, by unit."""
    units, course = registry or shipped(), conference_spans(conference)
    standings = [petition_standing(effective(one), course, moment, CALENDAR, units) for one in petitions]
    found = conference_compliance(conference, [one for one in standings if one], moment, CALENDAR, units)
    assert found is not None
    return {one["unit_id"]: one for one in of_year(year, [found], {}, units, moment).to_json()["items"]}


def some(tally: dict[str, int]) -> dict[str, int]:
    """What is not zero."""
    return {name: count for name, count in tally.items() if count}


def held_by(found: dict[str, Line]) -> dict[str, Line]:
    """Of the units that hold anything: how they kept the notices, the report and the answers."""
    kept = {
        unit_id: {
            name: said
            for name, tally in {**line["notices"], **{name: line[name] for name in TALLIED}}.items()
            if (said := some(tally))
        }
        for unit_id, line in found.items()
    }
    return {unit_id: said for unit_id, said in kept.items() if said}


# Of the merged department, on Wednesday 5 March 2025, four days after its end: notices until 24 February,
# answers and the report until 14 March.
def of_the_merged(*acts: Act) -> list[Act]:
    return [scheduled("2025-03-05 08:00", time="2025-02-03 08:00", unit=MERGED), *acts]


def test_what_was_open_at_the_end_is_the_heirs_and_stays_its_once_it_is_done_r6() -> None:
    conference = of_the_merged(
        posted("2025-02-20 08:00"), posted("2025-03-03 08:00", "one_stop_desk"), held("2025-03-05 12:00", 19),
    )  # fmt: skip
    found = lines(conference, [received("2025-03-04 09:00")])
    assert held_by(found) == {
        MERGED: {"portal": {"in_time": 1}},
        HEIR: {"one_stop_desk": {"late": 1}, "reports": {"overdue": 1}, "answers": {"overdue": 1}},
    }
    assert (found[MERGED]["overdue"], found[HEIR]["overdue"]) == (0, 1)
    done = lines(
        [*conference, reported("2025-03-14 09:00")], [received("2025-03-04 09:00"), answered("2025-03-20")]
    )
    assert held_by(done)[HEIR] == {
        "one_stop_desk": {"late": 1}, "reports": {"in_time": 1}, "answers": {"late": 1},
    }  # fmt: skip
    # The conference itself, and what was broken there, stays with the unit it is of.
    for told in (found, done):
        assert (told[MERGED]["scheduled"], told[MERGED]["held"]) == (1, 1)
        assert (told[MERGED]["fewer_than_20_participants"], told[MERGED]["breaches"]["R9"]) == (1, 1)
        assert (told[HEIR]["scheduled"], told[HEIR]["breaches"]["R9"], told[HEIR]["counted"]) == (0, 0, 1)


@pytest.mark.parametrize(("moment", "holder"), [("2025-02-28 23:59", MERGED), ("2025-03-01", HEIR)])
def test_it_passes_on_at_midnight_after_the_end_overdue_or_not(moment: str, holder: str) -> None:
    found = lines(of_the_merged(), [received("2025-02-20 09:00")], moment=at(moment))
    assert held_by(found) == {
        holder: {"answers": {"open": 1}, "portal": {"overdue": 1}, "one_stop_desk": {"overdue": 1}}
    }


def test_what_was_done_before_the_end_stays_whose_it_was_and_what_was_void_is_nobodys_r6() -> None:
    petitions = [[received("2025-02-05 09:00"), answered("2025-02-28 23:59", by=MERGED)]]
    petitions.append([received("2025-02-05 10:00"), refused("2025-02-06 10:00")])
    assert held_by(lines(of_the_merged(cancelled("2025-02-06 08:00")), *petitions)) == {
        MERGED: {"answers": {"in_time": 1}}
    }


def test_a_report_that_was_filed_before_the_end_is_not_inherited_with_a_later_day_of_the_conference() -> None:
    conference = [
        scheduled("2025-02-20 08:00", time="2025-02-03 08:00", unit=MERGED),
        reported("2025-02-25 08:00"),
        rescheduled("2025-03-03 08:00", "2025-03-10 08:00"),
    ]
    assert held_by(lines(conference))[MERGED] == {"reports": {"in_time": 1}}


def decided(*shares: Share) -> Registry:
    return Registry([replace(u, shares=shares) if u.id == SPLIT else u for u in shipped().units])


# Of a district, on Thursday 26 June 2025: it ended on the 30th, two wards followed it.
DISTRICTS = [scheduled("2025-06-26 08:00", time="2025-06-02 08:00", unit=SPLIT), posted("2025-06-10 08:00")]
IN_AUGUST = at("2025-08-01")


def test_a_split_leaves_it_under_the_old_unit_until_decided_then_it_is_a_wards_though_not_obliged() -> None:
    petition = [received("2025-06-26 09:00", "land")]
    found = lines(DISTRICTS, petition, moment=IN_AUGUST)
    assert held_by(found) == {
        SPLIT: {
            "portal": {"in_time": 1}, "one_stop_desk": {"overdue": 1}, "reports": {"overdue": 1},
            "answers": {"overdue": 1},
        }
    }  # fmt: skip
    assert OTHER not in found
    by_group = lines(
        DISTRICTS, petition, moment=IN_AUGUST, registry=decided(Share(OTHER, groups=frozenset({"land"})))
    )
    assert held_by(by_group)[OTHER] == {"answers": {"overdue": 1}}
    assert by_group[OTHER]["overdue"] == 1
    assert (by_group[OTHER]["obliged"], by_group[OTHER]["minimum"], by_group[OTHER]["plan"]) == (
        False, 0, None,
    )  # fmt: skip
    assert ONE not in by_group
    all_of_it = lines(DISTRICTS, petition, moment=IN_AUGUST, registry=decided(Share(ONE)))
    assert held_by(all_of_it).keys() == {SPLIT, ONE}


def test_a_split_nobody_decided_is_listed_in_the_years_after_its_end_too() -> None:
    conference = [scheduled("2026-01-15 08:00", time="2025-06-02 08:00", unit=SPLIT)]
    found = lines(conference, moment=at("2026-03-01"), year=2026)
    assert held_by(found) == {
        SPLIT: {"portal": {"overdue": 1}, "one_stop_desk": {"overdue": 1}, "reports": {"overdue": 1}}
    }
    assert (found[SPLIT]["scheduled"], found[SPLIT]["minimum"], found[SPLIT]["plan"]) == (1, 0, None)
    assert "dist-le-chan" not in found


def test_an_heir_that_began_after_the_year_is_listed_in_it_for_what_it_inherited() -> None:
    gone, new = "so-du-lich", "so-van-hoa-the-thao-va-du-lich"
    conference = [scheduled("2024-06-10 08:00", time="2024-05-02 08:00", unit=gone)]
    found = lines(conference, [received("2024-06-03 09:00")], moment=LATER, year=2024)
    assert held_by(found) == {
        new: {
            "portal": {"overdue": 1}, "one_stop_desk": {"overdue": 1}, "reports": {"overdue": 1},
            "answers": {"overdue": 1},
        }
    }  # fmt: skip
    assert list(found).index(new) == [u.id for u in shipped().units if u.id in found].index(new)
    before = lines(conference, moment=at("2024-07-01"), year=2024)
    assert new not in before


def test_a_petition_is_overdue_once_under_the_unit_of_its_group_whichever_answer_is_owed() -> None:
    """Both answers are open: the group that it was given after the split decides of both."""
    registry = decided(Share(OTHER, groups=frozenset({"land"})), Share(ONE))
    petition = [
        received("2025-06-26 09:00", "land"), reclassified("2025-07-02 09:00", "credit"),
        written_request("2025-07-03 09:00"),
    ]  # fmt: skip
    found = lines(DISTRICTS, petition, moment=IN_AUGUST, registry=registry)
    assert (some(found[ONE]["answers"]), some(found[ONE]["written_answers"])) == (
        {"overdue": 1}, {"overdue": 1},
    )  # fmt: skip
    assert (found[ONE]["overdue"], found[SPLIT]["overdue"], OTHER in found) == (1, 0, False)
    same = [petition[0], written_request("2025-07-03 09:00")]
    assert lines(DISTRICTS, same, moment=IN_AUGUST, registry=registry)[OTHER]["overdue"] == 1
