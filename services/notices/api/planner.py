"""When must a conference on that day be announced, and what follows from it? `GET /api/notices/planner` (R7).

Nothing is stored: a unit asks before it schedules.
"""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import TypeAdapter, ValidationError

from services.notices.domain.planner import PlannedDay, planned_days
from services.notices.domain.planner_remarks import remarks
from shared.clock import local_date
from shared.dialogue.conference_due import conference_due, safe_notice_day
from shared.events.deadlines import DeadlineKind
from shared.events.fields import FIRST_YEAR, LAST_YEAR, Day
from shared.messaging.desk import Shop
from shared.messaging.law import told
from shared.units import Registry, Unit
from shared.web.explanations import explanation
from shared.web.problems import bad_parameter
from shared.working_days import WorkingDays
from shared.working_days.explanation import WEEKDAYS, full_day

_DAY: TypeAdapter[date] = TypeAdapter(Day)


def router(shop: Shop) -> APIRouter:
    """The route."""
    routes = APIRouter(tags=["notices"])

    @routes.get("/api/notices/planner")
    async def planner(  # pyright: ignore[reportUnusedFunction]
        unit_id: Annotated[str, Query()] = "", day: Annotated[str, Query(alias="date")] = ""
    ) -> dict[str, Any]:
        starts_on = _day(day)
        async with shop.engine.connect() as conn:
            law = (await told(conn)).current
        registry, calendar = law.registry, law.calendar
        unit = _unit(unit_id, starts_on, registry)
        today = local_date(shop.clock.now())
        notice = conference_due(DeadlineKind.NOTICE_PORTAL, starts_on, calendar)
        return {
            "unit_id": unit.id,
            "unit_name": unit.name_at(starts_on),
            "date": starts_on.isoformat(),
            "weekday": WEEKDAYS[starts_on.weekday()],
            "working_day": calendar.is_working(starts_on),
            "today": today.isoformat(),
            "calendar_version": calendar.version,
            "notice": {
                "last_on": notice.due_on.isoformat(),
                "safe_on": safe_notice_day(starts_on, calendar).isoformat(),
                "provisional": notice.provisional,
            },
            "items": [_item(each, calendar) for each in planned_days(starts_on, calendar)],
            "remarks": [remark._asdict() for remark in remarks(starts_on, today, unit, calendar)],
        }

    return routes


def _day(text: str) -> date:
    try:
        return _DAY.validate_python(text)
    except ValidationError:
        raise bad_parameter(
            "date", f"phải là ngày YYYY-MM-DD, từ năm {FIRST_YEAR} đến {LAST_YEAR - 1}"
        ) from None


def _unit(unit_id: str, starts_on: date, registry: Registry) -> Unit:
    unit = registry.get(unit_id)
    if unit is None:
        raise bad_parameter("unit_id", "không có đơn vị này trong danh mục")
    if not unit.valid_at(starts_on):
        until = f" đến {full_day(unit.valid_to)}" if unit.valid_to else ""
        valid = f"{unit.name} hoạt động từ {full_day(unit.valid_from)}{until}"
        raise bad_parameter("unit_id", f"{valid}, không có vào ngày {full_day(starts_on)}")
    return unit


def _item(each: PlannedDay, calendar: WorkingDays) -> dict[str, Any]:
    return {
        "kind": each.kind.value,
        "title": each.title,
        "rule": each.rule,
        "due_on": each.due_on.isoformat(),
        "safe_on": each.safe_on.isoformat() if each.safe_on else None,
        "soft": each.soft,
        "provisional": each.provisional,
        "explanation": explanation(each.kind, each.counted_from, each.working_days, each.due_on, calendar),
    }
