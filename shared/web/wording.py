"""What is wrong with a field, or why is an act refused, in Vietnamese? A receipt says it in English."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from shared.events.fields import FIRST_YEAR, ID, LAST_YEAR

WHOLE, TRUTH, OBJECT = "phải là số nguyên", "phải là true hoặc false", "phải là một đối tượng JSON"
DAY, MOMENT = (
    "phải là một ngày, như 2024-06-21",
    "phải là thời điểm có múi giờ, như 2024-06-21T17:00:00+07:00",
)
BY_KIND: Mapping[str, str] = {
    "missing": "còn thiếu",
    "string_type": "phải là chuỗi ký tự",
    "string_too_long": "có tối đa {max_length} ký tự",
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_from_float": WHOLE,
    "bool_type": TRUTH,
    "bool_parsing": TRUTH,
    "list_type": "phải là một danh sách",
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "too_short": "phải có ít nhất {min_length} mục",
    "too_long": "có tối đa {max_length} mục",
    "greater_than_equal": "phải từ {ge} trở lên",
    "greater_than": "phải lớn hơn {gt}",
    "less_than_equal": "không được quá {le}",
    "less_than": "phải nhỏ hơn {lt}",
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "datetime_type": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_from_date_parsing": MOMENT,
    "timezone_aware": MOMENT,
}
"""By pydantic's kinds of error."""
BY_WORDS: Mapping[str, str] = {
    "must not contain NUL": "có ký tự không dùng được",
    "must not contain a lone surrogate": "có ký tự không dùng được",
    "must be RFC 3339 with an offset, such as 2024-06-21T17:00:00+07:00": MOMENT,
    "is beyond reckoning in other time zones": MOMENT,
    "is a leap second where no day ends": MOMENT,
    "must be a date, YYYY-MM-DD": DAY,
    f"must be between {FIRST_YEAR} and {LAST_YEAR - 1}": f"phải từ {FIRST_YEAR} đến {LAST_YEAR - 1}",
    "names a group twice": "nêu một nhóm hai lần",
    "is too large a number": "là số quá lớn",
    "is nested too deeply": "lồng nhau quá nhiều tầng",
    "must be a JSON object": OBJECT,
}
"""By the words of our own validators."""
ON_A_THEME = "a conference of (.+) is held on a theme"
BY_PATTERN: Sequence[tuple[str, str]] = (
    (ON_A_THEME, "phải có, vì hội nghị của đơn vị này tổ chức theo chuyên đề"),
)
"""The same, of words that name somebody."""
CORRECTED = "as corrected: "
REFUSALS: Sequence[tuple[str, str]] = (
    (
        "dated before the petition's reception at (.+)",
        "Thời điểm này trước khi kiến nghị được tiếp nhận ({0}).",
    ),
    ("dated after the petition was refused", "Thời điểm này sau khi kiến nghị bị từ chối."),
    ("dated after the petition was withdrawn", "Thời điểm này sau khi doanh nghiệp rút kiến nghị."),
    (
        "dated before its conference was scheduled at (.+)",
        "Thời điểm này trước khi hội nghị được lên lịch ({0}).",
    ),
    (
        "(?:the corrected )?time is more than 5 minutes ahead",
        "Thời điểm này sau hiện tại hơn 5 phút.",
    ),
    (
        "a business told it here at (.+): that is no unit's to correct",
        "Doanh nghiệp gửi tại đây lúc {0}: đơn vị không đính chính được thời điểm ấy.",
    ),
    (
        "a (.+) that a business told here is taken back by nobody else",
        "Nội dung doanh nghiệp đã gửi tại đây thì không ai khác rút lại được.",
    ),
    (
        "(.+) is not entitled to this on a petition to (.+)",
        "Đơn vị {0} không có thẩm quyền thực hiện việc này với kiến nghị gửi {1}.",
    ),
    (
        "dated before the conference was scheduled at (.+)",
        "Thời điểm này trước khi hội nghị được lên lịch ({0}).",
    ),
    (
        "the conference was cancelled at (.+) and not rescheduled since",
        "Hội nghị đã dừng tổ chức từ {0} và chưa được dời lịch.",
    ),
    (
        "conference/(.+) is of (.+): (.+) is not entitled to act on it",
        "Hội nghị {0} là của đơn vị {1}; đơn vị {2} không có thẩm quyền thực hiện việc này.",
    ),
    (
        "(.+) is not entitled to schedule a conference of (.+)",
        "Đơn vị {0} không có thẩm quyền lên lịch hội nghị của đơn vị {1}.",
    ),
    (
        "(.+) is not entitled to send the plan of (.+)",
        "Đơn vị {0} không có thẩm quyền gửi kế hoạch của đơn vị {1}.",
    ),
    (ON_A_THEME, "Hội nghị của đơn vị {0} phải có chuyên đề."),
    ("conference/(.+) was scheduled already, by another event", "Hội nghị {0} đã được lên lịch trước đó."),
    ("registration (.+) was made already, by another event", "Đăng ký {0} đã được ghi nhận trước đó."),
    (
        "a ConferenceScheduled can't be taken back, for other acts hang on it: .+",
        "Việc lên lịch không rút lại được, vì mọi việc sau đó đều dựa vào nó. Hội nghị không tổ chức nữa thì "
        "ghi dừng tổ chức, lịch thay đổi thì ghi dời lịch.",
    ),
    (
        "no event (.+) of this source about (.+) is known yet",
        "Đơn vị không có sự kiện “{0}” về hội nghị này: chỉ nơi đã gửi mới đính chính hoặc rút lại được.",
    ),
    ("conference/(.+) is not known yet", "Chưa có hội nghị {0}."),
    ("petition/(.+) is not known yet", "Chưa có kiến nghị {0}."),
    ("conference (.+) is not known yet", "Chưa có hội nghị {0}."),
    ("conference (.+) is of (.+)", "Hội nghị {0} là của đơn vị {1}."),
    ("petition/(.+) was received already, by another event", "Kiến nghị {0} đã được tiếp nhận trước đó."),
    (
        "(.+) is not in the registry of units, or not valid on (.+)",
        "Đơn vị {0} không có trong danh mục, hoặc không còn hay chưa có vào ngày {1}.",
    ),
    (
        "(.+) was not valid on (.+), the corrected time",
        "Đơn vị {0} không còn hay chưa có vào ngày {1}, thời điểm theo đính chính.",
    ),
    (
        "an event has at most (.+) bytes, this one (.+)",
        "Nội dung gửi lên có tối đa {0} byte, lần này là {1} byte.",
    ),
)
"""By the words of the gate and of the rules."""


