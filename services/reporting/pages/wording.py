"""What are deadlines, figures, acts and sums of money called on the pages?"""

from collections.abc import Mapping

from shared.dialogue.acts import CORRECTION
from shared.events.deadlines import DeadlineKind

KINDS = {
    DeadlineKind.NOTICE_PORTAL: "Đăng thông báo hội nghị trên Cổng thông tin điện tử",
    DeadlineKind.NOTICE_ONE_STOP_DESK: "Niêm yết thông báo hội nghị tại Bộ phận một cửa",
    DeadlineKind.PETITION_ANSWER: "Trả lời kiến nghị",
    DeadlineKind.WRITTEN_ANSWER: "Trả lời kiến nghị bằng văn bản theo yêu cầu",
    DeadlineKind.RESULT_REPORT: "Báo cáo kết quả hội nghị",
    DeadlineKind.CONCLUSION_NOTICE: "Đăng thông báo kết luận hội nghị",
    DeadlineKind.STOP_OR_POSTPONE_REPORT: "Báo cáo dừng hoặc hoãn hội nghị",
    DeadlineKind.ANNUAL_PLAN: "Gửi kế hoạch năm",
    DeadlineKind.MINIMUM_CONFERENCES: "Tổ chức đủ số hội nghị trong năm",
}
FIGURES: Mapping[str, str] = {
    "received": "Tiếp nhận",
    "resolved": "Đã giải quyết triệt để",
    "transferred": "Chuyển cơ quan khác",
    "awaiting_direction": "Xin ý kiến chỉ đạo",
    "pending": "Đang giải quyết",
    "overdue": "Quá hạn",
    "refused": "Từ chối tiếp nhận",
    "withdrawn": "Đã rút",
}
"""In the order of the form (R24)."""
ACTS: Mapping[str, str] = {
    "PetitionReceived": "Tiếp nhận kiến nghị",
    "PetitionReclassified": "Chuyển sang nhóm khác",
    "PetitionRefused": "Từ chối tiếp nhận",
    "CoordinationRequested": "Đề nghị đơn vị khác phối hợp",
    "PetitionTransferred": "Chuyển cơ quan khác giải quyết",
    "PetitionEscalated": "Báo cáo cấp trên xin ý kiến chỉ đạo",
    "DirectionGiven": "Có ý kiến chỉ đạo",
    "PetitionAnswered": "Trả lời",
    "WrittenAnswerRequested": "Doanh nghiệp đề nghị trả lời bằng văn bản",
    "PetitionWithdrawn": "Doanh nghiệp rút kiến nghị",
    "ConferenceScheduled": "Lên lịch hội nghị",
    "ConferenceRescheduled": "Dời hội nghị",
    "ConferenceCancelled": "Dừng tổ chức hội nghị",
    "ConferenceHeld": "Xác nhận đã tổ chức hội nghị",
    CORRECTION: "Đính chính",
}
"""What can make one edition say something else than another (R29)."""


def kind_words(kind: str) -> str:
    """What has to be done by a deadline of this kind."""
    return KINDS[DeadlineKind(kind)]


def dong(amount: int) -> str:
    """80.000.000 đồng."""
    return f"{amount:,}".replace(",", ".") + " đồng"
