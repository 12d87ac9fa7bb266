"""What does `doithoai calendar` say to an operator of a version that was replaced, and of what is met?"""

import asyncio
import json
from pathlib import Path

from cli.calendar import apply_at_start
from cli.platform import Platform
from services.deadlines.handlers import apply_calendar
from shared.clock import Clock
from tests.builders.acts import answered, at
from tests.builders.calendars import EXCHANGED_2024, announced
from tests.builders.followed_facts import DeadlinesSide
from tests.builders.shell import Run, beside
from tests.component.deadlines.test_new_calendar import april, calendar
from tests.component.deadlines.test_ticker import written

__all__ = ["april"]
SECOND = announced(2024, 2, "2023-11-22", EXCHANGED_2024)
THIRD = announced(2024, 3, "2024-04-12")
REPLACED = (
    "version 2 was applied and replaced by version 3: to bring its days back give the file the next version, "
)


def address(side: DeadlinesSide) -> dict[str, str]:
    url = side.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return {"deadlines": url}


async def calendar_(side: DeadlinesSide, where: Path, what: str, data: object) -> Run:
    (where / "calendar.json").write_text(json.dumps(data), encoding="utf-8")
    file = str(where / "calendar.json")
    shell = beside(where, address(side), side.clock.now())
    return await asyncio.to_thread(shell.run, "calendar", what, file)


async def test_a_version_that_was_replaced_is_refused_and_one_in_force_is_in_force_already(
    april: DeadlinesSide, tmp_path: Path
) -> None:
    april.clock.not_before(at("2026-12-21 10:00"))
    await apply_calendar.apply(april.bench, calendar(3))
    for what in ("preview", "apply"):
        refused = await calendar_(april, tmp_path, what, SECOND)
        assert (refused.code, refused.out) == (2, "")
        assert f"calendar.json: version: {REPLACED}4" in refused.err
    # Of another year: what the third says of its own stays in force.
    await apply_calendar.apply(april.bench, calendar(4, 2027, "2026-12-20"))
    again = await calendar_(april, tmp_path, "apply", THIRD)
    assert (again.code, again.out) == (0, "version 3 (2024) is in force already: nothing was done\n")
    assert f"{REPLACED}5" in (await calendar_(april, tmp_path, "apply", SECOND)).err
    assert [fact["data"]["version"] for fact in await april.said("CalendarApplied")] == [2, 3, 4]


async def test_a_platform_starts_though_the_calendar_of_its_command_line_was_replaced_meanwhile(
    april: DeadlinesSide, tmp_path: Path
) -> None:
    april.clock.not_before(at("2024-04-12 10:00"))
    await apply_calendar.apply(april.bench, calendar(3))
    (tmp_path / "calendar.json").write_text(json.dumps(SECOND), encoding="utf-8")
    offset = (april.clock.now() - Clock().now()).total_seconds()
    await apply_at_start(Platform("", "", address(april), offset), tmp_path / "calendar.json")
    assert len(await april.said("CalendarApplied")) == 2


async def test_a_preview_tells_what_is_met_late_apart_from_what_is_open(
    april: DeadlinesSide, tmp_path: Path
) -> None:
    """R11: its day moves too, and everybody is told."""
    april.clock.not_before(at("2024-05-06 10:00"))
    before = await calendar_(april, tmp_path, "preview", THIRD)
    assert before.out.splitlines()[-1] == "3 open deadlines would move by version 3 (2024)"
    await april.tell(written([answered("2024-05-06 09:00")], "2024-05-06 10:00"))
    found = await calendar_(april, tmp_path, "preview", THIRD)
    assert found.out.splitlines()[-4:] == [
        "2024-04-29 → 2024-05-02  conclusion_notice:hn-1  so-xay-dung",
        "2024-04-29 → 2024-05-02  petition_answer:kn-1  so-xay-dung  (met)",
        "2024-04-29 → 2024-05-02  result_report:hn-1  so-xay-dung",
        "2 open deadlines, and 1 that is met already, would move by version 3 (2024)",
    ]
