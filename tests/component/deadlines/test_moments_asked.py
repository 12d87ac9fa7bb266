"""By which moments can a question be asked, and is its answer the same for ever (R29)?"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from services.deadlines.store import overdue
from tests.builders.acts import act, answered, held
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import NOW
from tests.component.deadlines.test_http import asked
from tests.component.deadlines.test_ticker import written

__all__ = ["asked"]


async def test_a_figure_known_at_a_moment_stays_the_same_when_more_is_told(asked: DeadlinesSide) -> None:
    """R29."""
    await asked.tick(NOW + timedelta(seconds=1))
    query = {"state": "overdue", "as_of": NOW.isoformat(), "known_at": NOW.isoformat()}
    before = (await asked.get("/api/deadlines", **query)).json()
    later = NOW + timedelta(seconds=10)
    asked.clock.not_before(later)
    await asked.tell(
        written([answered("2024-04-18 09:00"), held("2024-04-17 17:00")], later.isoformat()[:19])
    )
    await asked.tick(later + timedelta(seconds=1))
    assert (await asked.get("/api/deadlines", **query)).json() == before
    assert before["total"] > 0


async def test_what_may_still_arrive_is_not_answered_for(asked: DeadlinesSide, monkeypatch: Any) -> None:
    """Without a tick since `known_at`, facts recorded before it may be on their way."""
    monkeypatch.setattr("services.deadlines.handlers.known_then.PATIENCE_S", 0.0)
    response = await asked.get("/api/deadlines", known_at=NOW.isoformat())
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")


async def test_a_change_of_the_law_that_arrives_while_its_question_waits_is_answered_by(
    asked: DeadlinesSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R29: recorded before `known_at`, on its way when it is asked."""
    horizon = overdue.horizon
    ended = {"valid_to": "2024-04-17", "successors": ["so-cong-thuong"]}
    merger = act(
        "UnitChanged", "2024-04-18 08:00", unit_id="so-xay-dung",
        document={"number": "1/QD", "date": "2024-04-10"}, **ended,
    )  # fmt: skip
    on_their_way = written([merger], NOW.isoformat()[:19])
    known_at = (NOW + timedelta(milliseconds=1)).isoformat()
    asked.clock.not_before(NOW + timedelta(seconds=1))

    async def when_it_waits(conn: AsyncConnection) -> datetime | None:
        if on_their_way:
            await asked.tell([on_their_way.pop()])
            await asked.tick(NOW + timedelta(seconds=2))
        return await horizon(conn)

    monkeypatch.setattr(overdue, "horizon", when_it_waits)
    query = {"as_of": NOW.isoformat(), "known_at": known_at}
    heirs = {"unit_id": "so-cong-thuong", "kind": "petition_answer"}
    first = (await asked.get(path := "/api/deadlines", **query, **heirs)).json()
    assert [item["unit_id"] for item in first["items"]] == ["so-cong-thuong"]
    assert (await asked.get(path, **query, **heirs)).json() == first


async def test_nobody_vouches_for_a_moment_from_which_a_fact_is_held_back(
    asked: DeadlinesSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R29: what is known now is answered still, and the ticker goes on with everybody else."""
    monkeypatch.setattr("services.deadlines.handlers.known_then.PATIENCE_S", 0.0)
    held_back = act("PetitionForwarded", NOW, petition_id="kn-1")
    await asked.follow(written([held_back, held_back], NOW.isoformat()[:19]))
    await asked.tick(NOW + timedelta(minutes=1))
    before = (NOW - timedelta(microseconds=2)).isoformat()
    for known_at, status in ((NOW.isoformat(), 503), (before, 200)):
        assert (await asked.get("/api/deadlines", known_at=known_at)).status_code == status
    now = (await asked.get("/api/deadlines")).json()
    assert now["total"] > 0
    just_before = datetime.fromisoformat(now["known_until"])
    assert NOW - timedelta(seconds=1) < just_before < NOW
    assert await asked.rows("SELECT ticked_until FROM ticks") == [(NOW + timedelta(minutes=1),)]
    await asked.run("UPDATE parked_facts SET state = 'discarded'")
    for as_of in (NOW, NOW + timedelta(days=400)):  # as kept, and folded for it
        mended = (await asked.get("/api/deadlines/overdue-petitions", as_of=as_of.isoformat())).json()
        assert datetime.fromisoformat(mended["known_until"]) == NOW + timedelta(minutes=1)
    assert (await asked.get("/api/deadlines", known_at=NOW.isoformat())).status_code == 200


async def test_what_was_vouched_for_stays_so_though_another_ticks_by_an_older_promise(
    asked: DeadlinesSide,
) -> None:
    later = NOW + timedelta(minutes=1)
    for until in (later, later - timedelta(seconds=30)):
        await asked.tick(until)
    assert await asked.rows("SELECT ticked_until FROM ticks") == [(later,)]
    known_at = (later - timedelta(seconds=1)).isoformat()
    assert (await asked.get("/api/deadlines", known_at=known_at)).status_code == 200


async def test_the_last_year_that_can_be_asked_of_is_the_last_in_which_anything_told_can_be_due(
    asked: DeadlinesSide,
) -> None:
    plans = {"kind": "annual_plan", "unit_id": "so-xay-dung", "state": "overdue", "limit": "1"}
    last = await asked.get("/api/deadlines", as_of="2100-12-31T23:59:59+07:00", **plans)
    assert (last.status_code, last.json()["total"]) == (200, 2100 - 2025 + 1)
    for path in ("", "/overdue-petitions", "/petition_answer:kn-1"):
        for far in ("2100-12-31T17:00:00Z", "9990-01-01T00:00:00Z", "9998-12-31T23:00:00Z"):
            refused = await asked.get(f"/api/deadlines{path}", as_of=far)
            assert (refused.status_code, refused.json().get("field")) == (422, "as_of"), (path, far)


async def test_also_of_a_year_that_has_not_begun_it_is_told_what_was_known_then(asked: DeadlinesSide) -> None:
    """R29."""
    await asked.tick(NOW + timedelta(seconds=1))
    later = NOW + timedelta(seconds=10)
    asked.clock.not_before(later)
    await asked.tell(written([answered("2024-04-18 09:00")], later.isoformat()[:19]))
    await asked.tick(later + timedelta(seconds=1))
    query = {"as_of": "2026-04-02T09:00:00+07:00"}
    for more, state in (({"known_at": NOW.isoformat()}, "overdue"), ({}, "met")):
        found = (await asked.get("/api/deadlines/petition_answer:kn-1", **query, **more)).json()
        assert found["state"] == state
