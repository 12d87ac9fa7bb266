"""Do the random years ask enough? All that the contract has, and every end a deadline can come to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from shared.events.catalogue import EVENTS, OWNERS, inbound_events
from tests.recount.oracle.acceptance import CREATIONS
from tests.recount.oracle.due import SOFT
from tests.recount.oracle.instants import day_of, instant
from tests.recount.oracle.ledger import by_holder, ledger
from tests.recount.oracle.oracle import Oracle
from tests.recount.oracle.seen import Seen
from tests.recount.oracle.standing import RANK
from tests.recount.oracle.yearly import lawfully_stopped
from tests.recount.years.teller import PUBLISHED_AT
from tests.recount.years.year import random_year

YEARS = 60
INBOUND = {name: entry for service in OWNERS for name, entry in inbound_events(service).items()}
AFTER_AN_END = (
    "2025-02-28T17:00:00Z", "2025-03-05T17:00:00Z", "2025-03-14T17:00:00Z", "2025-06-30T17:00:00Z",
    "2025-07-04T17:00:00Z", PUBLISHED_AT,
)  # fmt: skip
NEVER_TOLD = {
    **{name: f"written by the service {entry.owner}" for name, entry in EVENTS.items() if not entry.inbound},
}
"""What of the contract no year has: event, or event and field, and why."""


@cache
def oracles() -> list[Oracle]:
    """A year each."""
    return [Oracle(random_year(seed), PUBLISHED_AT) for seed in range(YEARS)]


def of_the_contract(schema: Mapping[str, Any], place: str, defs: Mapping[str, Any]) -> Iterator[str]:
    """Each field, and each value of one that has few."""
    if "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    for one in schema.get("anyOf", ()):
        yield from of_the_contract(one, place, defs)
    for name, inner in schema.get("properties", {}).items():
        yield f"{place}.{name}"
        yield from of_the_contract(inner, f"{place}.{name}", defs)
    if "items" in schema:
        yield from of_the_contract(schema["items"], place, defs)
    either = (True, False) if schema.get("type") == "boolean" else ()
    values = [schema["const"]] if "const" in schema else schema.get("enum", either)
    yield from (f"{place} = {value}" for value in values)


def told(data: Any, place: str) -> Iterator[str]:
    """The same of what was said."""
    match data:
        case dict():
            for name, inner in data.items():
                yield f"{place}.{name}"
                yield from told(inner, f"{place}.{name}")
        case list():
            for inner in data:
                yield from told(inner, place)
        case _:
            yield f"{place} = {data}"


def test_random_years_tell_every_event_and_field_of_the_contract_and_correct_every_kind_of_act() -> None:
    wanted = {f"{name} corrected" for name in INBOUND} | {*EVENTS}
    wanted |= {f"{name} taken back" for name in INBOUND.keys() - CREATIONS.keys()}
    for name, entry in INBOUND.items():
        schema = entry.model.model_json_schema()
        wanted |= set(of_the_contract(schema, name, schema.get("$defs", {})))
    found: set[str] = set()
    for oracle in oracles():
        for event in oracle.events:
            found |= {event.name, *told(event.data, event.name)}
            for correction in event.corrections:
                how = "taken back" if correction.data.get("withdrawn") else "corrected"
                found.add(f"{event.name} {how}")
    assert sorted(wanted - found) == sorted(NEVER_TOLD), sorted((wanted - found) ^ NEVER_TOLD.keys())


def test_random_years_meet_every_verdict_and_bring_every_deadline_to_every_end() -> None:
    verdicts: Counter[str] = Counter()
    ends: Counter[tuple[str, str, bool]] = Counter()
    states: Counter[str] = Counter()
    for oracle in oracles():
        verdicts += oracle.counts()
        ends.update((one.kind, one.state, one.late) for one in oracle.deadlines(PUBLISHED_AT))
        for quarter in ("2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q4"):
            for row in oracle.rows(quarter, PUBLISHED_AT):
                states.update(row.figures)
    assert set(verdicts) >= {
        "accepted", "duplicate", "malformed", "unknown_unit", "invalid_data", "in_the_future",
        "without_effect", "conflicting_duplicate", "not_allowed", "unknown_subject", "not_your_unit",
    }  # fmt: skip
    kinds = ("notice_portal", "notice_one_stop_desk", "petition_answer", "written_answer", "result_report")
    for kind in (*kinds, *SOFT):
        assert {end[1:] for end in ends if end[0] == kind} >= {
            ("met", False), ("met", True), ("overdue", False), ("void", False),
        }, kind  # fmt: skip
    assert {end[1:] for end in ends if end[0] == "annual_plan"} == {
        ("met", False), ("met", True), ("overdue", False), ("open", False),
    }  # fmt: skip
    assert {end[1:] for end in ends if end[0] == "minimum_conferences"} >= {
        ("met", False),
        ("overdue", False),
    }
    assert all(states.values()), states


def test_random_years_have_heirs_exchanged_days_lawful_stops_and_what_is_not_announced() -> None:
    seen: Counter[str] = Counter()
    for oracle in oracles():
        now = oracle.at(PUBLISHED_AT)
        for one in now.deadlines():
            counted = {day for day, worked in one.owed.reckoned.passed if worked and day.weekday() > 4}
            seen.update(f"counts Saturday {day}" for day in counted)
            seen["provisional"] += one.owed.reckoned.provisional
            seen["with an heir"] += now.holder(one) != one.owed.unit
            seen["an heir's, done by the one before"] += (
                one.closed_at is not None
                and now.registry.holder(one.owed.unit, day_of(now.moment)) != one.owed.unit
            )
        for year in (2024, 2025):
            said = ledger(now, year)
            seen.update(rule for rule, *_ in said["breaches"])
            for line in said["lines"].values():
                for column in (
                    "lawfully_stopped",
                    "stopped_otherwise",
                    "budget_vnd",
                    "fewer_than_20_participants",
                ):
                    seen[column] += bool(line[column])
        for conference in now.conferences.values():
            cycles, end = conference.cycles, conference.now.last_cancelled
            nobody = not now.came[conference.id]
            if end and nobody and end.data["reason"] == "no_petitions":
                seen["stopped too early"] += not lawfully_stopped(conference, [])
            seen["revived and held"] += bool(conference.now.held) and any(
                one.cancelled for one in cycles[:-1]
            )
    wanted = (
        "counts Saturday 2024-05-04", "counts Saturday 2025-04-26", "counts Saturday 2026-01-10",
        "provisional",
        "with an heir", "an heir's, done by the one before", "R3", "R7", "R9", "R13", "lawfully_stopped",
        "stopped too early",
        "stopped_otherwise", "budget_vnd", "fewer_than_20_participants", "revived and held",
    )  # fmt: skip
    assert all(seen[name] > 2 for name in wanted), seen


def test_random_years_have_units_that_end_with_duties_in_the_ledger_open_done_and_undecided() -> None:
    moments = [
        (oracle.at(moment), year) for oracle in oracles() for moment in AFTER_AN_END for year in (2024, 2025)
    ]
    seen = Counter(said for now, year in moments for said in left_by_ended_units(now, year))
    kinds = ("notice_portal", "notice_one_stop_desk", "result_report", "petition_answer", "written_answer")
    wanted = [
        *(f"{kind}, {state}, the heir's" for kind in kinds for state in ("met", "open", "overdue")),
        *(f"{kind}, met, of one who went before" for kind in kinds),
        *(f"{kind}, {state}, undecided" for kind in kinds for state in ("met", "overdue")),
        "held by an heir", "of a unit that is not obliged", "of a unit that is not in the year",
    ]  # fmt: skip
    assert all(seen[name] > 2 for name in wanted), [(name, seen[name]) for name in wanted if seen[name] < 3]


def left_by_ended_units(now: Seen, year: int) -> Iterator[str]:
    """What of their duties the year's ledger counts at that moment, and under whom."""
    lines, units = ledger(now, year)["lines"], now.registry.units
    conferences = [
        one for one in now.conferences.values() if one.starts_on.year == year and units[one.unit]["obliged"]
    ]
    for one in conferences:
        if one.now.held and _ended(units[one.unit], one.starts_on):
            yield "held by an heir"
    for unit, owed in by_holder(now, conferences).items():
        assert unit in lines
        if not units[unit]["obliged"]:
            yield "of a unit that is not obliged"
        if units[unit]["valid_from"] > f"{year}-12-31":
            yield "of a unit that is not in the year"
        for one in owed:
            if _ended(units[one.owed.unit], day_of(now.moment)):
                heir = now.registry.holder(one.owed.unit, day_of(now.moment))
                whose = "undecided" if unit == heir else "of one who went before"
                if unit != one.owed.unit:
                    whose = "the heir's"
                yield f"{one.kind}, {one.state}, {whose}"


