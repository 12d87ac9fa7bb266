"""What is a deadline of each kind called on the front page?"""

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


def kind_words(kind: str) -> str:
    """What has to be done by a deadline of this kind."""
    return KINDS[DeadlineKind(kind)]
