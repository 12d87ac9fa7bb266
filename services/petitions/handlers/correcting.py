"""What does an officer's correction say, and how is it refused (R29)?

`POST /api/petitions/{petition_id}/correct`: an act of one's own unit said anew, or taken back.
"""

from collections.abc import Mapping
from typing import Any, cast

from shared.messaging.inbound import Outcome, Patience, Reason, Rejected, Waiting
from shared.web.problems import Problem
from shared.web.refusals import STATUS, refused

NEITHER = "cần ghi data (nội dung đúng, trọn vẹn) hoặc withdrawn: true (rút lại), và chỉ một trong hai"
NO_TIME = "không ghi cùng withdrawn: việc đã rút lại không xảy ra vào lúc nào cả"
WHOLE = "chỉ ghi nội dung của việc được đính chính, không ghi lại cả bản đính chính"
LASTING = (
    "Việc tiếp nhận không rút lại được, vì mọi việc sau đó đều dựa vào nó. Doanh nghiệp rút kiến nghị "
    "thì ghi withdraw, kiến nghị ngoài phạm vi thì ghi refuse, tiếp nhận ghi sai thì đính chính bằng data."
)


def whole(body: Mapping[str, Any], petition_id: str) -> dict[str, Any]:
    """The event's data that the body means, its petition named by the path; a problem if it means none."""
    said, withdrawn = body.get("data"), body.get("withdrawn")
    if (said is None) == (withdrawn is None):
        raise _invalid("data" if said is None else "withdrawn", NEITHER)
    if said is None:
        if body.get("time") is not None:
            raise _invalid("time", NO_TIME)
        return {**body, "petition_id": petition_id}
    if not isinstance(said, dict):
        return dict(body)
    data = cast(dict[str, Any], said)
    if "corrects" in data:
        raise _invalid("data.corrects", WHOLE)
    return {**body, "data": {**data, "petition_id": petition_id}}


def refusal(outcome: Outcome, petition_id: str, corrects: Any) -> Problem:
    """Why the correction was not taken in."""
    match outcome:
        case Rejected(Reason.NOT_ALLOWED, _, "withdrawn"):
            reason = Reason.NOT_ALLOWED
            return Problem(STATUS[reason][0], "Không rút lại được", LASTING, reason=reason, field="withdrawn")
        case Waiting(awaits, Patience.SUBJECT) if awaits.startswith("conference/"):
            return _unknown(f"Chưa có hội nghị {awaits.removeprefix('conference/')}.", "data.conference_id")
        case Waiting(patience=Patience.SUBJECT):
            detail = (
                f"Đơn vị không có sự kiện “{corrects}” về kiến nghị {petition_id}: chỉ nơi đã gửi mới "
                "đính chính hoặc rút lại được."
            )
            return _unknown(detail, "corrects")
        case _:
            return refused(outcome, "time")


def _invalid(field: str, detail: str) -> Problem:
    status, title = STATUS[Reason.INVALID_DATA]
    return Problem(status, title, f"{field}: {detail}", reason=Reason.INVALID_DATA, field=field)


def _unknown(detail: str, field: str) -> Problem:
    status, title = STATUS[Reason.UNKNOWN_SUBJECT]
    return Problem(status, title, detail, reason=Reason.UNKNOWN_SUBJECT, field=field)
