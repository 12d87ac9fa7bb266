"""How does a calendar come into force here (R11, R29)? Looked at, refused by its field, applied once."""

from datetime import date, timedelta
from typing import Any

import pytest

from cli.covering import covered
from cli.failure import Failure
from cli.platform import Platform
from services.deadlines.handlers import apply_calendar
from services.deadlines.handlers.law import CalendarNotCovering, Watch
from services.deadlines.handlers.promising import CalendarPromise
from shared.clock import Clock
from shared.database.credentials import Role
from shared.events.deadlines import CalendarApplied
from shared.events.validate import InvalidData, from_values
from shared.messaging.offsets import Offsets
from tests.builders.acts import answered, at, received, scheduled
from tests.builders.calendars import EXCHANGED_2024, announced
from tests.builders.followed_facts import DeadlinesSide
from tests.component.deadlines.conftest import MakeSide
from tests.component.deadlines.test_ticker import written

ANSWER = "petition_answer:kn-1"


def calendar(version: int, year: int = 2024, day: str = "2024-04-12", *without: str) -> CalendarApplied:
    said = from_values(CalendarApplied, announced(year, version, day, without))
    assert isinstance(said, CalendarApplied)
    return said


@pytest.fixture
async def april(make_side: MakeSide) -> DeadlinesSide:
    """A petition due 29/4/2024, as long as that day is worked: the exchange is not announced yet."""
    side = await make_side(at("2024-04-11 09:00"))
    await apply_calendar.apply(side.bench, calendar(2, 2024, "2023-11-22", *EXCHANGED_2024))
    await side.tell(written([scheduled("2024-04-17 14:00", time="2024-01-02 08:00")], "2024-04-11 09:30"))
    await side.tell(written([received("2024-04-10 09:00")], "2024-04-11 09:30"))
    return side


