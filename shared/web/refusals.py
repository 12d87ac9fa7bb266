"""How is a refusal of the machinery told over HTTP?

With the receipt's own reason, a status for it, and in Vietnamese what the receipt says in English.
"""

from collections.abc import Mapping

from shared.messaging.inbound import Outcome, Patience, Reason, Rejected, Waiting
from shared.web.problems import Problem, unavailable
from shared.web.wording import in_vietnamese, refusal_in_vietnamese

STATUS: Mapping[Reason, tuple[int, str]] = {
    Reason.MALFORMED: (400, "Dữ liệu không hợp lệ"),
    Reason.TOO_LARGE: (413, "Nội dung quá lớn"),
    Reason.NOT_YOUR_UNIT: (403, "Không thuộc thẩm quyền của đơn vị"),
    Reason.UNKNOWN_UNIT: (403, "Đơn vị không còn hoặc chưa có trong danh mục"),
    Reason.UNKNOWN_TYPE: (422, "Dữ liệu không hợp lệ"),
    Reason.INVALID_DATA: (422, "Dữ liệu không hợp lệ"),
    Reason.IN_THE_FUTURE: (422, "Thời điểm ở tương lai"),
    Reason.CONFLICTING_DUPLICATE: (409, "Trùng mã với sự kiện khác"),
    Reason.NOT_ALLOWED: (409, "Không thực hiện được ở thời điểm này"),
    Reason.UNKNOWN_SUBJECT: (404, "Không tìm thấy"),
}
"""Every reason of the contract."""
HELD_BACK = (
    "Hệ thống gặp lỗi khi xử lý một việc trước đó của hồ sơ này và đang được khắc phục; lỗi không phải do "
    "quý vị. Chưa có gì được ghi nhận; xin gửi lại sau."
)
MENDED_IN_S = 300
"""It takes a person to mend it."""


def refused(outcome: Outcome, time_field: str = "time") -> Problem:
    """The problem for what was not accepted; `time_field` is what the business time is called there."""
    match outcome:
        case Rejected(reason, detail, field):
            status, title = STATUS[reason]
            named = time_field if field == "time" else field
            more = {"reason": reason.value} | ({"field": named} if named else {})
            if outcome.wrong:
                words = f"{named}: {in_vietnamese(outcome.wrong.kind, outcome.wrong.context, detail)}"
            else:
                words = refusal_in_vietnamese(detail)
            return Problem(status, title, words, headers=None, **more)
        case Waiting(patience=Patience.ENTITLEMENT, detail=detail):
            status, title = STATUS[Reason.NOT_YOUR_UNIT]
            return Problem(status, title, refusal_in_vietnamese(detail), reason=Reason.NOT_YOUR_UNIT.value)
        case Waiting(patience=Patience.MENDING):
            return unavailable(HELD_BACK, MENDED_IN_S)
        case Waiting(detail=detail):
            status, title = STATUS[Reason.UNKNOWN_SUBJECT]
            words = refusal_in_vietnamese(detail)
            return Problem(status, title, words, reason=Reason.UNKNOWN_SUBJECT.value)
        case _:
            return unavailable("Chưa có gì được ghi nhận; xin gửi lại sau.")
