"""However what is told is cut into batches, and whenever marks are worked off, the same stands at the end."""

import random
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from shared.clock import HCM
from shared.database.engine import build_engine
from shared.dialogue.acts import Act, moment
from shared.dialogue.conference import SCHEDULED
from shared.messaging.inbound import Record
from tests.builders.acts import unsaid
from tests.builders.followed_facts import DeadlinesSide
from tests.builders.reporting_side import ReportingSide
from tests.conftest import DatabaseUrl
from tests.recount.oracle.oracle import Oracle
from tests.recount.pure import acts_by_subject
from tests.recount.years.teller import PUBLISHED_AT
from tests.recount.years.year import random_year

FROM_SEED = 3_000_000
SUMS = "SELECT * FROM figure_days ORDER BY conference_id, day"
SPANS = "SELECT * FROM deadline_spans ORDER BY deadline_id, from_at"
BEGAN = datetime(2026, 1, 14, 9, 0, tzinfo=HCM)


def told(seed: int) -> Iterator[tuple[str, Act]]:
    """What was accepted of a random year, by subject in its order, the subjects mixed up.

    Every conference is moved besides, to several days, and that is taken back sooner or later.
    """
    chance = random.Random(seed)
    by_subject = acts_by_subject(Oracle(random_year(seed), PUBLISHED_AT).events)
    for subject, acts in by_subject.items():
        if first := next((act for act in acts if act.name == SCHEDULED), None):
            for days in (-30, 7, 30):
                by_subject[subject] = moved_and_back(by_subject[subject], first, days, chance)
    turns = [subject for subject, acts in by_subject.items() for _ in acts]
    chance.shuffle(turns)
    left = {subject: iter(acts) for subject, acts in by_subject.items()}
    for number, subject in enumerate(turns):
        yield subject, replace(next(left[subject]), recorded_at=BEGAN + timedelta(seconds=number))


def moved_and_back(acts: list[Act], scheduled: Act, days: int, chance: random.Random) -> list[Act]:
    starts_at = moment(scheduled.data["starts_at"]) + timedelta(days=days)
    moved = replace(
        scheduled, name="ConferenceRescheduled", time=scheduled.time + timedelta(hours=1),
        event_id=f"{scheduled.event_id}-{days}",
        data={"conference_id": scheduled.data["conference_id"], "starts_at": starts_at.isoformat()},
    )  # fmt: skip
    found = list(acts)
    at = chance.randint(acts.index(scheduled) + 1, len(acts))
    found.insert(at, moved)
    found.insert(chance.randint(at + 1, len(found)), unsaid(moved, event_id=f"{moved.event_id}-back"))
    return found


def batches(records: Iterable[Record], chance: random.Random) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if chance.random() < 0.7:
            yield batch
            batch = []
    yield batch


@pytest.fixture
async def reporting(service_url: DatabaseUrl) -> AsyncIterator[ReportingSide]:
    side = ReportingSide(build_engine(service_url("reporting"), application="doithoai-reporting"), BEGAN)
    yield side
    await side.workbooks.close()
    await side.engine.dispose()


@pytest.fixture
async def deadlines(service_url: DatabaseUrl) -> AsyncIterator[DeadlinesSide]:
    side = DeadlinesSide(build_engine(service_url("deadlines"), application="doithoai-deadlines"), BEGAN)
    yield side
    await side.engine.dispose()


async def take(side: ReportingSide | DeadlinesSide, seed: int) -> None:
    """A year in batches of a few facts; now and then some of what is marked is folded, in the end all.

    Reporting sums some conferences up now and then, too.
    """
    chance = random.Random(seed)
    for batch in batches([side.topics.put(act, subject) for subject, act in told(seed)], chance):
        await side.take(batch)
        if chance.random() < 0.1:
            await side.recompute.step()
        if isinstance(side, ReportingSide) and chance.random() < 0.05:
            await side.summing.once(limit=2)
    await side.fold()


@pytest.mark.timeout(1_800)
async def test_reporting_keeps_nothing_of_how_a_year_came_to_it(
    reporting: ReportingSide, seeds: range
) -> None:
    for seed in range(FROM_SEED + seeds.start, FROM_SEED + seeds.stop):
        await take(reporting, seed)
        await reporting.sum_up()
        as_it_came = await reporting.digest(), await reporting.rows(SUMS)
        await reporting.fold_anew()
        await reporting.sum_up()
        assert (await reporting.digest(), await reporting.rows(SUMS)) == as_it_came, seed


@pytest.mark.timeout(1_800)
async def test_deadlines_keeps_and_has_told_nothing_else_for_how_a_year_came_to_it(
    deadlines: DeadlinesSide, seeds: range
) -> None:
    for seed in range(FROM_SEED + seeds.start, FROM_SEED + seeds.stop):
        await take(deadlines, seed)
        as_it_came = await deadlines.rows(SPANS), len(await deadlines.said())
        await deadlines.fold_anew()
        assert (await deadlines.rows(SPANS), len(await deadlines.said())) == as_it_came, seed
