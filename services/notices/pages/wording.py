"""Which words do the pages of conferences have for what a notice says in codes?"""

from collections.abc import Mapping

from services.notices.domain.planner import TITLES
from services.notices.domain.standing import Standing
from shared.events.deadlines import DeadlineKind
from shared.events.fields import ConferenceFormat
from shared.events.notices import CancellationReason, NoticeChannel

CHANNELS: Mapping[str, str] = {
    NoticeChannel.PORTAL: "Cổng thông tin điện tử của đơn vị",
    NoticeChannel.ONE_STOP_DESK: "Bộ phận một cửa của đơn vị",
}
FORMATS: Mapping[str, str] = {
    ConferenceFormat.IN_PERSON: "Hội nghị đối thoại trực tiếp",
    ConferenceFormat.BUSINESS_COFFEE: "Cà phê doanh nhân",
    ConferenceFormat.SATURDAY_WITH_LEADERS: "Thứ 7 cùng Bí thư, Chủ tịch",
}
REASONS: Mapping[str, str] = {
    CancellationReason.NO_PETITIONS: "Không có kiến nghị và đăng ký tham dự",
    CancellationReason.OTHER: "Lý do khác",
}
STANDINGS: Mapping[str, str] = {
    Standing.COMING: "Sắp diễn ra",
    Standing.BEGUN: "Đã đến giờ, chưa xác nhận đã tổ chức",
    Standing.HELD: "Đã tổ chức",
    Standing.CANCELLED: "Đã dừng tổ chức",
}
ACTS: Mapping[str, str] = {
    "ConferenceScheduled": "Lên lịch hội nghị",
    "ConferenceRescheduled": "Dời lịch hội nghị",
    "ConferenceCancelled": "Dừng tổ chức hội nghị",
    "NoticePosted": "Niêm yết thông báo",
    "ParticipantRegistered": "Ghi đăng ký tham dự",
    "ConferenceHeld": "Xác nhận đã tổ chức",
    "ConclusionPublished": "Đăng thông báo kết luận",
    "ResultReportFiled": "Gửi báo cáo kết quả",
}


def channel_words(channel: str) -> str:
    """Where a notice is posted (R7)."""
    return CHANNELS[NoticeChannel(channel)]


def format_words(named: str) -> str:
    """How businesses are met (R3)."""
    return FORMATS[ConferenceFormat(named)]


def standing_words(standing: str) -> str:
    """How far it is (R26)."""
    return STANDINGS[Standing(standing)]


def reason_words(reason: str) -> str:
    """Why it was stopped (R8)."""
    return REASONS[CancellationReason(reason)]


def act_words(name: str) -> str:
    """What was done."""
    return ACTS[name]


def deadline_words(kind: str) -> str:
    """What is owed (R7, R8, R17, R18)."""
    return TITLES[DeadlineKind(kind)]