def in_vietnamese(kind: str, context: Mapping[str, Any], english: str) -> str:
    """What is wrong, said after the field's name; what has no words here keeps the English in brackets."""
    if kind in ("enum", "literal_error"):
        allowed = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
        return f"phải là một trong: {allowed}"
    if kind == "string_too_short":
        least = context.get("min_length")
        return "không được để trống" if least == 1 else f"phải có ít nhất {least} ký tự"
    if kind == "string_pattern_mismatch":
        if context.get("pattern") == ID.pattern:
            return "chỉ gồm 1 đến 64 chữ thường không dấu, chữ số và dấu gạch ngang"
        return "không đúng dạng"
    if kind in BY_KIND:
        return BY_KIND[kind].format(**context)
    words = BY_WORDS.get(english.removeprefix("Value error, "))
    return words or _by_pattern(BY_PATTERN, english) or f"không hợp lệ ({english})"


def refusal_in_vietnamese(english: str) -> str:
    """Why an act is refused, in a sentence; what has no words here keeps the English in brackets."""
    if english.startswith(CORRECTED):
        return f"Theo nội dung đính chính: {refusal_in_vietnamese(english.removeprefix(CORRECTED))}"
    return _by_pattern(REFUSALS, english) or f"Không thực hiện được ({english})."


def _by_pattern(said: Sequence[tuple[str, str]], english: str) -> str | None:
    for pattern, words in said:
        if found := re.fullmatch(pattern, english):
            return words.format(*found.groups())
    return None
