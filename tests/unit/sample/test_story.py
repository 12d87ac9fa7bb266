"""The sample year holds together under the rules, and leaves no event, group, reason or state out."""

import json
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from deploy.sample.fates import STORIES
from deploy.sample.files import HERE, YEAR
from deploy.sample.ledger import LAST
from deploy.sample.teller import OFFICE
from deploy.sample.year import Fate, conferences
from shared import units, working_days
from shared.events.catalogue import CORRECTION, EVENTS, inbound_events, name_of
from shared.events.validate import from_json

Event = dict[str, Any]


@cache
def events() -> tuple[Event, ...]:
    """Every event of the file once, with its name."""
    found: dict[tuple[str, str], Event] = {}
    for line in (HERE / YEAR).read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        found.setdefault((event["source"], event["id"]), {**event, "name": name_of(event["type"])})
    return tuple(found.values())


def of(*names: str) -> list[Event]:
    return [event for event in events() if event["name"] in names]


def at(event: Event) -> datetime:
    return datetime.fromisoformat(event["time"])


def values(names: tuple[str, ...], key: str) -> Counter[Any]:
    return Counter(event["data"][key] for event in of(*names) if key in event["data"])


def test_every_event_of_the_contract_comes_up_and_is_valid() -> None:
    assert {event["name"] for event in events()} == set(inbound_events("notices")) | set(
        inbound_events("petitions")
    )
    for event in events():
        model = (
            inbound_events("notices")[CORRECTION].model
            if event["name"] == CORRECTION
            else EVENTS[event["name"]].model
        )
        from_json(model, json.dumps(event["data"]).encode())
        if event["name"] == CORRECTION:
            original = next(
                each
                for each in events()
                if (each["source"], each["id"]) == (event["source"], event["data"]["corrects"])
            )
            from_json(EVENTS[original["name"]].model, json.dumps(event["data"]["data"]).encode())


@pytest.mark.parametrize(
    "names, key, every",
    [
        (("PetitionReceived",), "group", "capital interest_rate credit policy procedure land other"),
        (("PetitionReceived",), "channel", "form written at_conference agency"),
        (("PetitionRefused",), "reason", "judicial complaint denunciation not_administrative"),
        (("PetitionEscalated",), "to", "city_committee direct_superior"),
        (("PetitionAnswered",), "mode", "at_conference written"),
        (("ConferenceScheduled",), "format", "in_person business_coffee saturday_with_leaders"),
        (("ConferenceCancelled",), "reason", "no_petitions other"),
        (("NoticePosted",), "channel", "portal one_stop_desk"),
    ],
)
def test_every_choice_of_the_contract_is_made_more_than_once(
    names: tuple[str, ...], key: str, every: str
) -> None:
    found = values(names, key)
    assert set(found) == set(every.split())
    assert min(found.values()) > 1


def test_about_sixty_conferences_and_seven_hundred_petitions_of_all_obliged_units() -> None:
    obliged = {unit.id for unit in units.shipped().obliged_on(date(2024, 7, 1))}
    assert len(obliged) == 33
    assert 55 <= len(of("ConferenceScheduled")) <= 65
    assert 650 <= len(of("PetitionReceived")) <= 750
    assert {event["data"]["unit_id"] for event in of("ConferenceScheduled")} == obliged
    planned = [event["data"] for event in of("AnnualPlanSubmitted")]
    assert {plan["unit_id"] for plan in planned if plan["year"] == 2024} == obliged
    assert all(plan["budget_vnd"] > 0 for plan in planned)
    assert {event["data"]["business"]["kind"] for event in of("PetitionReceived")} == {
        "enterprise", "cooperative", "household",
    }  # fmt: skip


def test_every_fate_of_a_conference_and_the_days_around_the_holidays_come_up() -> None:
    table = conferences()
    assert {each.fate for each in table} == set(Fate)
    calendar = working_days.shipped()
    off = {each.final_day for each in table if not calendar.is_working(each.final_day)}
    assert off
    assert {day.weekday() for day in off} == {5}
    # Tết, the exchange of 29 April with the Saturday it was worked, the move into another year.
    assert {date(2024, 2, 6), date(2024, 4, 25), date(2024, 5, 4), date(2025, 1, 9)} <= {
        each.final_day for each in table
    }
    assert all(each.day.weekday() == 5 for each in table if each.format == "saturday_with_leaders")
    assert sum(event["data"]["participants"] < 20 for event in of("ConferenceHeld")) >= 2


def test_every_story_of_a_petition_can_be_drawn() -> None:
    assert all(weight > 0 for weight in STORIES.values())
    assert len(STORIES) >= 20


def test_nothing_happens_before_its_petition_is_received_or_its_conference_scheduled_nor_after_the_end() -> (
    None
):
    received = {event["data"]["petition_id"]: at(event) for event in of("PetitionReceived")}
    scheduled = {event["data"]["conference_id"]: at(event) for event in of("ConferenceScheduled")}
    for event in events():
        assert at(event) <= LAST
        data = event["data"]
        if "petition_id" in data:
            assert at(event) >= received[data["petition_id"]], event
        if "conference_id" in data:
            assert at(event) >= scheduled[data["conference_id"]], event


def test_nothing_happens_to_a_petition_after_it_was_refused_or_withdrawn() -> None:
    final = {event["data"]["petition_id"]: at(event) for event in of("PetitionRefused", "PetitionWithdrawn")}
    for event in events():
        end = final.get(event["data"].get("petition_id"))
        assert end is None or at(event) <= end, event


def test_only_units_that_are_entitled_to_a_petition_act_on_it() -> None:
    registry = units.shipped()
    owner = {event["data"]["petition_id"]: event["source"] for event in of("PetitionReceived")}
    named: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for event in of("PetitionTransferred", "CoordinationRequested"):
        for text in event["data"].get("with", [event["data"].get("to")]):
            by_name = registry.by_exact_name(text)
            named[event["data"]["petition_id"]].append((at(event), by_name.id if by_name else text))
    foreign = 0
    for event in events():
        petition_id = event["data"].get("petition_id")
        if petition_id is None or event["source"] == owner[petition_id]:
            continue
        foreign += 1
        unit_id = event["source"].removeprefix("/units/")
        if event["name"] == "DirectionGiven":
            assert unit_id == OFFICE
        else:
            assert event["name"] == "PetitionAnswered"
            assert any(when <= at(event) and unit_id == each for when, each in named[petition_id]), event
    assert foreign > 30


def test_every_acting_unit_is_valid_when_it_acts() -> None:
    registry = units.shipped()
    assert all(
        registry.valid_at(event["source"].removeprefix("/units/"), at(event).date()) for event in events()
    )


def test_some_events_come_late_some_twice_and_not_in_the_order_in_which_they_happened() -> None:
    lines = [json.loads(line) for line in (HERE / YEAR).read_text(encoding="utf-8").splitlines()]
    assert len(lines) > len(events()) + 50
    latest = datetime.min.replace(tzinfo=LAST.tzinfo)
    behind = Counter[str]()
    for event in lines:
        behind["late by days"] += latest - at(event) > timedelta(days=3)
        behind["late by weeks"] += latest - at(event) > timedelta(days=21)
        latest = max(latest, at(event))
    assert behind["late by days"] > 100
    assert behind["late by weeks"] > 20
