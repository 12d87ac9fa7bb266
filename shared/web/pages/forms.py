"""What was typed into a form, and what of it is wrong? All of it is kept, each wrong field is named."""

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar, cast
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from shared.events.fields import MAX_EVENT_BYTES, MAX_INTEGER, EventModel
from shared.events.keepable import InvalidData, refuse_unkeepable_text
from shared.events.validate import judged_whole
from shared.web.bodies import read_bytes
from shared.web.commands import UNKNOWN
from shared.web.problems import Problem
from shared.web.retries import KEY_FIELD
from shared.web.wording import MOMENT, in_vietnamese

M = TypeVar("M", bound=EventModel)
Page = Callable[[Request], Awaitable[Response]]
"""What answers at the address of a page, or of its form."""
MEDIA_TYPE = "application/x-www-form-urlencoded"
MOST_BYTES = 2 * 1024 * 1024
"""A letter of Vietnamese takes up to nine bytes on its way: what is refused can still be given back."""
MOST_FIELDS = 50
WHOLE = re.compile(r"-?[0-9]+")
KEY, OWN_KEY = "khoa", re.compile(r"[A-Za-z0-9_-]{22}")
"""Made with the form, sent with it: whoever sends it twice is stored once."""
NO_MOMENT = "phải là ngày và giờ, như 2024-06-21T17:00"
UNUSABLE = "có ký tự không dùng được, đã được bỏ đi"
AGAIN = (
    "Biểu mẫu này đã được gửi trước đó với nội dung khác, và nội dung đó đã được ghi nhận. "
    "Nếu muốn gửi thêm nội dung dưới đây, xin bấm gửi lần nữa."
)
UNSURE = (
    "Mất kết nối với cơ sở dữ liệu nên chưa rõ đã ghi nhận hay chưa. Xin bấm gửi lại: "
    "nội dung đã được ghi nhận thì không bị ghi hai lần."
)
NOT_OFFERED = "không có trong danh sách để chọn"
STILL_HERE = "Nội dung quý vị đã nhập còn nguyên bên dưới; xin bấm gửi lại sau ít phút."


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked: how the form calls it, and where in the event it goes."""

    name: str
    path: str
    label: str
    hint: str = ""
    needed: bool = False
    shape: Literal["line", "area", "number", "choice"] = "line"
    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    type: str = "text"
    autocomplete: str = "off"
    offers: str = ""
    """The id of a list of what may be typed, on the same page."""
    means: Callable[[str], Any] = str
    """What a text that was typed stands for; one that stands for nothing is left to the model."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A form as it stands: what was typed, what is wrong with it, and the key that makes a retry the same."""

    values: Mapping[str, str]
    key: str
    wrong: Mapping[str, str] = field(default_factory=dict[str, str])
    """By the field's name; said behind its label."""
    refusal: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def refused(self, problem: Problem) -> "Entered":
        """The same form, given back with why it was not taken in."""
        if problem.more.get("field") == KEY_FIELD:
            return replace(self, key=new_key(), refusal=AGAIN, status=problem.status)
        said = UNSURE if problem.detail == UNKNOWN else problem.detail
        more = f" {STILL_HERE}" if problem.status == 503 and said is not UNSURE else ""
        return replace(self, refusal=said + more, status=problem.status, headers=dict(problem.headers or {}))


def new_key() -> str:
    """An `Idempotency-Key` for a form that was just made."""
    return secrets.token_urlsafe(16)


def blank(fields: Sequence[Field]) -> Entered:
    """The form before anything was typed."""
    return Entered({each.name: "" for each in fields}, new_key())


