"""What is wrong with a field, in Vietnamese? For whoever filled in a form; a receipt says it in English."""

from collections.abc import Mapping
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
    return BY_WORDS.get(english.removeprefix("Value error, ")) or f"không hợp lệ ({english})"
