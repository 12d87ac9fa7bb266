"""The rows of Phụ lục 3 at t, each figure counted petition by petition (R24-R28)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.recount.oracle.due import Deadline
from tests.recount.oracle.forms import GROUPS
from tests.recount.oracle.instants import Instant
from tests.recount.oracle.standing import Conference, Petition

COUNTED = ("resolved", "transferred", "awaiting_direction", "pending")
FIGURES = ("received", *COUNTED, "overdue", "refused", "withdrawn")


@dataclass
class Row:
    """A row; what the note must say stands as words."""

    section: str
    conference_id: str
    unit_id: str
    starts_on: str
    group: str | None
    figures: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))
    groups: list[str] = field(default_factory=list[str])
    note: list[str] = field(default_factory=list[str])


def quarter_of(seen: Conference) -> str:
    return f"{seen.starts_on.year}-Q{(seen.starts_on.month + 2) // 3}"


def rows_of(
    seen: Conference, petitions: Iterable[tuple[Petition, list[Deadline]]], section: str, moment: Instant
) -> list[Row]:
    """One row of section I, seven of section II."""
    groups: tuple[str | None, ...] = (None,) if section == "I" else GROUPS
    rows = {group: Row(section, seen.id, seen.unit, seen.starts_on.isoformat(), group) for group in groups}
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


def _note(seen: Conference, figures: dict[str, int], moment: Instant) -> list[str]:
    said: list[str] = []
    now = seen.now
    if now.last_cancelled:
        said.append("Dừng tổ chức")
        document: dict[str, Any] = now.last_cancelled.data.get("document") or {}
        said += [document["number"]] if document else []
    elif now.held:
        pass  # confirmed, also by one who says so early
    elif moment < now.starts_at:
        said.append("Chưa diễn ra")
    else:
        said.append("Chưa xác nhận đã tổ chức")
    if figures["pending"]:
        said.append(f"Còn {figures['pending']} kiến nghị đang giải quyết")
    if figures["overdue"]:
        said.append(f"{figures['overdue']} quá hạn")
    return said
