"""How are a deadline's moves told (R6, R11, R12, R15)? As JSON, each with its cause in a sentence."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.deadlines.domain.changes import (
    CALENDAR_APPLIED,
    EXTENDED,
    FROM_ANOTHER_DAY,
    NO_LONGER_EXTENDED,
    RECOUNTED,
)
from services.deadlines.domain.moves import CONFIRMED, HANDED_OVER, REOPENED, SET, Move
from shared.clock import local_date, local_moment
from shared.dialogue.acts import Act, withdraws
from shared.dialogue.deadline import DeadlineSpan
from shared.units import Registry
from shared.working_days.explanation import full_day


def said_moves(found: Sequence[Move], registry: Registry) -> list[dict[str, Any]]:
    """Each move, the first setting included; who owed it is named as of that day."""
    return [_said(move, registry) for move in found]


def _said(move: Move, registry: Registry) -> dict[str, Any]:
    span, before = move.span, move.moved_from
    return {
        "at": local_moment(move.at),
        "from": before.due_on.isoformat() if before else None,
        "due_on": span.due_on.isoformat(),
        "reason": move.reason if before else None,
        "because": _because(move, registry),
        "rule": span.rule,
        "counted_from": span.counted_from.isoformat(),
        "working_days": span.working_days,
        "calendar_version": span.calendar_version,
        "unit_id": span.unit_id,
        "recorded_at": local_moment(move.recorded_at) if move.recorded_at.year > 1 else None,
        "correction": _correction(move.correction) if move.correction else None,
    }


def _correction(act: Act) -> dict[str, Any]:
    return {
        "event_id": act.event_id,
        "unit_id": act.unit_id,
        "time": local_moment(act.time),
        "reason": act.data["reason"],
        "withdraws": withdraws(act),
    }


def _because(move: Move, registry: Registry) -> str:
    before = move.moved_from or move.span
    sentence = BECAUSE[move.reason](before, move, registry)
    if move.correction is None:
        return f"{sentence}."
    act = move.correction
    what = "rút lại" if withdraws(act) else "đính chính"
    on = full_day(local_date(act.recorded_at))
    return f"{sentence}; do {what} ghi nhận ngày {on}: {act.data['reason'].rstrip('.')}."


def _counted(span: DeadlineSpan) -> str:
    days, day = span.working_days, full_day(span.counted_from)
    if not days:
        return "ngày cố định trong năm"
    return f"{abs(days)} ngày làm việc {'sau' if days > 0 else 'trước'} ngày {day}"


def _instead(before: DeadlineSpan, move: Move) -> str:
    return f"{move.span.working_days} ngày làm việc thay cho {before.working_days}"


def _handed_over(before: DeadlineSpan, move: Move, registry: Registry) -> str:
    day = local_date(move.at)
    names = [registry.name_at(unit_id, day) for unit_id in (before.unit_id, move.span.unit_id)]
    return f"Thời hạn chuyển từ {names[0]} sang {names[1]}"


def _calendar(_: DeadlineSpan, move: Move, __: Registry) -> str:
    announced = full_day(local_date(move.at))
    return f"Áp dụng lịch ngày làm việc phiên bản {move.span.calendar_version}, công bố ngày {announced}"


def _from_another_day(before: DeadlineSpan, move: Move, _: Registry) -> str:
    return f"Ngày bắt đầu đếm đổi từ {full_day(before.counted_from)} sang {full_day(move.span.counted_from)}"


HELP = "đề nghị phối hợp, chuyển hoặc xin ý kiến chỉ đạo"
Because = Callable[[DeadlineSpan, Move, Registry], str]
BECAUSE: Mapping[str, Because] = {
    SET: lambda _, move, __: f"Hạn lần đầu: {_counted(move.span)}",
    EXTENDED: lambda before, move, _: f"Trong hạn đã {HELP}: {_instead(before, move)}",
    NO_LONGER_EXTENDED: lambda before, move, _: f"Trong hạn không còn việc {HELP}: {_instead(before, move)}",
    FROM_ANOTHER_DAY: _from_another_day,
    RECOUNTED: lambda _, move, __: f"Đếm lại: {_counted(move.span)}",
    CALENDAR_APPLIED: _calendar,
    HANDED_OVER: _handed_over,
    CONFIRMED: lambda _, __, ___: "Lịch đã công bố: hạn không còn là tạm tính",
    REOPENED: lambda _, __, ___: "Việc đã làm xong hoặc chấm dứt thời hạn không còn: thời hạn mở lại",
}
"""Why, in words, by the reason."""
