"""Which words do the pages of petitions have for states, acts, deadlines and refusals (R10, R23, R28)?"""

from collections.abc import Mapping

from shared.dialogue.groups import LABELS
from shared.dialogue.petition import PetitionState
from shared.events.deadlines import DeadlineKind
from shared.events.petitions import AnswerMode, EscalationTarget, PetitionChannel, RefusalReason

STATES: Mapping[str, str] = {
    PetitionState.PENDING: "Đang giải quyết",
    PetitionState.TRANSFERRED: "Đã chuyển cơ quan khác giải quyết",
    PetitionState.AWAITING_DIRECTION: "Đang xin ý kiến chỉ đạo của cấp trên",
    PetitionState.RESOLVED: "Đã giải quyết triệt để",
    PetitionState.WITHDRAWN: "Doanh nghiệp đã rút kiến nghị",
    PetitionState.REFUSED: "Không thuộc phạm vi đối thoại, không tiếp nhận giải quyết",
}
REFUSALS: Mapping[str, str] = {
    RefusalReason.JUDICIAL: "nội dung thuộc thẩm quyền của cơ quan tư pháp",
    RefusalReason.COMPLAINT: "nội dung là khiếu nại, được giải quyết theo Luật Khiếu nại",
    RefusalReason.DENUNCIATION: "nội dung là tố cáo, được giải quyết theo Luật Tố cáo",
    RefusalReason.NOT_ADMINISTRATIVE: "nội dung không phải là vướng mắc về thủ tục hành chính",
}
ACTS: Mapping[str, str] = {
    "PetitionReceived": "Tiếp nhận kiến nghị",
    "PetitionReclassified": "Chuyển kiến nghị sang nhóm khác",
    "PetitionRefused": "Không tiếp nhận giải quyết, vì ngoài phạm vi đối thoại",
    "CoordinationRequested": "Đề nghị đơn vị khác phối hợp",
    "PetitionTransferred": "Chuyển cơ quan khác giải quyết",
    "PetitionEscalated": "Báo cáo cấp trên xin ý kiến chỉ đạo",
    "DirectionGiven": "Có ý kiến chỉ đạo",
    "PetitionAnswered": "Trả lời",
    "WrittenAnswerRequested": "Doanh nghiệp đề nghị trả lời bằng văn bản",
    "PetitionWithdrawn": "Doanh nghiệp rút kiến nghị",
}
MODES: Mapping[str, str] = {AnswerMode.WRITTEN: "Bằng văn bản", AnswerMode.AT_CONFERENCE: "Tại hội nghị"}
TARGETS: Mapping[str, str] = {
    EscalationTarget.CITY_COMMITTEE: "UBND thành phố",
    EscalationTarget.DIRECT_SUPERIOR: "Cấp trên trực tiếp",
}
CHANNELS: Mapping[str, str] = {
    PetitionChannel.FORM: "qua nền tảng này",
    PetitionChannel.WRITTEN: "bằng văn bản",
    PetitionChannel.AT_CONFERENCE: "tại hội nghị",
    PetitionChannel.AGENCY: "qua hệ thống của đơn vị",
}
RECEIVED_BY: Mapping[str, str] = {
    PetitionChannel.AT_CONFERENCE: "Tại hội nghị",
    PetitionChannel.WRITTEN: "Bằng văn bản",
    PetitionChannel.AGENCY: "Qua kênh khác của đơn vị",
}
"""Otherwise than through this platform's form."""
DEADLINES: Mapping[str, str] = {
    DeadlineKind.PETITION_ANSWER: "Hạn trả lời",
    DeadlineKind.WRITTEN_ANSWER: "Hạn trả lời bằng văn bản theo yêu cầu",
}


def state_words(state: str) -> str:
    """How a petition stands (R23)."""
    return STATES[PetitionState(state)]


def refusal_words(reason: str) -> str:
    """Why it was not taken up (R10)."""
    return REFUSALS[RefusalReason(reason)]


def deadline_words(kind: str) -> str:
    """What is due (R11, R14)."""
    return DEADLINES[DeadlineKind(kind)]


def act_words(name: str) -> str:
    """What was done."""
    return ACTS[name]


def channel_words(channel: str) -> str:
    """How it came in."""
    return CHANNELS[PetitionChannel(channel)]


def group_words(group: str) -> str:
    """What it is about (R28)."""
    return LABELS[group]
