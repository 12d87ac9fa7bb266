"""How is a petition that is not fully resolved told to DPI (R16, R21, R22)? Nothing personal is known."""

from datetime import date
from typing import Any

from services.reporting.domain.lateness import working_days_overdue
from services.reporting.domain.open_petition import OpenPetition
from services.reporting.handlers.reading import Reading
from shared.clock import local_date
from shared.events.petitions import EscalationTarget
from shared.working_days.explanation import full_day

TARGETS = {
    EscalationTarget.CITY_COMMITTEE.value: "UBND thành phố",
    EscalationTarget.DIRECT_SUPERIOR.value: "Cấp trên trực tiếp",
}


def told(found: OpenPetition, reading: Reading) -> dict[str, Any]:
    """What a page says of it, by what the reading knows."""
    on = local_date(reading.as_of)
    late = working_days_overdue(found.line, on, reading.calendar)
    return {
        "line": found.line,
        "unit_id": found.unit_id,
        "quarter": str(found.quarter),
        "since": found.since,
        "passed_to": _whom(found.passed_to, reading, on),
        "document": _document(found),
        "working_days_late": late,
        "waiting": reading.calendar.count(local_date(found.since), on),
        "due_today": found.line.due_on == on,
    }


def _whom(named: str | None, reading: Reading, on: date) -> str | None:
    """As the act names them: by a word of the plan, by unit id, or by a name."""
    if named is None or named in TARGETS:
        return TARGETS.get(named or "")
    return reading.registry.name_at(named, on) if reading.registry.get(named) else named


def _document(found: OpenPetition) -> str | None:
    if not found.document:
        return None
    return f"{found.document['number']} ngày {full_day(date.fromisoformat(found.document['date']))}"