def _ended(unit: dict[str, Any], by: date) -> bool:
    return unit["valid_to"] is not None and unit["valid_to"] < str(by)


def test_random_years_have_ties_boundaries_corrections_and_heirs() -> None:
    seen: Counter[str] = Counter()
    for oracle in oracles():
        acts = [event for event in oracle.events if event.name in RANK]
        moments = Counter((event.data["petition_id"], event.time) for event in acts)
        sources = Counter((event.data["petition_id"], event.time, event.unit) for event in acts)
        seen["ties"] += sum(count > 1 for count in moments.values())
        seen["ties of two sources"] += sum(
            count > sources[*place, _one(sources, place)] for place, count in moments.items()
        )
        for event in oracle.events:
            seen["at 24:00"] += (event.time - instant("2024-01-01T00:00:00+07:00")) % (86_400 * 10**9) == 0
            seen["corrected corrections"] += bool(event.corrections) and event.name == "EventCorrected"
            seen[f"corrected {event.name}"] += bool(event.corrections)
            seen["after the merger"] += day_of(
                event.time
            ).isoformat() >= "2025-03-01" and event.unit.startswith("so-")
    wanted = ("ties", "ties of two sources", "at 24:00", "corrected corrections", "after the merger")
    assert all(seen[name] > 2 for name in wanted), seen
    corrected = ("PetitionReceived", "PetitionAnswered", "ConferenceScheduled", "ConferenceRescheduled")
    assert all(seen[f"corrected {name}"] > 2 for name in corrected), seen


def _one(sources: "Counter[tuple[str, int, str]]", place: tuple[str, int]) -> str:
    return next(unit for petition, time, unit in sources if (petition, time) == place)