async def read_form(request: Request, fields: Sequence[Field]) -> Entered:
    """What was typed, without what no page can show; a problem if it is no form, or too large to be read."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != MEDIA_TYPE:
        detail = (
            f"Địa chỉ này nhận biểu mẫu gửi từ trang của nền tảng ({MEDIA_TYPE}); chưa có gì được ghi nhận."
        )
        raise Problem(415, "Không đọc được nội dung gửi lên", detail)
    raw = await read_bytes(request, MOST_BYTES)
    try:
        given = dict(
            parse_qsl(
                raw.decode("utf-8", "surrogateescape"), keep_blank_values=True,
                errors="surrogateescape", max_num_fields=MOST_FIELDS,
            )
        )  # fmt: skip
    except ValueError:
        detail = "Biểu mẫu gửi lên có quá nhiều mục; chưa có gì được ghi nhận."
        raise Problem(413, "Nội dung quá lớn", detail) from None
    return entered(given, fields)


def entered(given: Mapping[str, str], fields: Sequence[Field]) -> Entered:
    """What was typed, by the fields' names, and what had to be left out of it."""
    typed = {each.name: given.get(each.name, "").replace("\r\n", "\n").strip() for each in fields}
    values = {name: _usable(text) for name, text in typed.items()}
    key = given.get(KEY, "")
    return Entered(
        {name: text.strip() for name, text in values.items()},
        key if OWN_KEY.fullmatch(key) else new_key(),
        {name: UNUSABLE for name, text in typed.items() if text != values[name]},
    )


def judged(form: Entered, fields: Sequence[Field], model: type[M], **more: Any) -> M | Entered:
    """What was typed as `model`, judged as the route for programs judges it; or the form with what is wrong.

    `more`: what the form's address says besides.
    """
    data: dict[str, Any] = dict(more)
    for each in fields:
        _put(data, each, form.values[each.name])
    found, faults = judged_whole(model, _with_lists(data))
    wrong = dict(form.wrong)
    for each in fields:
        fault = next((one for one in faults if _about(one, each)), None)
        if fault is not None:
            wrong.setdefault(each.name, _words(each, form.values[each.name], fault))
        elif each.choices and form.values[each.name] not in ("", *each.choices):
            # The model may know more than this form offers.
            wrong.setdefault(each.name, NOT_OFFERED)
    if found is None or wrong:
        return replace(form, wrong=wrong, refusal="" if wrong else _said(faults[0]), status=422)
    if len(found.model_dump_json().encode()) > MAX_EVENT_BYTES:
        return form.refused(
            Problem(413, "Nội dung quá lớn", f"Tất cả các mục cộng lại có tối đa {MAX_EVENT_BYTES} byte.")
        )
    return found


def _put(data: dict[str, Any], asked: Field, text: str) -> None:
    """An empty field that may be is left out, as a program would; and so is a part of which all are."""
    if not text and not asked.needed:
        return
    *parts, last = asked.path.split(".")
    for part in parts:
        data = data.setdefault(part, {})
    data[last] = _number(text) if asked.shape == "number" else asked.means(text)


def _with_lists(said: Any) -> Any:
    """A part whose names are numbers is a list: `conferences.0.month` is said of its first."""
    if not isinstance(said, dict):
        return said
    parts = {name: _with_lists(part) for name, part in cast(dict[str, Any], said).items()}
    return [*parts.values()] if parts and all(name.isdecimal() for name in parts) else parts


def _number(text: str) -> int | str:
    """More digits than any number has that is kept are as wrong as one too many."""
    if not WHOLE.fullmatch(text):
        return text
    return int(text) if len(text) < 19 else MAX_INTEGER + 1


def _about(fault: InvalidData, asked: Field) -> bool:
    return (
        fault.field == asked.path
        or asked.path.startswith(f"{fault.field}.")
        or fault.field.startswith(f"{asked.path}.")
    )


def _words(asked: Field, text: str, fault: InvalidData) -> str:
    if not text:
        return "chưa được chọn" if asked.shape == "choice" else "không được để trống"
    if asked.shape == "choice":
        return NOT_OFFERED
    words = in_vietnamese(fault.kind, fault.context, fault.detail)
    # Of the clocks here, as a browser gives it: nobody types an offset.
    return NO_MOMENT if words == MOMENT else words


def _said(fault: InvalidData) -> str:
    return f"{fault.field}: {in_vietnamese(fault.kind, fault.context, fault.detail)}"


def _usable(text: str) -> str:
    """`text` without the letters that no page can show."""
    try:
        refuse_unkeepable_text(text)
    except ValueError:
        return text.replace("\0", "").encode("utf-8", "ignore").decode()
    return text
