"""How is what DPI follows up told to people (R16, R21, R22)? With whom it is, since when, how late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.reporting.domain.lateness import working_days_overdue
from services.reporting.domain.open_petition import OpenPetition
from services.reporting.domain.petition_line import PetitionLine
from shared.clock import local_date
from shared.events.petitions import EscalationTarget
from shared.units import Registry
from shared.working_days import WorkingDays
from shared.working_days.explanation import full_day

TARGETS = {
    EscalationTarget.CITY_COMMITTEE.value: "UBND thành phố",
    EscalationTarget.DIRECT_SUPERIOR.value: "Cấp trên trực tiếp",
}


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A petition that is not fully resolved, as pages and workbooks say it; nothing personal."""

    line: PetitionLine
    unit_id: str
    quarter: str
    since: datetime
    """Since when it is in its state."""
    passed_to: str | None
    document: str | None
    """Number and day of that with which it was passed on."""
    waiting: int
    """Working days since then."""
    working_days_late: int
    due_today: bool
    in_charge: str | None = None
    """Who is in charge of it, if not the unit itself any more (R6)."""


def followed_up(
    found: OpenPetition,
    on: date,
    calendar: WorkingDays,
    registry: Registry,
    heirs: Sequence[str] | None = None,
) -> FollowedUp:
    """The petition on this day. `heirs`: the units in charge of it by then; None where nobody asks."""
    return FollowedUp(
        line=found.line,
        unit_id=found.unit_id,
        quarter=str(found.quarter),
        since=found.since,
        passed_to=_whom(found.passed_to, on, registry),
        document=_document(found),
        waiting=calendar.count(local_date(found.since), on),
        working_days_late=working_days_overdue(found.line, on, calendar),
        due_today=found.line.due_on == on,
        in_charge=None if heirs is None else _in_charge(found.unit_id, heirs, on, registry),
    )


def _in_charge(unit_id: str, heirs: Sequence[str], on: date, registry: Registry) -> str | None:
    """Who inherited it, in words (R6); None if the unit itself is in charge."""
    if [*heirs] == [unit_id]:
        return None
    names = [registry.name_at(heir, on) for heir in heirs]
    if len(names) > 1:
        return f"chưa quyết định đơn vị kế thừa trong số: {', '.join(names)}"
    return names[0] if names else "chưa có đơn vị kế thừa"


def _whom(named: str | None, on: date, registry: Registry) -> str | None:
    """As the act names them: by a word of the plan, by unit id, or by a name."""
    if named is None or named in TARGETS:
        return TARGETS.get(named or "")
    return registry.name_at(named, on) if registry.get(named) else named


def _document(found: OpenPetition) -> str | None:
    if not found.document:
        return None
    return f"{found.document['number']} ngày {full_day(date.fromisoformat(found.document['date']))}"
