"""Does the service answer the small year as expected, in whatever order its facts come (R11–R15)?"""

import random
from datetime import datetime
from typing import Any

import pytest

from shared.dialogue.acts import Act
from tests.builders.followed_facts import DeadlinesSide
from tests.builders.small_year import events, expected, year_of
from tests.component.deadlines.conftest import NOW, MakeSide

SPANS = (
    'SELECT deadline_id, from_at, to_at, kind, rule, unit_id, conference_id, petition_id, "group", soft, '
    "due_on, counted_from, working_days, met_at, void_reason, provisional, calendar_version, caused_at, "
    "overdue_from FROM deadline_spans ORDER BY deadline_id, from_at"
)
DEADLINES = (
    "SELECT deadline_id, subject, kind, unit_id, due_on, state, met_at, void_reason, soft FROM deadlines "
    "WHERE void_reason IS DISTINCT FROM 'never_owed' ORDER BY deadline_id"
)
LAST = "DeadlineSet", "DeadlineMoved", "DeadlineMet", "DeadlineVoided"


def acts_in_order(seed: int) -> list[Act]:
    """Every act once, each subject's own in a shuffled order: what notices and petitions would publish."""
    envelopes = list(events())
    random.Random(seed).shuffle(envelopes)
    year = year_of(envelopes)
    seen: dict[tuple[str, str], Act] = {}
    for acts in (*year.petitions.values(), *year.conferences.values()):
        for act in acts:
            seen.setdefault((act.unit_id, act.event_id), act)
    found = list(seen.values())
    random.Random(seed).shuffle(found)
    return found


async def published(side: DeadlinesSide, seed: int, chunk: int) -> None:
    """The year, folded after every few facts."""
    acts = acts_in_order(seed)
    for start in range(0, len(acts), chunk):
        await side.tell(acts[start : start + chunk])


async def settle(side: DeadlinesSide) -> None:
    """The ticker a minute later, when the past has come to rest."""
    await side.tick(NOW.replace(minute=1))
    await side.fold()


def overdue_of(items: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {(item["petition_id"], item["kind"], item["due_on"]) for item in items}


async def test_exactly_the_overdue_petitions_are_listed_at_each_moment(side: DeadlinesSide) -> None:
    await published(side, seed=1, chunk=40)
    for question in expected()["overdue"]:
        response = await side.get("/api/deadlines/overdue-petitions", as_of=question["as_of"])
        body = response.json()
        assert response.status_code == 200
        assert overdue_of(body["items"]) == overdue_of(question["items"])
        assert body["total"] == len(question["items"])
        assert [item["due_on"] for item in body["items"]] == sorted(item["due_on"] for item in body["items"])


async def test_any_order_gives_the_same_deadlines_and_spans(make_side: MakeSide) -> None:
    found = []
    for seed, chunk in ((1, 500), (2, 7), (3, 1)):
        side = await make_side()
        await published(side, seed, chunk)
        found.append((await side.rows(SPANS), await side.rows(DEADLINES)))
    assert len(found[0][0]) > 50
    assert found[0] == found[1] == found[2]


async def test_any_order_gives_the_same_overdue_events_each_once(make_side: MakeSide) -> None:
    found = []
    for seed in (1, 2):
        side = await make_side()
        await published(side, seed, 25)
        await settle(side)
        said = await side.said("ResponseOverdue", "ObligationOverdue")
        keys = [(fact["data"]["deadline_id"], fact["data"]["due_on"], fact["time"]) for fact in said]
        assert len(keys) == len(set(keys))
        assert len({fact["id"] for fact in said}) == len(said)
        found.append(
            sorted((*key, str(fact["data"].get("group"))) for key, fact in zip(keys, said, strict=True))
        )
    assert found[0] == found[1]
    assert any(row[0].startswith("petition_answer:") for row in found[0])
    assert {row[0].partition(":")[0] for row in found[0]} >= {"petition_answer", "minimum_conferences"}


async def test_records_that_come_twice_change_nothing(side: DeadlinesSide) -> None:
    await published(side, seed=4, chunk=100)
    before = await side.rows(SPANS), await side.said()
    again = DeadlinesSide(side.engine, NOW)
    again.topics = side.topics
    for partition, log in side.topics.log.items():
        await again.follower.assigned([partition])
        await again.take(log)
    await again.fold()
    assert (await side.rows(SPANS), await side.said()) == before


async def test_folding_again_tells_nothing(side: DeadlinesSide) -> None:
    await published(side, seed=5, chunk=100)
    before = await side.said()
    await side.fold_anew()
    assert await side.said() == before


@pytest.mark.parametrize("chunk", [1, 1_000])
async def test_what_was_said_last_of_each_deadline_is_how_it_stands(side: DeadlinesSide, chunk: int) -> None:
    """Other services keep the last fact of each deadline: it must be the truth, and numbered in sequence."""
    await published(side, seed=6, chunk=chunk)
    said = await side.said(*LAST)
    states = {"DeadlineSet": "open", "DeadlineMoved": "open", "DeadlineMet": "met", "DeadlineVoided": "void"}
    heard = {f["data"]["deadline_id"]: (states[f["name"]], f["data"]["due_on"]) for f in said}
    rows = await side.rows("SELECT deadline_id, due_on, state FROM deadlines")
    stands = {deadline_id: (state, due_on.isoformat()) for deadline_id, due_on, state in rows}
    unheard = set(stands) - set(heard)
    assert {d: stands[d][0] for d in heard} == {d: state for d, (state, _) in heard.items()}
    owed = {d: stood for d, stood in heard.items() if stood[0] != "void"}
    assert {d: stands[d] for d in owed} == owed
    # Only what was void from the start, or is still to come, was never spoken of.
    assert all(stands[d][0] == "void" or d.startswith("stop_or_postpone") for d in unheard)
    by_subject: dict[str, list[int]] = {}
    for fact in await side.said():
        by_subject.setdefault(fact["subject"], []).append(fact["sequence"])
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_subject.values())


async def test_a_fact_says_which_act_brought_it_about_and_when_that_was(side: DeadlinesSide) -> None:
    acts = acts_in_order(7)
    await side.tell(acts)
    known = {act.event_id: act.time for act in acts}
    met = await side.said("DeadlineMet")
    assert len(met) > 10
    for fact in met:
        assert known[fact["causationid"]] == datetime.fromisoformat(fact["time"])
        assert (fact["source"], fact["data"]["unit_id"]) == ("/services/deadlines", fact["unitid"])
