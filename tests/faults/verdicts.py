"""Was anything lost, doubled or miscounted? The clients' books against topics, databases and figures."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx

from cli import audit
from shared.messaging import topics
from shared.settings import SERVICES
from shared.web.telling import TOLD
from tests.faults.accusations import accusations
from tests.faults.cluster import Cluster
from tests.faults.oracle import Oracle
from tests.faults.story import DAYS, Course, Story

LOST = ("no outcome", "not on the topic", "missing", "not followed", "gap", "waiting differs", "dead letter")
DOUBLED = ("written twice", "said twice", "fork", "not in the outbox", "too many")
STANDING = "SELECT petition_id, state, overdue_due_on FROM petition_spans WHERE from_at <= $1 AND $1 < to_at"
ACTS = (
    "SELECT event_id, count(*) FROM acts WHERE topic = $1 AND NOT starts_with(event_id, $2) GROUP BY event_id"
)
BY_OFFICERS = "SELECT subject, name FROM acts WHERE starts_with(event_id, $1)"
AMISS = (
    "SELECT 'dead letter: ' || cause FROM dead_letters WHERE state <> 'retried' UNION ALL "
    "SELECT 'parked: ' || subject || ' (' || reason || ')' FROM parked_facts"
)


@dataclass(slots=True)
class Verdict:
    """What breaks a law, by what it means for the people concerned."""

    lost: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])
    miscounted: list[str] = field(default_factory=list[str])

    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.miscounted)

    def says(self, most: int = 12) -> str:
        """The first of each kind, for whoever has to find out why."""
        return "\n".join(
            f"{kind}: {one}"
            for kind, found in (
                ("LOST", self.lost),
                ("DOUBLED", self.doubled),
                ("MISCOUNTED", self.miscounted),
            )
            for one in found[:most]
        )

    def sort(self, said: str, law: str = "") -> None:
        """Puts a broken law where it belongs."""
        whole = f"{law}: {said}" if law else said
        if said.startswith(LOST):
            self.lost.append(whole)
        elif said.startswith(DOUBLED):
            self.doubled.append(whole)
        else:
            self.miscounted.append(whole)


async def judge(cluster: Cluster, story: Story, oracle: Oracle) -> Verdict:
    """Every law on a platform that has settled; the receipts have been listened to."""
    verdict = Verdict(lost=oracle.unreceipted() + oracle.missing(), doubled=oracle.twice())
    verdict.miscounted += oracle.wrong()
    for law in await audit.check(cluster.platform):
        for one in law.broken:
            verdict.sort(one, law.name)
    for service in SERVICES:
        async with _Connection(cluster, service) as connection:
            for (amiss,) in await connection.fetch(AMISS):
                verdict.lost.append(f"{service}: {amiss}")
            if service in topics.INBOUND_SERVICES:
                rows = await connection.fetch(ACTS, topics.FACTS[service], TOLD)
                _stored(service, dict(rows), oracle, verdict)
            if service == "petitions":
                tracked = await connection.fetch("SELECT petition_id FROM tracking")
                coded = [*oracle.filed.values(), *oracle.typed_in.values()]
                _same("filed over HTTP", coded, (row[0] for row in tracked), verdict)
                acted = Counter(tuple(row) for row in await connection.fetch(BY_OFFICERS, TOLD))
                _once(Counter(oracle.acted), acted, verdict)
            if service == "reporting":
                rows = await connection.fetch(STANDING, cluster.now())
                _counted({row[0]: (row[1], row[2]) for row in rows}, story, verdict)
            if service == "deadlines":
                verdict.miscounted += await accusations(connection, story)
    verdict.miscounted += await _figures(cluster, story)
    return verdict


class _Connection:
    def __init__(self, cluster: Cluster, service: str) -> None:
        self._url = cluster.platform.databases[service]

    async def __aenter__(self) -> asyncpg.Connection:
        self._connection = await asyncpg.connect(self._url)
        return self._connection

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()


def _same(what: str, told: Iterable[str], found: Iterable[str], verdict: Verdict) -> None:
    told, found = set(told), set(found)
    verdict.lost += [f"acknowledged and not {what}: {one}" for one in sorted(told - found)]
    verdict.doubled += [f"{what} and never acknowledged: {one}" for one in sorted(found - told)]


def _once(
    told: Mapping[tuple[str, str], int], found: Mapping[tuple[str, str], int], verdict: Verdict
) -> None:
    """Each act of an officer is stored as often as they were told that one is."""
    for act in sorted({*told, *found}):
        more, said = found.get(act, 0) - told.get(act, 0), f"{act[1]} of {act[0]} by an officer"
        if more < 0:
            verdict.lost.append(f"acknowledged and not stored: {said}")
        elif more:
            verdict.doubled.append(f"stored and never acknowledged, or more than once: {said}")


def _stored(service: str, acts: Mapping[str, int], oracle: Oracle, verdict: Verdict) -> None:
    """Acknowledged = stored, each once: events told accepted, and what was answered with 201."""
    suffix = f".{service}"
    of_service = {t.event_id for t in oracle.put.values() if t.event_id and t.topic.endswith(suffix)}
    accepted = {event_id for event_id in oracle.accepted() if event_id in of_service}
    if service == "notices":
        accepted |= set(oracle.registered.values())
    else:
        accepted |= {f"filed-{petition_id.removeprefix('kn-')}" for petition_id in oracle.filed.values()}
    _same(f"stored by {service}", accepted, acts, verdict)
    verdict.doubled += [f"stored {n} times by {service}: {one}" for one, n in acts.items() if n > 1]


def _counted(standing: Mapping[str, tuple[str, Any]], story: Story, verdict: Verdict) -> None:
    """Stored = counted: each petition stands in reporting as its course says."""
    _same("counted", story.courses, standing, verdict)
    for petition_id, course in story.courses.items():
        found = standing.get(petition_id)
        if found is not None and found != (course.state, course.overdue_on):
            verdict.miscounted.append(
                f"{petition_id} stands as {found}, should be {course.state}, {course.overdue_on}"
            )


async def _figures(cluster: Cluster, story: Story) -> list[str]:
    """The totals of Phụ lục 3 that everyone reads are what the courses add up to."""
    found: list[str] = []
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        for quarter in sorted({*(day.quarter for day in DAYS), *(c.quarter for c in story.courses.values())}):
            url = f"{cluster.of('reporting')[0].http}/api/reports/quarters/{quarter}"
            answer = await client.get(url)
            if answer.status_code != 200:
                found.append(f"{quarter}: {answer.status_code} {answer.text[:200]}")
                continue
            totals, expected = answer.json()["totals"], _totals(story.courses.values(), quarter)
            wrong = {name: totals[name] for name in expected if totals[name] != expected[name]}
            found += [f"{quarter}: {n} is {v}, should be {expected[n]}" for n, v in wrong.items()]
    return found


def _totals(courses: Iterable[Course], quarter: str) -> dict[str, int]:
    mine = [course for course in courses if course.quarter == quarter]
    states = Counter(course.state for course in mine)
    named = ("resolved", "transferred", "awaiting_direction", "pending")
    return {
        **{name: states[name] for name in (*named, "refused", "withdrawn")},
        "received": sum(states[name] for name in named),
        "overdue": sum(course.overdue_on is not None for course in mine),
    }
