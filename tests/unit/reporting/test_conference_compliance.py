"""The ledger says of a conference what its deadlines say (R7, R8, R17), and whose they are (R6), at every
moment; R9 at its edge.
"""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from services.deadlines.domain.minimum_conferences import UnitConference, counting
from services.reporting.domain.conference_compliance import (
    CHANNELS,
    ConferenceCompliance,
    PetitionStanding,
    conference_compliance,
)
from services.reporting.domain.keeping import Keeping, Kept, of_span
from shared.dialogue.acts import Act
from shared.dialogue.conference import conference_at
from shared.dialogue.conference_deadlines import conference_timelines
from shared.dialogue.deadline import at_moment
from shared.dialogue.handed_over import handed_over
from shared.units import Registry, Share, shipped
from shared.working_days import CalendarChange, CalendarHistory
from shared.working_days import shipped as shipped_days
from tests.builders.acts import (
    CALENDAR,
    CONFERENCE,
    UNIT,
    at,
    cancelled,
    held,
    last_moment,
    posted,
    registered,
    reported,
    rescheduled,
    scheduled,
)
from tests.builders.calendars import exchanged

# The conference is on Monday 10 June 2024: the 7th working day before it is 30 May, after it 19 June.
PLANNED = scheduled("2024-06-10 08:00", time="2024-05-02 08:00")
LATER = at("2024-09-01")


def told(*acts: Act, moment: datetime = LATER, came_at: datetime | None = None) -> ConferenceCompliance:
    petitions = [PetitionStanding(came_at, None)] if came_at else []
    found = conference_compliance([PLANNED, *acts], petitions, moment, CALENDAR, shipped())
    assert found is not None
    return found


def stands(kept: Kept | None) -> Keeping | None:
    """How it was kept, of a unit that goes on."""
    assert kept is None or kept.unit_id == UNIT
    return kept and kept.keeping


@pytest.mark.parametrize(
    "acts, moment, expected",
    [
        ([posted(last_moment("2024-05-30"))], LATER, Keeping.IN_TIME),
        ([posted("2024-05-31 00:00")], LATER, Keeping.LATE),
        ([posted("2024-05-20 09:00"), posted("2024-06-03 09:00")], LATER, Keeping.IN_TIME),
        ([], last_moment("2024-05-30"), Keeping.OPEN),
        ([], at("2024-05-31"), Keeping.OVERDUE),
        ([posted("2024-05-20 09:00", "one_stop_desk")], LATER, Keeping.OVERDUE),
        # Moved to 8 July: owed anew, until 27 June.
        ([posted("2024-05-20 09:00"), rescheduled("2024-06-03 09:00", "2024-07-08 08:00")], LATER,
         Keeping.OVERDUE),
        ([rescheduled("2024-06-03 09:00", "2024-07-08 08:00"), posted("2024-06-27 09:00")], LATER,
         Keeping.IN_TIME),
        ([cancelled("2024-05-20 09:00")], LATER, None),
        ([posted("2024-05-17 09:00"), cancelled("2024-05-20 09:00")], LATER, Keeping.IN_TIME),
        ([cancelled("2024-05-20 09:00"), posted("2024-05-20 09:00")], LATER, None),
    ],
)  # fmt: skip
def test_a_notice_is_in_time_up_to_the_last_moment_of_the_7th_working_day_before_r7(
    acts: list[Act], moment: datetime, expected: Keeping | None
) -> None:
    assert stands(told(*acts, moment=moment).notices["portal"]) is expected


@pytest.mark.parametrize(
    "acts, moment, expected",
    [
        ([], last_moment("2024-06-10"), None),
        ([], at("2024-06-11"), Keeping.OPEN),
        ([], last_moment("2024-06-19"), Keeping.OPEN),
        ([], at("2024-06-20"), Keeping.OVERDUE),
        ([reported(last_moment("2024-06-19"))], LATER, Keeping.IN_TIME),
        ([reported(at("2024-06-20"))], LATER, Keeping.LATE),
        ([reported(at("2024-06-20"))], last_moment("2024-06-19"), Keeping.OPEN),
        ([cancelled("2024-06-05 09:00")], LATER, None),
        ([cancelled("2024-06-12 09:00")], LATER, None),
        ([reported("2024-06-11 09:00"), cancelled("2024-06-12 09:00")], LATER, Keeping.IN_TIME),
    ],
)
def test_a_report_is_owed_once_the_day_is_past_and_until_the_7th_working_day_r17(
    acts: list[Act], moment: datetime, expected: Keeping | None
) -> None:
    assert stands(told(*acts, moment=moment).report) is expected


@pytest.mark.parametrize(
    "acts, came_at, lawful",
    [
        ([cancelled("2024-06-10 00:00", "no_petitions")], None, True),
        ([cancelled("2024-06-09 23:59", "no_petitions")], None, False),
        ([cancelled("2024-06-10 00:00", "other")], None, False),
        ([cancelled("2024-06-10 00:00", "no_petitions"), registered("2024-06-03 09:00")], None, False),
        ([cancelled("2024-06-10 00:00", "no_petitions"), registered("2024-06-10 09:00")], None, True),
        ([cancelled("2024-06-10 00:00", "no_petitions")], at("2024-06-03 09:00"), False),
    ],
)
def test_a_stop_is_lawful_only_past_the_reception_deadline_with_nobody_having_come_r8(
    acts: list[Act], came_at: datetime | None, lawful: bool
) -> None:
    found = told(*acts, came_at=came_at)
    assert (found.lawfully_stopped, found.held) == (lawful, False)


