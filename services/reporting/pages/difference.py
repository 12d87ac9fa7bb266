"""What does the difference between two editions say in words (R29)? Read from what a program is answered."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.reporting.domain.edition import Edition
from services.reporting.domain.wording import STATE_LABELS
from services.reporting.pages.wording import ACTS
from shared.clock import local_date
from shared.dialogue.groups import LABELS
from shared.units import Registry
from shared.working_days.explanation import full_day, full_moment

NO_ACT = {
    "calendar": "lịch ngày làm việc áp dụng cho hai bản khác nhau.",
    "time": "thời gian đã qua giữa hai thời điểm, không có việc nào mới.",
}
SAID = {"unit_name": "Đơn vị", "theme": "Chuyên đề", "starts_on": "Ngày tổ chức", "note": "Ghi chú"}
"""What the rows say of a conference beside its figures."""
Where = Mapping[str, str]
"""How a conference is called, by its id."""


def conferences_called(one: Edition, other: Edition) -> Where:
    """Of both editions; as the later one says."""
    rows = [*one.rows, *other.rows]
    return {
        row["conference_id"]: f"{row['unit_name']}, hội nghị {full_day(date.fromisoformat(row['starts_on']))}"
        for row in rows
    }


def petition_in_words(told: Mapping[str, Any], called: Where, registry: Registry) -> dict[str, Any]:
    """A petition that counts otherwise: where, what became of it, and why."""
    before, after = told["before"], told["after"]
    return {
        "petition_id": told["petition_id"],
        "where": called.get((after or before)["conference_id"], ""),
        "changes": _changes(before, after, called),
        "reasons": [act_in_words(each, registry) for each in told["acts"]] or [NO_ACT[told["because"]]],
    }


def conference_in_words(told: Mapping[str, Any], called: Where, registry: Registry) -> dict[str, Any]:
    """A conference of which the rows say something else, and why."""
    before, after = told["before"], told["after"]
    if before is None or after is None:
        changes = ["Thêm vào quý." if before is None else "Không còn trong quý."]
    else:
        changes = [
            _became(name, _written(field, before[field]), _written(field, after[field]))
            for field, name in SAID.items()
            if before[field] != after[field]
        ]
    return {
        "where": called.get(told["conference_id"], told["conference_id"]),
        "changes": changes,
        "reasons": [act_in_words(each, registry) for each in told["acts"]],
    }


def act_in_words(act: Mapping[str, Any], registry: Registry) -> str:
    """Such as “Trả lời — Sở Xây dựng, 09:00 ngày 12/6/2024 (ghi nhận lúc 08:00 ngày 20/01/2025)”."""
    time, recorded = (datetime.fromisoformat(act[name]) for name in ("time", "recorded_at"))
    unit = registry.name_at(act["unit_id"], local_date(time))
    return f"{ACTS[act['name']]} — {unit}, {full_moment(time)} (ghi nhận lúc {full_moment(recorded)})"


def _changes(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, called: Where
) -> Sequence[str]:
    if before is None or after is None:
        said = before or after or {}
        where = "Thêm vào quý" if before is None else "Không còn trong quý; trước đó"
        return [f"{where}: {_state(said['state'])}, nhóm {LABELS[said['group']]}{_overdue(said['overdue'])}."]
    found: list[str] = []
    if before["conference_id"] != after["conference_id"]:
        found.append(
            _became("Hội nghị", *(called.get(each["conference_id"], "") for each in (before, after)))
        )
    if before["group"] != after["group"]:
        found.append(_became("Nhóm", LABELS[before["group"]], LABELS[after["group"]]))
    if before["state"] != after["state"]:
        found.append(_became("Tình trạng", STATE_LABELS[before["state"]], STATE_LABELS[after["state"]]))
    if before["overdue"] != after["overdue"]:
        found.append("Nay quá hạn." if after["overdue"] else "Không còn quá hạn.")
    return found


def _became(what: str, before: str, after: str) -> str:
    return f"{what}: từ “{before}” thành “{after}”."


def _written(field: str, said: str | None) -> str:
    if field == "starts_on" and said:
        return full_day(date.fromisoformat(said))
    return said or "không có"


def _state(state: str) -> str:
    label = STATE_LABELS[state]
    return label[:1].lower() + label[1:]


def _overdue(overdue: bool) -> str:
    return ", quá hạn" if overdue else ""
