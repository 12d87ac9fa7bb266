"""A history shows each act where it takes effect, what was first said, which correction speaks (R23)."""

from msgspec.structs import replace

from services.reporting.domain.trace import Standing, said, trace
from tests.builders.acts import (
    act,
    answered,
    at,
    corrected,
    escalated,
    held,
    received,
    rescheduled,
    scheduled,
    withdrawn,
)

LATER = at("2025-01-01")


def test_a_corrected_act_stands_at_its_new_time_with_what_was_first_said() -> None:
    told = [received("2024-06-03"), escalated("2024-06-12"), answered("2024-06-11")]
    correction = corrected(told[2], time="2024-06-14", fully_resolved=False)
    found = trace([correction, *told], LATER)
    assert [each.act.name for each in found] == ["PetitionReceived", "PetitionEscalated", "PetitionAnswered"]
    assert [each.after for each in found] == [
        Standing("pending", "land"), Standing("awaiting_direction", "land"), Standing("pending", "land"),
    ]  # fmt: skip
    last = found[-1]
    assert (last.act.time, last.original.time) == (at("2024-06-14"), at("2024-06-11"))
    assert (last.act.data["fully_resolved"], last.original.data["fully_resolved"]) == (False, True)
    assert list(last.corrections) == [correction]


def test_of_several_corrections_all_are_shown_and_the_one_that_speaks_comes_last() -> None:
    told = received("2024-06-03", "land")
    first = corrected(told, own_time="2024-07-01", group="credit")
    second = replace(corrected(told, own_time="2024-08-01", group="other"), event_id="second")
    of_first = corrected(first, own_time="2024-09-01")
    of_first = replace(
        of_first, data={**first.data, "corrects": first.event_id, "data": {**told.data, "group": "capital"}}
    )
    (found,) = trace([second, told, of_first, first], LATER)
    assert list(found.corrections) == [first, of_first, second]
    assert found.act.data["group"] == "other"
    assert found.after == Standing("pending", "other")


def test_what_comes_after_a_withdrawal_is_shown_and_counts_not() -> None:
    found = trace([received("2024-06-03"), withdrawn("2024-06-05"), answered("2024-06-07")], LATER)
    assert [(each.act.name, each.counts) for each in found] == [
        ("PetitionReceived", True), ("PetitionWithdrawn", True), ("PetitionAnswered", False),
    ]  # fmt: skip


def test_nothing_after_the_moment_asked_is_shown() -> None:
    told = [received("2024-06-03"), answered("2024-06-12")]
    assert [each.act.name for each in trace(told, at("2024-06-11"))] == ["PetitionReceived"]
    assert trace(told, at("2024-06-01")) == []


def test_a_conference_has_its_history_too() -> None:
    told = [
        scheduled("2024-06-10 08:00"),
        rescheduled("2024-06-05", "2024-06-20 08:00"),
        held("2024-06-20 12:00"),
    ]
    wrong_day = corrected(told[1], starts_at="2024-06-21T08:00:00+07:00")
    found = trace([*told, wrong_day], LATER)
    assert [each.counts for each in found] == [True, True, True]
    assert found[1].act.data["starts_at"] == "2024-06-21T08:00:00+07:00"
    assert found[1].original.data["starts_at"] == at("2024-06-20 08:00").isoformat()


def test_a_trace_tells_nothing_of_who_petitions_or_what() -> None:
    told = act(
        "PetitionReceived", "2024-06-03", petition_id="kn-1", conference_id="hn-1", group="land",
        business={"name": "Công ty A", "kind": "enterprise"}, content="riêng", contact={"phone": "0912"},
    )  # fmt: skip
    assert said(told.data) == {"conference_id": "hn-1", "group": "land"}
