"""Was anybody accused falsely, twice, too early, or let off? Each overdue event on the topic of deadlines."""

import json
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from typing import Any

import asyncpg

from shared.messaging.topics import FACTS
from tests.faults.story import Story

HAI_PHONG = timezone(timedelta(hours=7))
"""Said here again, and not taken from the platform's clock, which may be the one that is wrong."""
SAID = "SELECT convert_from(value, 'UTF8') FROM outbox_records WHERE topic = $1 ORDER BY id, place"


async def accusations(connection: asyncpg.Connection, story: Story) -> list[str]:
    """What is wrong with what deadlines has said; its outbox is its topic by another law."""
    facts = [json.loads(row[0]) for row in await connection.fetch(SAID, FACTS["deadlines"])]
    overdue = [fact for fact in facts if fact["type"].endswith("Overdue.v1")]
    retracted = [fact for fact in facts if fact["type"].endswith("OverdueRetracted.v1")]
    return _moments(overdue) + _answers(overdue, retracted, story)


def _moments(overdue: list[dict[str, Any]]) -> list[str]:
    """Told as of midnight after the due day in Hải Phòng, and not before it."""
    found: list[str] = []
    for fact in overdue:
        day = date.fromisoformat(fact["data"]["due_on"]) + timedelta(days=1)
        midnight = datetime(day.year, day.month, day.day, tzinfo=HAI_PHONG)
        if datetime.fromisoformat(fact["time"]) != midnight:
            found.append(f"overdue at {fact['time']}, not {midnight}: {fact['data']['deadline_id']}")
        if datetime.fromisoformat(fact["recordedtime"]) < midnight:
            found.append(f"said too early, {fact['recordedtime']}: {fact['data']['deadline_id']}")
    return found


def _answers(overdue: list[dict[str, Any]], retracted: list[dict[str, Any]], story: Story) -> list[str]:
    """Who left a petition unanswered is accused once, of the right day; who did not, not at all for good."""
    said = Counter(_whose(fact) for fact in overdue if fact["data"]["kind"] == "petition_answer")
    back = Counter(_whose(fact) for fact in retracted if fact["data"].get("kind") == "petition_answer")
    stands: Counter[tuple[str, str]] = Counter()
    taken_back: Counter[tuple[str, str]] = Counter()
    for petition_id, course in story.courses.items():
        if course.overdue_on:
            stands[petition_id, course.overdue_on.isoformat()] += 1
        if course.retracted_on:
            taken_back[petition_id, course.retracted_on.isoformat()] += 1
    # Told late, the answer may still have come before the accusation: then there is nothing to take back.
    for key in [key for key in taken_back if not back[key] and said[key] == stands[key]]:
        del taken_back[key]
    expected = stands + taken_back
    return [
        *(f"accused {said[key]} times instead of {expected[key]}: {key}" for key in said - expected),
        *(f"overdue and never said: {key}" for key in expected - said),
        *(f"taken back {back[key]} times instead of {taken_back[key]}: {key}" for key in back - taken_back),
        *(f"false and never taken back: {key}" for key in taken_back - back),
    ]


def _whose(fact: dict[str, Any]) -> tuple[str, str]:
    return fact["data"]["petition_id"], fact["data"]["due_on"]
