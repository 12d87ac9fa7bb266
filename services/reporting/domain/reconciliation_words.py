"""How is said in Vietnamese what a reconciliation found (R17)? In the words of the forms."""

from services.reporting.domain.reconciliation import Difference, Kind, Reconciled, Status
from shared.dialogue.groups import LABELS

STATUS_WORDS = {
    Status.AGREES: "Khớp",
    Status.DIFFERS: "Có chênh lệch",
    Status.WITHOUT_FIGURES: "Đã báo cáo, không kèm số liệu",
    Status.NOT_FILED: "Chưa báo cáo",
    Status.NOT_OWED: "Chưa phải báo cáo",
}
FIGURE_WORDS = {
    "received": "Kiến nghị đã tiếp nhận",
    "resolved": "Kiến nghị đã giải quyết triệt để",
    "transferred": "Kiến nghị chuyển cơ quan khác giải quyết",
    "awaiting_direction": "Kiến nghị xin ý kiến chỉ đạo",
}


def status_words(found: Reconciled) -> str:
    """How the report stands, in one phrase."""
    if found.status is Status.NOT_OWED and found.row.note.startswith("Dừng tổ chức"):
        return "Không phải báo cáo (đã dừng tổ chức)"
    return STATUS_WORDS[found.status]


def difference_words(found: Difference) -> str:
    """One difference in one line."""
    where = f"Nhóm {LABELS[found.group]}: " if found.group else ""
    figure = FIGURE_WORDS[found.figure]
    if found.kind is Kind.GROUPS:
        return f"{figure}: đơn vị báo cáo tổng {found.filed}, các nhóm cộng lại được {found.expected}"
    if found.kind is Kind.PARTS:
        return (
            f"{where}{figure}: đơn vị báo cáo {found.filed}, "
            f"ít hơn số đã giải quyết, đã chuyển và xin ý kiến cộng lại ({found.expected})"
        )
    return f"{where}{figure}: đơn vị báo cáo {found.filed}, hệ thống tính {found.expected} ({_gap(found)})"


def _gap(found: Difference) -> str:
    gap = found.filed - found.expected
    return f"thừa {gap}" if gap > 0 else f"thiếu {-gap}"
