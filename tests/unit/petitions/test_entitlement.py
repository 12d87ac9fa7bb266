"""Who may act on a petition: its conference's unit, who was passed it or asked, heirs too (R6, R12, R13)."""

import unicodedata
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from services.petitions.domain.entitlement import entitled
from shared.dialogue.acts import Act, effective
from shared.units import Registry, shipped
from tests.builders.acts import act, at, corrected
from tests.builders.petition_events import (
    DATA,
    HEIR,
    HELPER,
    HELPERS_HEIR,
    HELPERS_NAME,
    OFFICE,
    OWNER,
    STRANGER,
)

ACTS = tuple(name for name in DATA if name != "PetitionReceived")
PASSED_ON = ("PetitionAnswered", "PetitionTransferred", "PetitionEscalated")
PASSED_AT, LATER = "2024-05-20 09:00", "2024-05-21 09:00"


def may(name: str, unit: str, *before: Act, at_time: str = LATER) -> bool:
    """May `unit` do this, after these acts, on a petition to a conference of OWNER?"""
    return entitled(name, unit, at(at_time), OWNER, effective(before), shipped())


def transferred(to: str, time: str = PASSED_AT) -> Act:
    return act("PetitionTransferred", time, by=OWNER, petition_id="kn-1", to=to)


def asked(*units: str, time: str = PASSED_AT) -> Act:
    return act("CoordinationRequested", time, by=OWNER, petition_id="kn-1", with_=list(units))


@pytest.mark.parametrize("name", ACTS)
def test_the_conferences_unit_and_its_successor_may_do_everything(name: str) -> None:
    assert may(name, OWNER)
    assert may(name, HEIR)


@pytest.mark.parametrize("name", ACTS)
def test_anybody_else_may_do_nothing(name: str) -> None:
    assert not may(name, STRANGER)
    assert not may(name, STRANGER, transferred(HELPER), asked(HELPER))


@pytest.mark.parametrize("passing", [transferred(HELPER), asked(STRANGER, HELPER)])
@pytest.mark.parametrize("name", [name for name in ACTS if name != "DirectionGiven"])
def test_who_was_passed_or_asked_may_answer_and_pass_on_and_no_more(name: str, passing: Act) -> None:
    assert may(name, HELPER, passing) == (name in PASSED_ON)
    assert not may(name, HELPER)


@pytest.mark.parametrize("passing", [transferred(HELPERS_NAME), asked(HELPERS_NAME)])
def test_a_successor_that_takes_its_predecessors_name_takes_nobodys_right(passing: Act) -> None:
    units = {unit.id: unit for unit in shipped().units}
    one = units[HELPER] = replace(units[HELPER], valid_to=date(2024, 5, 31), successors=("heir",))
    units["heir"] = replace(one, id="heir", valid_from=date(2024, 6, 1), valid_to=None, successors=())
    registry = Registry(units.values())
    answered = "PetitionAnswered"
    assert entitled(answered, HELPER, at(LATER), OWNER, [passing], registry)
    assert entitled(answered, "heir", at("2024-06-03 09:00"), OWNER, [passing], registry)
    later = msgspec.structs.replace(passing, time=at("2024-06-03 09:00"))
    assert entitled(answered, "heir", at("2024-06-04 09:00"), OWNER, [later], registry)
    assert not entitled(answered, HELPER, at("2024-06-04 09:00"), OWNER, [later], registry)


@pytest.mark.parametrize("passing", [transferred(HELPER), asked(HELPER), transferred(HELPERS_NAME)])
def test_the_right_passes_to_a_successor_but_not_back_to_a_predecessor(passing: Act) -> None:
    assert may("PetitionAnswered", HELPERS_HEIR, passing)
    to_the_heir = transferred(HELPERS_HEIR)
    assert may("PetitionAnswered", HELPERS_HEIR, to_the_heir)
    assert not may("PetitionAnswered", HELPER, to_the_heir)
    assert not entitled("PetitionAnswered", OWNER, at(LATER), HEIR, [], shipped())


@pytest.mark.parametrize(
    ("named", "right"),
    [
        (HELPER, True),
        (HELPERS_NAME, True),
        (unicodedata.normalize("NFD", HELPERS_NAME), True),
        ("Sở KH&ĐT", False),
        (HELPERS_NAME.lower(), False),
        (f"{HELPERS_NAME} thành phố Hải Phòng", False),
        (f" {HELPERS_NAME}", False),
        (HELPER.upper(), False),
        ("", False),
    ],
)
def test_only_a_unit_id_or_the_exact_registry_name_entitles(named: str, right: bool) -> None:
    assert may("PetitionAnswered", HELPER, transferred(named)) == right
    assert may("PetitionAnswered", HELPER, asked("cơ quan thuế", named)) == right


@pytest.mark.parametrize("alias", ["UBND Lê Chân", "UBND quận Lê Chân", "Quận Lê Chân"])
def test_an_alias_entitles_nobody(alias: str) -> None:
    assert not may("PetitionAnswered", "dist-le-chan", transferred(alias))
    assert may("PetitionAnswered", "dist-le-chan", transferred("Ủy ban nhân dân quận Lê Chân"))


@pytest.mark.parametrize(
    ("passed", "right"), [("2024-05-21 08:59", True), ("2024-05-21 09:00", True), ("2024-05-21 09:01", False)]
)
def test_the_passing_on_must_be_no_later_than_the_act(passed: str, right: bool) -> None:
    assert may("PetitionAnswered", HELPER, transferred(HELPER, passed), at_time="2024-05-21 09:00") == right
    assert may("PetitionAnswered", HELPER, asked(HELPER, time=passed), at_time="2024-05-21 09:00") == right


def test_a_corrected_passing_on_entitles_whom_it_should_have_named() -> None:
    wrong = transferred(STRANGER)
    assert may("PetitionAnswered", HELPER, wrong, corrected(wrong, to=HELPER))
    assert not may("PetitionAnswered", STRANGER, wrong, corrected(wrong, to=HELPER))


def test_the_city_committees_office_directs_and_does_nothing_else() -> None:
    """R13: the committee directs through its office, whether or not the petition was escalated to it."""
    assert may("DirectionGiven", OFFICE)
    assert not any(may(name, OFFICE) for name in ACTS if name != "DirectionGiven")
    assert not may("DirectionGiven", HELPER, transferred(HELPER))
