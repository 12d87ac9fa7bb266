"""The rows of Phụ lục 3 at t, each figure counted petition by petition (R24-R28)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.recount.oracle.due import Deadline
from tests.recount.oracle.forms import GROUPS
from tests.recount.oracle.instants import Instant
from tests.recount.oracle.registry import Registry
from tests.recount.oracle.standing import Conference, Petition

COUNTED = ("resolved", "transferred", "awaiting_direction", "pending")
FIGURES = ("received", *COUNTED, "overdue", "refused", "withdrawn")


@dataclass
class Row:
    """A row, each cell."""

    section: str
    conference_id: str
    unit_id: str
    unit_name: str
    theme: str | None
    starts_on: str
    group: str | None
    figures: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))
    groups: list[str] = field(default_factory=list[str])
    note: str = ""


def quarter_of(seen: Conference) -> str:
    return f"{seen.starts_on.year}-Q{(seen.starts_on.month + 2) // 3}"


def rows_of(
    seen: Conference,
    petitions: Iterable[tuple[Petition, list[Deadline]]],
    registry: Registry,
    moment: Instant,
) -> list[Row]:
    """One row of section I, seven of section II; the unit under the name it had on that day (R6)."""
    section = registry.section(seen.unit)
    groups: tuple[str | None, ...] = (None,) if section == "I" else GROUPS
    name, theme = registry.name_on(seen.unit, seen.starts_on), seen.scheduled.data.get("theme")
    rows = {
        group: Row(section, seen.id, seen.unit, name, theme, seen.starts_on.isoformat(), group)
        for group in groups
    }
    occurring: set[str] = set()
    for petition, deadlines in petitions:
        row = rows[None if section == "I" else petition.group]
        row.figures[petition.state] += 1
        if petition.state in COUNTED:
            row.figures["received"] += 1
            row.figures["overdue"] += any(one.state == "overdue" for one in deadlines)
            occurring.add(petition.group)
    if section == "I":
        rows[None].groups = [group for group in GROUPS if group in occurring]
    for row in rows.values():
        row.note = _note(seen, row.figures, moment)
    return list(rows.values())


def _note(seen: Conference, figures: dict[str, int], moment: Instant) -> str:
    said = _how_it_stands(seen, moment)
    for figure, words in (
        ("pending", "Còn {} kiến nghị đang giải quyết"),
        ("overdue", "{} quá hạn"),
        ("refused", "{} kiến nghị bị từ chối"),
        ("withdrawn", "{} kiến nghị đã rút"),
    ):
        if figures[figure]:
            said.append(words.format(figures[figure]))
    return "; ".join(said)


def _how_it_stands(seen: Conference, moment: Instant) -> list[str]:
    """R26."""
    now = seen.now
    if now.last_cancelled:
        document: dict[str, Any] | None = now.last_cancelled.data.get("document")
        if not document:
            return ["Dừng tổ chức"]
        year, month, day = document["date"].split("-")
        if int(month) > 2:
            month = month.lstrip("0")  # decree 30: “05 tháng 4”, but “05 tháng 01”
        return [f"Dừng tổ chức (văn bản số {document['number']} ngày {day}/{month}/{year})"]
    if now.held:
        return []  # confirmed, also by one who says so early
    return ["Chưa diễn ra" if moment < now.starts_at else "Chưa xác nhận đã tổ chức"]