@pytest.mark.parametrize(
    "moment, lacking", [("2024-05-20 09:00", ["notice_content"]), ("2024-05-20 08:59", [])]
)
def test_a_notice_without_instructions_is_a_breach_from_the_moment_of_its_posting_r7(
    moment: str, lacking: list[str]
) -> None:
    found = told(posted("2024-05-20 09:00", form_url="https://haiphong.gov.vn/mau"), moment=at(moment))
    assert [breach.kind for breach in found.breaches] == lacking


@pytest.mark.parametrize("participants, few", [(19, True), (20, False), (0, True)])
def test_fewer_than_20_participants_are_few_r9(participants: int, few: bool) -> None:
    assert told(held("2024-06-10 12:00", participants)).few_participants is few
    for moment, told_of in (("2024-06-10 12:00", few), ("2024-06-10 11:59", False)):
        found = told(held("2024-06-10 12:00", participants), moment=at(moment))
        assert found.few_participants is told_of


CALENDARS = (
    CalendarHistory(shipped_days())
    .applied(
        CalendarChange.of(exchanged(2, "2024-05-06", off="2024-06-05", worked="2024-06-08")), at("2024-05-08")
    )
    .applied(
        CalendarChange.of(exchanged(3, "2024-05-27", off="2024-06-04", worked="2024-06-15")), at("2024-06-02")
    )
)
"""Days exchanged after 7 May and after 1 June, within those that are counted around the conference."""


def some_course(draw: random.Random) -> list[Act]:
    def when() -> datetime:
        # Whole half days, so that acts of one moment and the very edges occur; often around the due days.
        half_days = draw.choice([range(160), range(50, 62), range(92, 104)])
        return at("2024-05-02") + timedelta(hours=12 * draw.choice(half_days))

    kinds = [
        lambda: posted(when(), draw.choice(CHANNELS)),
        lambda: reported(when()),
        lambda: rescheduled(f"{when():%Y-%m-%d %H:%M}", f"{when():%Y-%m-%d %H:%M}"),
        lambda: cancelled(f"{when():%Y-%m-%d %H:%M}", draw.choice(["no_petitions", "other"])),
        lambda: held(f"{when():%Y-%m-%d %H:%M}"),
        lambda: registered(f"{when():%Y-%m-%d %H:%M}"),
    ]
    course = [PLANNED, *(draw.choice(kinds)() for _ in range(draw.randrange(0, 8)))]
    return [structs.replace(act, recorded_at=act.time) for act in course]


HEIR, OTHER = "so-tai-chinh", "so-cong-thuong"
JUNE = date(2024, 6, 12)
SUCCESSIONS: list[dict[str, dict[str, Any]]] = [
    {},
    {UNIT: {"valid_to": JUNE, "successors": (HEIR,)}},
    {
        UNIT: {"valid_to": date(2024, 5, 30), "successors": (HEIR,)},
        HEIR: {"valid_to": JUNE, "successors": (OTHER,)},
    },
    {UNIT: {"valid_to": JUNE, "successors": (HEIR, OTHER)}},
    {
        UNIT: {
            "valid_to": JUNE,
            "successors": (HEIR, OTHER),
            "shares": (Share(OTHER, conferences=frozenset({CONFERENCE})),),
        }
    },
    {
        UNIT: {"valid_to": date(2024, 5, 30), "successors": (HEIR, OTHER)},
        OTHER: {"valid_from": JUNE},
    },
]
"""By merger, by merger again, by a split undecided and decided, and by a split of which one begins later."""


def registry_of(changes: dict[str, dict[str, Any]]) -> Registry:
    return Registry([replace(unit, **changes.get(unit.id, {})) for unit in shipped().units])


@pytest.mark.parametrize("seed", range(240))
def test_the_ledger_agrees_with_the_deadlines_whatever_happened_and_whenever_it_is_asked(seed: int) -> None:
    draw = random.Random(seed)
    acts = some_course(draw)
    came_at = at("2024-06-20 09:00") if draw.random() < 0.2 else None
    petitions = [PetitionStanding(came_at, None)] if came_at else []
    registry = registry_of(SUCCESSIONS[seed % len(SUCCESSIONS)])
    calendar = CALENDARS.current if seed % 2 else CALENDAR
    timelines = {
        deadline_id: handed_over(timeline, registry)
        for deadline_id, timeline in conference_timelines(acts, came_at, calendar).items()
    }
    counted = counting(UNIT, [UnitConference(acts, came_at)], shipped())
    regularly = [at("2024-05-03") + timedelta(hours=12 * n, minutes=n % 2) for n in range(0, 180, 5)]
    shortly_before = [act.time - timedelta(hours=6) for act in acts if act.time > PLANNED.time]
    for moment in [*regularly, *(each for each in shortly_before if each >= PLANNED.time)]:
        found, view = (
            conference_compliance(acts, petitions, moment, calendar, registry),
            conference_at(acts, moment),
        )
        assert found is not None
        assert view is not None
        for channel, told_of in found.notices.items():
            timeline = timelines.get(f"notice_{channel}:{CONFERENCE}:{view.cycle}", [])
            assert told_of == of_span(at_moment(timeline, moment), moment), (channel, moment)
        report = of_span(at_moment(timelines.get(f"result_report:{CONFERENCE}", []), moment), moment)
        # What was filed for a day that was then moved stays met there; here the new day owes its own.
        moved = found.report is None and report and report.keeping in (Keeping.IN_TIME, Keeping.LATE)
        assert found.report == report or moved
        toward = sum(one.from_at <= moment < one.to_at for one in counted)
        assert found.held + found.lawfully_stopped == toward
