"""Which words do the pages of conferences have for what a notice says in codes?"""

from collections.abc import Mapping

from shared.events.fields import ConferenceFormat
from shared.events.notices import NoticeChannel

CHANNELS: Mapping[str, str] = {
    NoticeChannel.PORTAL: "Cổng thông tin điện tử của đơn vị",
    NoticeChannel.ONE_STOP_DESK: "Bộ phận một cửa của đơn vị",
}
FORMATS: Mapping[str, str] = {
    ConferenceFormat.IN_PERSON: "Hội nghị đối thoại trực tiếp",
    ConferenceFormat.BUSINESS_COFFEE: "Cà phê doanh nhân",
    ConferenceFormat.SATURDAY_WITH_LEADERS: "Thứ 7 cùng Bí thư, Chủ tịch",
}


def channel_words(channel: str) -> str:
    """Where a notice is posted (R7)."""
    return CHANNELS[NoticeChannel(channel)]


def format_words(named: str) -> str:
    """How businesses are met (R3)."""
    return FORMATS[ConferenceFormat(named)]