async def due_on(side: DeadlinesSide, **query: str) -> str:
    answer = await side.get(f"/api/deadlines/{ANSWER}", **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["due_on"]


async def test_looking_writes_nothing_and_names_each_move(april: DeadlinesSide) -> None:
    april.clock.not_before(at("2024-04-12 10:00"))
    told = len(await april.said())
    found = await apply_calendar.look(april.bench, calendar(3))
    assert [(m.deadline_id, m.from_, m.to) for m in found.moves] == [
        (ANSWER, date(2024, 4, 29), date(2024, 5, 2))
    ]
    assert (len(await april.said()), await due_on(april)) == (told, "2024-04-29")


async def test_each_open_deadline_is_told_once_to_have_moved_whatever_is_folded_again(
    april: DeadlinesSide,
) -> None:
    april.clock.not_before(at("2024-04-12 10:00"))
    before = "2024-04-12T09:00:00+07:00"
    await april.tick(at("2024-04-12 10:00"))
    assert not (await apply_calendar.apply(april.bench, calendar(3))).already_applied
    assert (await apply_calendar.apply(april.bench, calendar(3))).already_applied
    await april.fold()
    async with april.engine.begin() as conn:
        await conn.exec_driver_sql(
            "INSERT INTO recomputations (subject, generation) VALUES ('law/changed', 1)"
        )
    await april.fold()
    (moved,) = await april.said("DeadlineMoved")
    assert (moved["data"]["from"], moved["data"]["due_on"], moved["data"]["reason"]) == (
        "2024-04-29", "2024-05-02", "calendar_applied",
    )  # fmt: skip
    assert [f["data"]["version"] for f in await april.said("CalendarApplied")] == [2, 3]
    await april.tick(at("2024-04-12 11:00"))
    assert (await due_on(april), await due_on(april, known_at=before)) == ("2024-05-02", "2024-04-29")


async def test_nothing_is_told_to_be_overdue_by_a_calendar_that_was_replaced(april: DeadlinesSide) -> None:
    """Applied, and not folded yet: by the old one the petition would be overdue."""
    april.clock.not_before(at("2024-04-30 08:00"))
    await apply_calendar.apply(april.bench, calendar(3))
    await april.tick(at("2024-04-30 08:01"))
    assert await april.said("ResponseOverdue") == []
    await april.fold()
    await april.tick(at("2024-04-30 08:02"))
    assert await april.said("ResponseOverdue") == []


async def test_what_was_called_overdue_and_no_longer_is_is_taken_back(april: DeadlinesSide) -> None:
    await april.tick(at("2024-04-30 08:00"))
    assert len(await april.said("ResponseOverdue")) == 1
    await apply_calendar.apply(april.bench, calendar(3))
    await april.fold()
    (back,) = await april.said("OverdueRetracted")
    assert (back["data"]["deadline_id"], back["data"]["reason"]) == (ANSWER, "calendar_applied")


async def test_a_calendar_applied_while_a_subject_is_folded_reaches_it_too(april: DeadlinesSide) -> None:
    """A petition taken in, and folded, by whoever still saw the old calendar."""
    april.clock.not_before(at("2024-04-12 10:00"))
    await apply_calendar.apply(april.bench, calendar(3))
    await april.run("DELETE FROM recomputations WHERE subject <> 'law/changed'")
    await april.fold()
    assert await due_on(april) == "2024-05-02"


async def test_a_year_that_is_announced_is_no_longer_provisional_and_everyone_is_told(
    make_side: MakeSide,
) -> None:
    side = await make_side(at("2026-12-24 09:00"))
    acts = [scheduled("2026-12-24 14:00", time="2026-12-01 08:00"), received("2026-12-20")]
    await side.tell(written(acts, "2026-12-24 09:00"))
    listed = (await side.get("/api/deadlines", kind="petition_answer")).json()["items"]
    one = (await side.get(f"/api/deadlines/{ANSWER}")).json()
    assert listed[0]["provisional"]
    assert one["provisional"]
    assert "tạm tính" in one["explanation"]["sentence"]
    await apply_calendar.apply(side.bench, calendar(2, 2026, "2025-12-25"))
    await apply_calendar.apply(side.bench, calendar(3, 2027, "2026-12-20"))
    await side.fold()
    one = (await side.get(f"/api/deadlines/{ANSWER}")).json()
    assert not one["provisional"]
    assert "tạm tính" not in one["explanation"]["sentence"]
    last = [f for f in await side.said("DeadlineSet") if f["data"]["deadline_id"] == ANSWER][-1]
    assert (last["data"]["provisional"], last["time"]) == (False, "2026-12-20T00:00:00+07:00")
    assert (await side.get("/api/deadlines/calendar/2027")).json()["last_confirmed_year"] == 2027


@pytest.mark.parametrize(
    ("wrong", "field"), [({"version": 4}, "version"), ({"announced_on": "2024-06-01"}, "announced_on")]
)
async def test_a_calendar_that_cannot_follow_is_refused_by_its_field_and_nothing_is_kept(
    april: DeadlinesSide, wrong: dict[str, Any], field: str
) -> None:
    said = from_values(CalendarApplied, announced(2024, 3, "2024-04-01") | wrong)
    assert isinstance(said, CalendarApplied)
    for attempt in (apply_calendar.look, apply_calendar.apply):
        with pytest.raises(InvalidData) as refused:
            await attempt(april.bench, said)
        assert refused.value.field == field
    assert len(await april.said("CalendarApplied")) == 1


async def test_a_year_of_the_calendar_is_shown_as_known_then(april: DeadlinesSide) -> None:
    await april.tick(at("2024-04-11 10:00"))
    april.clock.not_before(at("2024-04-12 10:00"))
    await apply_calendar.apply(april.bench, calendar(3))
    now = (await april.get("/api/deadlines/calendar/2024")).json()
    then = (await april.get("/api/deadlines/calendar/2024", known_at="2024-04-11T10:00:00+07:00")).json()
    assert ([v["version"] for v in now["versions"]], now["version"]) == ([2, 3], 3)
    assert ([v["version"] for v in then["versions"]], then["version"]) == ([2], 2)
    days = {day["date"] for day in now["off"]} - {day["date"] for day in then["off"]}
    assert days == {"2024-04-29"}
    assert (await april.get("/api/deadlines/calendar/2031")).status_code == 404


async def test_no_moment_is_promised_before_a_calendar_recorded_by_then_is_on_its_topic(
    april: DeadlinesSide, bootstrap_servers: str
) -> None:
    """R29: reporting would answer without it, and another time with it."""
    promise = CalendarPromise(april.bench, bootstrap_servers)
    (recorded,) = await april.rows("SELECT recorded_at FROM acts WHERE name = 'CalendarApplied'")
    async with Offsets(bootstrap_servers) as offsets:
        april.clock.not_before(april.clock.now() + timedelta(hours=1))
        held = await promise.measure(offsets)
        await april.run("UPDATE outbox SET published_at = now()")
        free = await promise.measure(offsets)
    assert held
    assert free
    assert held.at <= recorded[0] < free.at


async def test_what_was_met_in_time_is_not_made_late(make_side: MakeSide) -> None:
    """By the old calendar due on 10/5, by the new one (4/5 is worked) on 9/5."""
    side = await make_side(at("2024-04-11 09:00"))
    await apply_calendar.apply(side.bench, calendar(2, 2024, "2023-11-22", *EXCHANGED_2024))
    acts = [scheduled("2024-04-29 14:00"), received("2024-04-20"), answered("2024-05-10 09:00")]
    await side.tell(written(acts, "2024-05-10 09:00"))
    await apply_calendar.apply(side.bench, calendar(3))
    await side.fold()
    (met,) = await side.said("DeadlineMet")
    assert (met["data"]["due_on"], met["data"]["late"]) == ("2024-05-10", False)
    assert await due_on(side) == "2024-05-10"


async def test_over_http_a_calendar_is_an_operators_and_is_refused_by_its_field(april: DeadlinesSide) -> None:
    data = announced(2024, 3, "2024-04-10")
    assert (await april.post("/api/deadlines/calendar/apply", data)).status_code == 401
    token = await april.token(Role.OPERATOR)
    previewed = await april.post("/api/deadlines/calendar/preview", data, token)
    assert [move["to"] for move in previewed.json()["moves"]] == ["2024-05-02"]
    wrong = await april.post("/api/deadlines/calendar/apply", data | {"version": 9}, token)
    assert (wrong.status_code, wrong.json()["field"]) == (422, "version")
    done = await april.post("/api/deadlines/calendar/apply", data, token)
    assert done.json() == {"version": 3, "year": 2024, "already_applied": False}
    assert (await april.post("/api/deadlines/calendar/apply", data, token)).json()["already_applied"]


async def test_a_platform_starts_only_with_a_calendar_for_the_running_year(make_side: MakeSide) -> None:
    side = await make_side(at("2028-01-05 09:00"))
    url = side.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    offset = (side.clock.now() - Clock().now()).total_seconds()
    where = Platform("", "", {"deadlines": url}, offset)
    with pytest.raises(Failure, match=r"does not cover 2028.*--calendar FILE"):
        await covered(where)
    with pytest.raises(CalendarNotCovering):
        await Watch(side.engine, side.laws, side.clock).run()
    said = announced(2024, 2, "2027-12-01") | {
        "year": 2028, "off": [{"date": "2028-01-03", "name": "Nghỉ bù"}], "working_weekend_days": [],
    }  # fmt: skip
    applied = from_values(CalendarApplied, said)
    assert isinstance(applied, CalendarApplied)
    await apply_calendar.apply(side.bench, applied)
    await covered(where)


@pytest.mark.parametrize("what", ["preview", "apply"])
async def test_over_http_a_key_is_answered_once_whatever_has_come_since(
    april: DeadlinesSide, what: str
) -> None:
    april.clock.not_before(at("2024-04-12 10:00"))
    path, token = f"/api/deadlines/calendar/{what}", await april.token(Role.OPERATOR)
    data = calendar(3).model_dump(mode="json", exclude_none=True)
    wrong = await april.post(path, data | {"version": 9}, token, "k-1")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "version")
    first = await april.post(path, data, token, "k-1")
    assert (first.status_code, first.json()["already_applied"]) == (200, False)
    await apply_calendar.apply(april.bench, calendar(3))
    assert (await april.post(path, data, token, "k-1")).json() == first.json()
    assert (await april.post(path, data, token, "k-2")).json()["already_applied"]
    other = await april.post(path, data | {"announced_on": "2024-04-11"}, token, "k-1")
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")
